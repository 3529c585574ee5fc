import { type CommonCode, commonTexts, type RuleTable } from '../../model/workflow.ts';

export type ClearanceCode =
  | CommonCode
  | 'requester-authorises'
  | 'proposer-authorises'
  | 'authoriser-proposes'
  | 'signs-for-two-states'
  | 'state-not-party'
  | 'state-has-concurred'
  | 'another-plan'
  | 'same-plan'
  | 'one-state-twice'
  | 'requirement-not-tasked';

const ownDuties = 'Atalaya, separation of duties';
const twoStates = 'Chicago Convention, Arts 3(c) and 8';

export const clearanceTexts: RuleTable<ClearanceCode> = {
  ...commonTexts,
  'requester-authorises': {
    source: `${ownDuties}: requester is not authoriser`,
    en: {
      says: 'Whoever wrote or submitted a requirement does not authorise the sortie that serves it.',
      cure: 'Ask another authorising officer of your state.',
    },
    es: {
      says: 'Quien redactó o presentó un requerimiento no autoriza la salida que lo atiende.',
      cure: 'Pídalo a otro oficial autorizante de su Estado.',
    },
  },
  'proposer-authorises': {
    source: `${ownDuties}: nobody authorises a plan of their own`,
    en: {
      says: 'Whoever proposed a plan of this sortie does not authorise it.',
      cure: 'Ask another authorising officer of your state.',
    },
    es: {
      says: 'Quien propuso un plan de esta salida no la autoriza.',
      cure: 'Pídalo a otro oficial autorizante de su Estado.',
    },
  },
  'authoriser-proposes': {
    source: `${ownDuties}: nobody authorises a plan of their own`,
    en: {
      says: 'Whoever has signed a plan of this sortie does not write the next one.',
      cure: 'Ask a coordinator who has signed none of its plans.',
    },
    es: {
      says: 'Quien ha firmado un plan de esta salida no redacta el siguiente.',
      cure: 'Pídalo a un coordinador que no haya firmado ninguno de sus planes.',
    },
  },
  'signs-for-two-states': {
    source: `${twoStates}; ${ownDuties}: the two clearances come from two people of two states`,
    en: {
      says: 'A person who has signed for one state never signs for another.',
      cure: 'Ask an authorising officer who has signed for no other state.',
    },
    es: {
      says: 'Quien ha firmado por un Estado no firma nunca por otro.',
      cure: 'Pídalo a un oficial autorizante que no haya firmado por otro Estado.',
    },
  },
  'state-not-party': {
    source: twoStates,
    en: {
      says: 'Only the two states of this clearance consent to it, refuse it or withdraw it.',
      cure: 'Act in an office of one of the two states, or ask somebody who holds one.',
    },
    es: {
      says: 'Solo los dos Estados de esta autorización la conceden, la niegan o la retiran.',
      cure: 'Actúe en un cargo de uno de los dos Estados o pídalo a quien lo ocupe.',
    },
  },
  'state-has-concurred': {
    source: twoStates,
    en: {
      says: 'Each state concurs once with a plan.',
      cure: 'Nothing is to be done; to take it back, withdraw the clearance.',
    },
    es: {
      says: 'Cada Estado da su conformidad una vez con un plan.',
      cure: 'No hay nada que hacer; para retractarse, retire la autorización.',
    },
  },
  'another-plan': {
    source: `${twoStates}: the terms of an authorisation are obeyed exactly`,
    en: {
      says: 'What is signed is the plan that stands, by its exact hash.',
      cure: 'Read the plan that stands now, and sign its hash.',
    },
    es: { says: 'Se firma el plan vigente, por su huella exacta.', cure: 'Lea el plan vigente y firme su huella.' },
  },
  'same-plan': {
    source: 'Atalaya, order of the chain',
    en: { says: 'A new plan differs from the one that stands.', cure: 'Nothing is to be done.' },
    es: { says: 'Un plan nuevo difiere del vigente.', cure: 'No hay nada que hacer.' },
  },
  'one-state-twice': {
    source: twoStates,
    en: { says: 'A clearance is of two different states.', cure: 'Name both states.' },
    es: { says: 'Una autorización es de dos Estados distintos.', cure: 'Nombre los dos Estados.' },
  },
  'requirement-not-tasked': {
    source: 'Atalaya, order of the chain: what flies answers a requirement that was validated and tasked',
    en: {
      says: 'Every requirement that a sortie serves is tasked.',
      cure: 'Have the requirement validated and tasked, or leave it out of the plan.',
    },
    es: {
      says: 'Todo requerimiento que una salida atiende está asignado.',
      cure: 'Haga validar y asignar el requerimiento o exclúyalo del plan.',
    },
  },
};
