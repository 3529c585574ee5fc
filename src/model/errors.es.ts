import type { ErrorCode } from './errors.ts';

/** The titles of errors in Spanish. A missing code fails the type check. */
export const spanishTitles: Readonly<Record<ErrorCode, string>> = {
  usage: 'No se entendió la orden',
  'file-not-found': 'No se pudo abrir el archivo',
  'file-unwritable': 'No se pudo escribir el resultado',
  'format-unknown': 'El archivo no es de ningún formato que aquí se lea',
  'format-damaged': 'El archivo está tan dañado que no puede leerse',
  'metadata-damaged': 'Los metadatos del archivo están dañados',
  'no-metadata': 'El archivo no contiene metadatos de imágenes en movimiento',
  'no-position': 'Los metadatos no dicen dónde estaba el sensor',
  'no-video': 'El archivo no contiene vídeo',
  'value-out-of-range': 'Un valor queda fuera de su intervalo',
  'no-ground': 'No se pudo hallar el lugar en el terreno',
  'request-invalid': 'No se entendió la petición',
  'request-refused': 'Se rechazó la petición',
  'not-found': 'No existe',
  'not-ready': 'Aún no se sabe',
  'too-large': 'El archivo es demasiado grande',
  'too-many': 'Hay demasiado abierto a la vez',
  internal: 'Un fallo del propio Atalaya',
};
