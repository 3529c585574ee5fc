import type { Role } from './office.ts';

/** The offices of the chain in Spanish. A missing one fails the type check. */
export const spanishRoles: Readonly<Record<Role, string>> = {
  requester: 'solicitante',
  'collection-manager': 'gestor de recolección',
  'authorising-officer': 'oficial autorizador',
  pilot: 'piloto',
  'sensor-operator': 'operador del sensor',
  'mission-coordinator': 'coordinador de la misión',
  'partner-observer': 'observador asociado',
  screener: 'examinador',
  analyst: 'analista',
  'second-reader': 'segundo lector',
  'privacy-officer': 'oficial de privacidad',
  'disclosure-officer': 'oficial de divulgación',
  'partner-recipient': 'destinatario asociado',
  'legislative-liaison': 'enlace legislativo',
  inspector: 'inspector',
  'personnel-officer': 'oficial de personal',
  'legal-adviser': 'asesor jurídico',
  founder: 'fundador',
};

/** The states that things of the chain are in, in Spanish. A workflow with a state that stands not here does not compile. */
export const spanishStatuses = {
  none: 'sin comenzar',
  registered: 'registrado',
  raised: 'planteado',
  reported: 'informado',
  closed: 'cerrado',
  standing: 'existente',
  adopted: 'adoptado',
  ended: 'terminado',
  recorded: 'asentado',
  dropped: 'desechado',
  draft: 'borrador',
  submitted: 'presentado',
  validated: 'validado',
  tasked: 'asignado',
  declined: 'rechazado',
  proposed: 'propuesto',
  cleared: 'autorizado',
  uncleared: 'sin autorizar',
  refused: 'negado',
  withdrawn: 'retirado',
  due: 'debido',
  drafted: 'redactado',
  delivered: 'entregado al destinatario',
  acknowledged: 'acusado',
  returned: 'devuelto',
  reviewed: 'revisado',
  minimised: 'minimizado',
  airborne: 'en vuelo',
  'on-station': 'en la zona',
  recovered: 'recuperado',
  halted: 'detenido',
  released: 'entregado',
  disclosed: 'mostrado',
  denied: 'denegado',
  received: 'recibido',
  acted: 'con actuación',
  'no-action': 'sin actuación',
} as const satisfies Readonly<Record<string, string>>;

export type StatusWord = keyof typeof spanishStatuses;

/** Why content cannot be read, in Spanish. */
export const spanishVeils = {
  'no-key': 'sin clave',
  destroyed: 'destruido',
  malformed: 'mal formado',
  'unknown-kind': 'de clase desconocida',
} as const;
