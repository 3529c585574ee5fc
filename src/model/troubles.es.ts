import type { TroubleName, TroubleText } from './troubles.ts';

const copied = 'Compruebe que la grabación se copió completa';
const copiedOrAsk = `${copied}, o pídala de nuevo`;
const damaged =
  'llega incompleto o no concuerda con su suma de comprobación: lo que se muestra es lo que queda, y puede ser erróneo';
const withoutPlace =
  'es de otro tipo que los que dan la posición (ST 0601, EG 0104), o carece de su hora o de su lugar';
const askPlatform =
  'Pida la grabación con los metadatos de su plataforma; lo que hay en los paquetes lo dice: atalaya klv ARCHIVO';

/** The troubles that people meet in the workstation, in Spanish. A missing one fails the type check. */
export const spanishTroubles: Readonly<Record<TroubleName, TroubleText>> = {
  'file-empty': { what: 'El archivo está vacío', cure: copied },
  'packets-cut': {
    what: 'Hay una clave KLV (06 0E 2B 34) en el archivo, pero ningún paquete completo',
    cure: copiedOrAsk,
  },
  'no-recording': {
    what: 'El archivo no es un flujo de transporte MPEG ni KLV: no contiene ninguna clave universal (06 0E 2B 34)',
    cure: 'Abra una grabación .ts con metadatos MISB, o el KLV suelto de una',
  },
  'no-streams': {
    what: 'El flujo de transporte no anuncia ningún flujo: es demasiado corto, o se perdieron sus tablas (PAT, PMT)',
    cure: copied,
  },
  'no-klv': {
    what: 'El flujo de transporte no contiene metadatos KLV ({streams})',
    cure: 'Pida la grabación con su flujo de metadatos, o únalos con: atalaya mux VIDEO KLV --out ARCHIVO.ts',
  },
  'packet-damaged': { what: `El único paquete de metadatos ${damaged}`, cure: copiedOrAsk },
  'packets-damaged': { what: `Cada uno de los {n} paquetes de metadatos ${damaged}`, cure: copiedOrAsk },
  'packet-without-place': { what: `El único paquete de metadatos ${withoutPlace}`, cure: askPlatform },
  'packets-without-place': { what: `Cada uno de los {n} paquetes de metadatos ${withoutPlace}`, cure: askPlatform },
  'file-unreadable': { what: 'No se puede leer el archivo', cure: 'Compruebe que sigue en su lugar' },
  'disk-full': { what: 'El disco está lleno', cure: 'Cierre vuelos o libere espacio' },
  'disk-read-only': { what: 'El disco es de solo lectura', cure: 'Indique otro disco en TMPDIR' },
  'own-fault': {
    what: 'Algo falló en el propio servicio',
    cure: 'Inténtelo de nuevo; si vuelve a ocurrir, comuníquelo con lo que el servicio escribió en la terminal',
  },
  'too-many-open': { what: 'Ya hay {n} vuelos abiertos', cure: 'Cierre antes uno de ellos' },
  'recording-too-large': {
    what: 'La grabación pasa de {gib} GiB',
    cure: 'Inicie el servicio con el archivo: npm start -- ARCHIVO',
  },
  'flight-unknown': { what: 'No hay abierto ningún vuelo con ese nombre', cure: 'Abra de nuevo la grabación' },
  'flight-closed': { what: 'El vuelo se cerró mientras llegaba', cure: 'Ábralo de nuevo' },
  'still-reading': { what: 'La grabación todavía se está leyendo', cure: 'Espere a que termine' },
  'still-coming': { what: 'La grabación todavía está llegando', cure: 'Espere a que termine' },
  'never-read': { what: 'La grabación no se pudo leer, así que no se sabe nada de ella', cure: 'Vea qué le ocurre' },
  'no-keyframe': {
    what: 'Aún no se conoce ningún cuadro clave del vídeo',
    cure: 'Inténtelo de nuevo en un momento',
  },
  'no-video': {
    what: 'La grabación no contiene vídeo que mostrar',
    cure: 'Los metadatos sí pueden verse',
  },
  'codec-unknown': {
    what: 'El vídeo es {codec}, que ni el navegador ni este servicio pueden mostrar',
    cure: 'Los metadatos sí pueden verse',
  },
  'no-ffmpeg': {
    what: 'El vídeo es {codec}, que los navegadores no reproducen, y no hay ningún ffmpeg en el PATH de este equipo que lo convierta en H.264',
    cure: 'Instale ffmpeg, reinicie Atalaya y abra de nuevo la grabación',
  },
  'no-encoder': {
    what: 'El vídeo es {codec}, que los navegadores no reproducen, y el ffmpeg de este equipo ({path}) no tiene codificador H.264 (libx264)',
    cure: 'Instale un ffmpeg con libx264, reinicie Atalaya y abra de nuevo la grabación',
  },
  'sensor-unknown': { what: 'Este cuadro no dice dónde está su sensor', cure: 'Elija otro cuadro' },
  'sight-unknown': {
    what: 'A este cuadro le faltan los ángulos o el campo de visión que necesita una línea de visión',
    cure: 'Elija otro cuadro',
  },
  'sight-contradicted': {
    what: 'Los ángulos y el centro de este cuadro indican terrenos distintos, y nada dice cuál es el correcto',
    cure: 'Vea el informe de calidad',
  },
  'sight-above-horizon': {
    what: 'La línea de visión no encuentra terreno: pasa por encima del horizonte',
    cure: 'Elija un lugar más abajo en la imagen',
  },
  'nobody-signed-in': { what: 'Nadie ha iniciado sesión, o la sesión terminó', cure: 'Inicie sesión' },
  'office-not-held': { what: 'Usted no ocupa ese cargo', cure: 'Pídalo a un oficial de personal' },
  'no-office': {
    what: 'Quien inició sesión no ocupa ningún cargo aquí',
    cure: 'Pídalo a un oficial de personal de su Estado',
  },
  'sign-in-not-begun': {
    what: 'En este navegador no se inició ninguna sesión, o ya se usó, o tardó más de diez minutos',
    cure: 'Inicie sesión de nuevo',
  },
  'somebody-else': {
    what: 'Inició sesión otra persona, o la sesión terminó entretanto',
    cure: 'Inicie sesión de nuevo',
  },
  'asked-too-often': { what: 'Demasiadas peticiones en poco tiempo', cure: 'Inténtelo de nuevo en {seconds} s' },
  'one-rule-against': { what: 'Una regla se opone', cure: 'Vea los motivos: cada uno dice qué lo haría posible' },
  'rules-against': { what: '{n} reglas se oponen', cure: 'Vea los motivos: cada uno dice qué lo haría posible' },
  'one-condition-against': {
    what: 'Una condición se opone',
    cure: 'Vea los motivos: cada uno dice qué lo haría posible',
  },
  'conditions-against': {
    what: '{n} condiciones se oponen',
    cure: 'Vea los motivos: cada uno dice qué lo haría posible',
  },
  'reading-refused': { what: 'Las reglas no permiten esta lectura', cure: 'Vea los motivos: cada uno dice qué pide' },
  'keeps-changing': {
    what: 'Aquello en que se apoya la orden no deja de cambiar',
    cure: 'Véalo de nuevo y envíe otra vez la orden',
  },
  'no-inspectors': { what: 'No hay inspectores de {state}', cure: 'Vea los Estados de la lista' },
  'text-too-long': { what: 'El texto es demasiado largo', cure: 'Acórtelo' },
  'challenge-used': { what: 'Este reto no es válido, o ya se usó', cure: 'Pida otro' },
  'work-too-little': { what: 'El número no muestra el trabajo pedido', cure: 'Halle uno de {bits} bits' },
  'day-is-full': { what: 'Hoy no se admite más', cure: 'Vuelva mañana' },
  'concern-not-kept': { what: 'No se pudo guardar la inquietud', cure: 'Inténtelo más tarde' },
  'concern-not-read': { what: 'No se pudo leer la inquietud', cure: 'Inténtelo más tarde' },
  'receipt-unknown': {
    what: 'En el registro no consta ninguna inquietud con este resguardo',
    cure: 'Compruebe el resguardo; lo planteado hoy consta en el registro a partir de la medianoche (UTC)',
  },
};
