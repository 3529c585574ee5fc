import type { RuleTable } from '../../../model/workflow.ts';

export type AgreementCode =
  | 'agreement-unknown'
  | 'agreement-not-concurred'
  | 'agreement-not-valid'
  | 'agreement-suspended'
  | 'agreement-ended'
  | 'agreement-superseded';

const treaty = 'Chicago Convention, Art. 3(c): a state aircraft flies over another state by special agreement';

export const agreementTexts: RuleTable<AgreementCode> = {
  'agreement-unknown': {
    source: treaty,
    en: {
      says: 'The plan rests on an agreement that is known, in exactly the version it names.',
      cure: 'Name an agreement and version that exist, or add the agreement to the case.',
    },
    es: {
      says: 'El plan se apoya en un acuerdo conocido, en la versión exacta que indica.',
      cure: 'Indique un acuerdo y una versión que existan, o añada el acuerdo al caso.',
    },
  },
  'agreement-not-concurred': {
    source: `${treaty}; the agreement, parties`,
    en: {
      says: 'Both parties have concurred with this version of the agreement, each by an authority of its own.',
      cure: 'Have an authority of the missing party concur with this version.',
    },
    es: {
      says: 'Ambas partes han dado su conformidad a esta versión del acuerdo, cada una por una autoridad propia.',
      cure: 'Pida la conformidad de una autoridad de la parte que falta.',
    },
  },
  'agreement-not-valid': {
    source: 'The agreement, validity',
    en: {
      says: 'The whole window of the plan lies within the validity of the agreement.',
      cure: 'Move the plan into the validity, or agree on a version that is valid then.',
    },
    es: {
      says: 'Toda la ventana del plan está dentro de la vigencia del acuerdo.',
      cure: 'Traslade el plan a la vigencia o acuerde una versión vigente entonces.',
    },
  },
  'agreement-suspended': {
    source: 'The agreement, suspension by a party; Chicago Convention, Art. 1: sovereignty over airspace',
    en: {
      says: 'No suspension of the agreement falls between the decision and the end of the plan.',
      cure: 'Wait until the suspension ends, or ask the state that suspended it to lift it.',
    },
    es: {
      says: 'Ninguna suspensión del acuerdo cae entre la decisión y el fin del plan.',
      cure: 'Espere al fin de la suspensión o pida al Estado que la impuso que la levante.',
    },
  },
  'agreement-ended': {
    source: 'The agreement, termination by a party; Chicago Convention, Art. 1: sovereignty over airspace',
    en: {
      says: 'The agreement has not ended before the plan does.',
      cure: 'Plan under an agreement that is in force.',
    },
    es: { says: 'El acuerdo no termina antes que el plan.', cure: 'Planifique al amparo de un acuerdo en vigor.' },
  },
  'agreement-superseded': {
    source: 'The agreement, amendments: the newer version rules from its date on',
    en: {
      says: 'No newer version that both parties concurred with is valid before the plan ends.',
      cure: 'Plan under the newer version, and have that plan cleared.',
    },
    es: {
      says: 'Ninguna versión más nueva, con la conformidad de ambas partes, rige antes de que termine el plan.',
      cure: 'Planifique conforme a la versión más nueva y haga autorizar ese plan.',
    },
  },
};
