import type { IssueCode } from './issue.ts';

/** What can be wrong with a packet, in Spanish. A missing code fails the type check. */
export const spanishIssues: Readonly<Record<IssueCode, string>> = {
  'special-value': 'El elemento lleva un valor que la norma reserva (por ejemplo «Out of Range»)',
  'value-out-of-range': 'El valor queda fuera del intervalo de la norma',
  'value-reserved': 'La norma no asigna el código de la enumeración',
  'length-wrong': 'La longitud difiere de la norma; aun así el valor pudo leerse',
  'length-unreadable': 'La longitud difiere de la norma y el valor no puede leerse; se conservan sus bytes',
  'text-invalid': 'El texto no está en la codificación que pide la norma',
  'item-unknown': 'La etiqueta no está en la norma; se conservan sus bytes',
  'item-duplicate': 'El elemento figura más de una vez donde la norma permite una',
  'item-truncated': 'El elemento dice ser más largo que el conjunto que lo contiene',
  'item-malformed': 'Los bytes del elemento no siguen su estructura',
  'tag-malformed': 'No pudo leerse una etiqueta o una longitud; el resto del conjunto se conserva como bytes',
  'depth-exceeded':
    'Hay conjuntos anidados a más profundidad de la que pide norma alguna; se conservan los bytes interiores',
  'checksum-invalid': 'La suma de comprobación no concuerda con los bytes',
  'checksum-absent': 'El conjunto no lleva suma de comprobación',
  'checksum-misplaced': 'La suma de comprobación no es el último elemento',
  'time-misplaced': 'La marca de tiempo de precisión no es el primer elemento',
  'time-absent': 'El conjunto no lleva marca de tiempo de precisión',
  'version-old': 'El conjunto está codificado según una versión anterior de la norma',
  'packet-truncated': 'El paquete termina antes de la longitud que declara',
  'key-damaged': 'Se perdieron o cambiaron bytes de la clave universal; el paquete se reconoció por su estructura',
  'packet-length-damaged': 'La longitud del paquete se perdió o cambió; su final se halló por sus elementos',
  'set-unknown': 'La clave universal no es de ningún conjunto que aquí se decodifique; se conservan sus bytes',
  'issues-cut': 'El paquete tenía más incidencias de las que se listan',
  'bytes-skipped': 'Los bytes entre paquetes no pertenecen a ninguno',
};
