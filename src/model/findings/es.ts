import type { FindingTexts } from './text.ts';

/** What the quality report finds, in Spanish. A missing key fails the type check. */
export const spanishFindings: FindingTexts = {
  locale: 'es-MX',
  or: ' o ',
  packet: '1 paquete',
  packets: '{n} paquetes',
  days: '{n} días',
  levels: {
    'center-sent': 'a la altura enviada con el centro del cuadro',
    'slant-range': 'a la altura que da la distancia oblicua',
    'sea-level': 'al nivel medio del mar',
    terrain: 'a la altura del terreno cercano',
  },
  lag: 'el retraso varía {spread}',
  lagDrifting: 'el retraso varía {spread} y deriva {ppm} partes por millón',
  silent: '{item} durante {time}',
  issueOfPacket: 'Paquete: {issue} ({n} veces).',
  issueOfItem: 'Elemento {tag}: {issue} ({n} veces).',
  transportOnce: 'Flujo de transporte, {place}: {trouble}.',
  transportOften: 'Flujo de transporte, {place}: {trouble} (primera de {n} veces).',
  sentences: {
    'checksum-invalid': 'La suma de comprobación no concuerda con los bytes de {p}: sus valores pueden ser erróneos.',
    'checksum-absent': 'No hay suma de comprobación en {p}: un daño pasaría inadvertido.',
    'time-absent': 'No hay marca de tiempo en {p}: el tiempo se tomó del contenedor o del paquete anterior.',
    'time-back': 'El tiempo de los metadatos retrocede en {p}, como máximo {d}.',
    'time-forward': 'El tiempo de los metadatos salta hacia adelante en {p}, como máximo {d}.',
    'time-repeated': 'Se repite la marca de tiempo del paquete anterior en {p}.',
    'time-gap': 'Faltan metadatos antes de {p}; la interrupción más larga dura {d}.',
    'lag-unsteady': 'El tiempo de los metadatos no va al paso del vídeo: {d}.',
    'packet-repeated': 'Los mismos bytes ya habían llegado antes: {p}.',
    'value-impossible':
      'Un número no puede ser lo que dice en {p} (no es finito, o no es un lugar de la Tierra): se dejó fuera.',
    'track-bridged':
      'Las posiciones se interrumpen antes de {p}: allí el recorrido es recto, {d} en total, y la aeronave voló al menos eso.',
    'motion-unknown':
      'No se sabe a qué velocidad se movía la aeronave en {p}: su CE90 no incluye lo que causa un error del tiempo.',
    'speed-zero':
      'La velocidad sobre el suelo se envía como cero en {p}, mientras las posiciones se mueven hasta a {d}: se da por no conocida.',
    'position-absent': 'La posición o la altura del sensor no está en {p}.',
    'position-null':
      'La posición del sensor es exactamente 0 N 0 E en {p}: lo más probable, un receptor sin posición fija. Se dejó fuera.',
    'position-jump': 'Ninguna aeronave pudo llegar a la posición en {p}; la más lejana se aparta {d}.',
    'angles-absent':
      'Los ángulos o campos de visión no están completos en {p}: no puede trazarse ninguna línea de visión.',
    'fov-zero': 'El campo de visión es cero en {p}.',
    'roll-assumed': 'El alabeo relativo del sensor no está en {p}; se tomó como cero.',
    aimed:
      'Los ángulos de {p} faltan o contradicen el centro del cuadro, que la distancia oblicua confirma: se supone que el sensor mira a ese centro.',
    'below-ground': 'El sensor está por debajo del terreno en {p}, como máximo {d}.',
    'looks-up': 'El sensor está más bajo que el centro del cuadro al que dice mirar en {p}.',
    'center-disagrees': 'El centro del cuadro enviado está lejos de donde mira la pose en {p}: la mediana es {d}.',
    'corners-disagree': 'Las esquinas enviadas están lejos de donde las sitúa la pose en {p}: la mediana es {d}.',
    'corners-crossed': 'Las esquinas enviadas no siguen el orden alrededor de la imagen en {p}.',
    'slant-range-disagrees':
      'La distancia oblicua no concuerda con las posiciones del sensor y del centro del cuadro en {p}: como máximo {d}.',
    'footprint-contradicted':
      'Los ángulos y el centro del cuadro indican terrenos distintos en {p}, y nada dice cuál es el correcto: no se da por visto ningún terreno según los ángulos.',
    'footprint-beyond-range':
      'Toda la huella está a más de {d} del sensor en {p}: puede que la posición y la huella no se correspondan, y no se da por visto ningún terreno.',
    'footprint-absent': 'No puede situarse terreno bajo {p}.',
    'footprint-clipped':
      'La imagen pasa del horizonte o llega demasiado lejos en {p}: el terreno a más de {d} no se cuenta como visto.',
    'ground-assumed': 'No se conoce la altura del terreno para {p}: se supuso al nivel medio del mar.',
    'terrain-absent':
      'Terreno que se ve en {p} queda fuera del relieve dado, o en un vacío de él: en su lugar se tomó terreno llano, {d}.',
    'terrain-crossed':
      'Las líneas de visión de {p} llegan al relieve pasando sobre terreno que este no contiene: una loma allí ocultaría lo que se da por visto.',
    'height-twice': 'Los elementos 75 y 104 están ambos en {p}; ST 0902 permite uno de ellos.',
    'minimum-item-missing': 'Nunca se envían elementos del conjunto mínimo de metadatos (ST 0902): {d}.',
    'minimum-item-late': 'Elementos del conjunto mínimo de metadatos callan más de los 30 s de ST 0902: {d}.',
    'pixels-assumed': 'No se conoce el tamaño de la imagen; las distancias de muestreo son para {d} píxeles.',
    'looks-too-narrow': 'Las huellas más estrechas que una celda de la cobertura no se contaron en ella: {p}.',
    'frames-thinned': 'De {total} paquetes, uno de cada {stride} se conserva como cuadro.',
  },
};
