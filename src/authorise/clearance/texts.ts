import { type CommonCode, commonTexts, type RuleTable } from '../../model/workflow.ts';
import { type CheckCode, checkTexts } from '../check/codes.ts';

/** Codes of the order of steps; everything that a plan is judged on has its codes in the check table. */
export type ClearanceCode =
  | CommonCode
  | CheckCode
  | 'authoriser-proposes'
  | 'state-not-party'
  | 'state-has-concurred'
  | 'another-plan'
  | 'same-plan'
  | 'other-sortie'
  | 'requirement-not-tasked'
  | 'condition-id-taken'
  | 'condition-unknown'
  | 'not-of-crew'
  | 'nothing-to-release'
  | 'volume-in-use';

const ownDuties = 'Atalaya, separation of duties';
const twoStates = 'Chicago Convention, Arts 3(c) and 8';

export const clearanceTexts: RuleTable<ClearanceCode> = {
  ...checkTexts,
  ...commonTexts,
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
  'other-sortie': {
    source: 'Atalaya, order of the chain: a sortie has one clearance',
    en: {
      says: 'A plan that takes the place of another is of the same sortie, by its id.',
      cure: 'Give the plan the id of its sortie, or propose it as a sortie of its own.',
    },
    es: {
      says: 'Un plan que sustituye a otro es de la misma salida, por su identificador.',
      cure: 'Dé al plan el identificador de su salida o propóngalo como otra salida.',
    },
  },
  'condition-id-taken': {
    source: `${twoStates}: the terms of an authorisation are obeyed exactly`,
    en: {
      says: 'Each condition of a clearance has an id of its own.',
      cure: 'Give the condition an id that the other state did not use.',
    },
    es: {
      says: 'Cada condición de una autorización lleva un identificador propio.',
      cure: 'Dé a la condición un identificador que el otro Estado no haya usado.',
    },
  },
  'condition-unknown': {
    source: `${twoStates}: the terms of an authorisation are obeyed exactly`,
    en: {
      says: 'What is accepted is a condition in words, of a concurrence that stands.',
      cure: 'Name a condition of the plan that stands.',
    },
    es: {
      says: 'Se acepta una condición de palabra, de una conformidad vigente.',
      cure: 'Indique una condición del plan vigente.',
    },
  },
  'not-of-crew': {
    source: `${twoStates}: the terms of an authorisation are obeyed exactly`,
    en: { says: 'Conditions are accepted by the crew of the plan.', cure: 'Ask somebody of the crew.' },
    es: { says: 'Las condiciones las acepta la tripulación del plan.', cure: 'Pídalo a alguien de la tripulación.' },
  },
  'nothing-to-release': {
    source: 'Atalaya, airspace register',
    en: { says: 'What is released is a volume that is held for this sortie.', cure: 'Nothing is to be done.' },
    es: { says: 'Se libera un volumen reservado para esta salida.', cure: 'No hay nada que hacer.' },
  },
  'volume-in-use': {
    source: 'Atalaya, airspace register: in doubt it is held',
    en: {
      says: 'A volume is held while its sortie is cleared or in the air.',
      cure: 'Wait until it is recovered, or have the clearance withdrawn.',
    },
    es: {
      says: 'Un volumen se reserva mientras su salida está autorizada o en vuelo.',
      cure: 'Espere a que la aeronave sea recuperada o haga retirar la autorización.',
    },
  },
};
