import type { RuleTable } from '../../../model/workflow.ts';

export type SignatureCode =
  | 'state-not-party'
  | 'concurrence-missing'
  | 'concurrence-other-plan'
  | 'concurrence-withdrawn'
  | 'one-person-two-states'
  | 'not-signing-authority'
  | 'requester-authorises'
  | 'proposer-authorises'
  | 'condition-not-accepted'
  | 'condition-not-met';

const twoStates = 'Chicago Convention, Arts 3(c) and 8';
const ownDuties = 'Atalaya, separation of duties';

export const signatureTexts: RuleTable<SignatureCode> = {
  'state-not-party': {
    source: twoStates,
    en: {
      says: 'Only the two parties of the agreement fly under it and clear its flights.',
      cure: 'Have a party fly it, and leave out what other states signed.',
    },
    es: {
      says: 'Solo las dos partes del acuerdo vuelan a su amparo y autorizan sus vuelos.',
      cure: 'Haga que vuele una de las partes y excluya lo firmado por otros Estados.',
    },
  },
  'concurrence-missing': {
    source: twoStates,
    en: {
      says: 'Each of the two parties has concurred by now.',
      cure: 'Ask an authorising officer of the missing party.',
    },
    es: {
      says: 'Cada una de las dos partes ha dado ya su conformidad.',
      cure: 'Pídala a un oficial autorizante de la parte que falta.',
    },
  },
  'concurrence-other-plan': {
    source: `${twoStates}: the terms of an authorisation are obeyed exactly`,
    en: {
      says: 'Each party has concurred with this very plan, by its hash.',
      cure: 'Have the party read this plan and sign its hash, or fly the plan that it signed.',
    },
    es: {
      says: 'Cada parte ha dado su conformidad a este mismo plan, por su huella.',
      cure: 'Haga que la parte lea este plan y firme su huella, o vuele el plan que firmó.',
    },
  },
  'concurrence-withdrawn': {
    source: `${twoStates}: either state may withdraw at any moment`,
    en: {
      says: 'No party has withdrawn its concurrence without concurring again after.',
      cure: 'Ask the party whether it concurs again.',
    },
    es: {
      says: 'Ninguna parte ha retirado su conformidad sin volver a darla después.',
      cure: 'Pregunte a la parte si vuelve a dar su conformidad.',
    },
  },
  'one-person-two-states': {
    source: `${ownDuties}: the two clearances come from two people of two states`,
    en: {
      says: 'Two persons sign, each of whom has signed for no other state.',
      cure: 'Ask an authorising officer who has signed for no other state.',
    },
    es: {
      says: 'Firman dos personas, ninguna de las cuales ha firmado por otro Estado.',
      cure: 'Pídalo a un oficial autorizante que no haya firmado por otro Estado.',
    },
  },
  'not-signing-authority': {
    source: 'The agreement, parties: authorities',
    en: {
      says: 'Who concurs is an authority of that party at that moment.',
      cure: 'Ask an authority that the agreement names for that time.',
    },
    es: {
      says: 'Quien da la conformidad es autoridad de esa parte en ese momento.',
      cure: 'Pídala a una autoridad que el acuerdo nombre para ese momento.',
    },
  },
  'requester-authorises': {
    source: `${ownDuties}: requester is not authoriser`,
    en: {
      says: 'Who requested what the sortie serves does not authorise it.',
      cure: 'Ask another authorising officer of that state.',
    },
    es: {
      says: 'Quien solicitó lo que atiende la salida no la autoriza.',
      cure: 'Pídalo a otro oficial autorizante de ese Estado.',
    },
  },
  'proposer-authorises': {
    source: `${ownDuties}: nobody authorises a plan of their own`,
    en: {
      says: 'Who proposed a plan of this sortie does not authorise it.',
      cure: 'Ask another authorising officer of that state.',
    },
    es: {
      says: 'Quien propuso un plan de esta salida no la autoriza.',
      cure: 'Pídalo a otro oficial autorizante de ese Estado.',
    },
  },
  'condition-not-accepted': {
    source: `${twoStates}: the terms of an authorisation`,
    en: {
      says: 'Every condition in words has been accepted since it was made.',
      cure: 'Have the crew accept the condition, or ask the state to drop it.',
    },
    es: {
      says: 'Toda condición en palabras ha sido aceptada desde que se impuso.',
      cure: 'Haga que la tripulación acepte la condición o pida al Estado que la retire.',
    },
  },
  'condition-not-met': {
    source: `${twoStates}: the terms of an authorisation`,
    en: {
      says: 'The plan keeps every condition under which a state concurred.',
      cure: 'Change the plan so that it keeps the condition and have it cleared anew, or ask the state to change the condition.',
    },
    es: {
      says: 'El plan cumple toda condición con que un Estado dio su conformidad.',
      cure: 'Modifique el plan para que la cumpla y sométalo a nueva autorización, o pida al Estado que la cambie.',
    },
  },
};
