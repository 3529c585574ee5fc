import type { RuleTable } from '../../../model/workflow.ts';

export type PermissionCode =
  | 'sortie-begun'
  | 'attestation-missing'
  | 'attestation-other-plan'
  | 'attestation-other-aircraft'
  | 'attestation-not-unarmed'
  | 'attestation-out-of-time'
  | 'agency-not-permitted'
  | 'purpose-not-permitted'
  | 'aircraft-type-not-permitted'
  | 'registration-not-permitted'
  | 'sensor-not-permitted'
  | 'organisation-unknown'
  | 'organisation-not-permitted'
  | 'organisation-not-designated';

const unarmed =
  'The attestation that the aircraft is unarmed (Chicago Convention, Art. 3(c): terms of the authorisation)';
const inLaw = 'The law of the designating state, as the agreement asks';

export const permissionTexts: RuleTable<PermissionCode> = {
  'sortie-begun': {
    source: 'Chicago Convention, Art. 3(c): authorisation comes before the flight',
    en: {
      says: 'A clearance is decided before the sortie begins.',
      cure: 'Plan a later window; what has begun is not cleared afterwards.',
    },
    es: {
      says: 'Una autorización se decide antes de que empiece la salida.',
      cure: 'Planifique una ventana posterior; lo ya empezado no se autoriza después.',
    },
  },
  'attestation-missing': {
    source: unarmed,
    en: {
      says: 'For this sortie somebody has attested that the aircraft is unarmed.',
      cure: 'Have the aircraft inspected and attested.',
    },
    es: {
      says: 'Para esta salida alguien ha certificado que la aeronave va desarmada.',
      cure: 'Haga inspeccionar la aeronave y certificarlo.',
    },
  },
  'attestation-other-plan': {
    source: unarmed,
    en: { says: 'The attestation is for this very plan, by its hash.', cure: 'Have it attested for this plan.' },
    es: {
      says: 'La certificación es de este mismo plan, por su huella.',
      cure: 'Haga que se certifique para este plan.',
    },
  },
  'attestation-other-aircraft': {
    source: unarmed,
    en: { says: 'The attestation is for the aircraft of the plan.', cure: 'Have the aircraft that will fly attested.' },
    es: { says: 'La certificación es de la aeronave del plan.', cure: 'Haga certificar la aeronave que volará.' },
  },
  'attestation-not-unarmed': {
    source: unarmed,
    en: {
      says: 'The attestation says that the aircraft is unarmed.',
      cure: 'Do not fly this aircraft; have one attested that is unarmed.',
    },
    es: {
      says: 'La certificación dice que la aeronave va desarmada.',
      cure: 'No vuele esta aeronave; haga certificar una que vaya desarmada.',
    },
  },
  'attestation-out-of-time': {
    source: 'The agreement, conditions: attested within so many hours',
    en: {
      says: 'The attestation was made before the window of the plan begins, by no more than the hours agreed.',
      cure: 'Have the aircraft inspected again, nearer to its departure.',
    },
    es: {
      says: 'La certificación se hizo antes de que empiece la ventana del plan, con no más horas de antelación que las acordadas.',
      cure: 'Haga inspeccionar de nuevo la aeronave, más cerca de la salida.',
    },
  },
  'agency-not-permitted': {
    source: 'The agreement, agencies',
    en: {
      says: 'The agreement names the agency that flies.',
      cure: 'Have an agency fly that the agreement names, or amend the agreement.',
    },
    es: {
      says: 'El acuerdo nombra a la agencia que vuela.',
      cure: 'Haga que vuele una agencia nombrada en el acuerdo o modifique el acuerdo.',
    },
  },
  'purpose-not-permitted': {
    source: 'The agreement, purposes',
    en: {
      says: 'The agreement names the purpose.',
      cure: 'Fly for a purpose that the agreement names, or amend the agreement.',
    },
    es: {
      says: 'El acuerdo nombra el propósito.',
      cure: 'Vuele para un propósito nombrado en el acuerdo o modifique el acuerdo.',
    },
  },
  'aircraft-type-not-permitted': {
    source: 'The agreement, aircraft; Chicago Convention, Art. 8',
    en: {
      says: 'The agreement names the type of aircraft.',
      cure: 'Fly a type that the agreement names, or amend the agreement.',
    },
    es: {
      says: 'El acuerdo nombra el tipo de aeronave.',
      cure: 'Vuele un tipo nombrado en el acuerdo o modifique el acuerdo.',
    },
  },
  'registration-not-permitted': {
    source: 'The agreement, aircraft; Chicago Convention, Art. 8',
    en: {
      says: 'Where the agreement lists registrations of the type, the aircraft is among them.',
      cure: 'Fly an aircraft that is listed, or amend the agreement.',
    },
    es: {
      says: 'Si el acuerdo enumera matrículas del tipo, la aeronave está entre ellas.',
      cure: 'Vuele una aeronave de la lista o modifique el acuerdo.',
    },
  },
  'sensor-not-permitted': {
    source: 'The agreement, sensors; Chicago Convention, Art. 36',
    en: { says: 'The agreement names every sensor on board.', cure: 'Remove the sensor, or amend the agreement.' },
    es: { says: 'El acuerdo nombra todos los sensores a bordo.', cure: 'Retire el sensor o modifique el acuerdo.' },
  },
  'organisation-unknown': {
    source: inLaw,
    en: {
      says: 'Every organisation of the plan is known, with its standing in law.',
      cure: 'Add the organisation with its statuses, or leave it out of the plan.',
    },
    es: {
      says: 'Toda organización del plan es conocida, con su situación jurídica.',
      cure: 'Añada la organización con sus situaciones o exclúyala del plan.',
    },
  },
  'organisation-not-permitted': {
    source: 'The agreement, organisations',
    en: {
      says: 'The agreement names the organisation for the whole window of the plan.',
      cure: 'Leave it out of the plan, fly when it is named, or amend the agreement.',
    },
    es: {
      says: 'El acuerdo nombra a la organización para toda la ventana del plan.',
      cure: 'Exclúyala del plan, vuele cuando esté nombrada o modifique el acuerdo.',
    },
  },
  'organisation-not-designated': {
    source: inLaw,
    en: {
      says: 'The organisation is designated by the state that the agreement asks for, during the whole window of the plan.',
      cure: 'Wait until the designation is in force, or leave the organisation out of the plan.',
    },
    es: {
      says: 'La organización está designada por el Estado que pide el acuerdo durante toda la ventana del plan.',
      cure: 'Espere a que la designación esté en vigor o excluya la organización del plan.',
    },
  },
};
