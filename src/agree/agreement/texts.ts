import { type CommonCode, commonTexts, type RuleTable } from '../../model/workflow.ts';

export type AgreementCode =
  | CommonCode
  | 'drafter-concurs'
  | 'signs-for-two-states'
  | 'state-not-party'
  | 'not-signing-authority'
  | 'state-has-concurred'
  | 'another-document'
  | 'overtaken-draft'
  | 'document-inconsistent'
  | 'version-out-of-turn'
  | 'other-parties'
  | 'nothing-suspended'
  | 'ends-before-it-begins';

const ownDuties = 'Atalaya, separation of duties';
const twoStates = 'Chicago Convention, Arts 3(c) and 8';
const documents = 'Atalaya, agreements as documents';
const treaties = 'Vienna Convention on the Law of Treaties';

export const agreementTexts: RuleTable<AgreementCode> = {
  ...commonTexts,
  'drafter-concurs': {
    source: `${ownDuties}: nobody consents to a text of their own`,
    en: {
      says: 'Whoever drafted a version of an agreement does not concur with it.',
      cure: 'Ask another signing authority of your state.',
    },
    es: {
      says: 'Quien redactó una versión de un acuerdo no da su conformidad con ella.',
      cure: 'Pídalo a otra autoridad firmante de su Estado.',
    },
  },
  'signs-for-two-states': {
    source: `${twoStates}; ${ownDuties}: two states consent by two people`,
    en: {
      says: 'A person who has signed for one state never signs for another.',
      cure: 'Ask a signing authority who has signed for no other state.',
    },
    es: {
      says: 'Quien ha firmado por un Estado no firma nunca por otro.',
      cure: 'Pídalo a una autoridad firmante que no haya firmado por otro Estado.',
    },
  },
  'state-not-party': {
    source: `${treaties}, Arts 2(1)(g) and 34`,
    en: { says: 'An agreement is made and ended by its two parties.', cure: 'Ask somebody of one of the two parties.' },
    es: {
      says: 'Un acuerdo lo celebran y lo terminan sus dos partes.',
      cure: 'Pídalo a alguien de una de las dos partes.',
    },
  },
  'not-signing-authority': {
    source: `${treaties}, Art. 7`,
    en: {
      says: 'For a party signs whom the document names as its authority at that moment.',
      cure: 'Ask one of the authorities named, or have the next version name this person.',
    },
    es: {
      says: 'Por cada parte firma quien el documento designa como su autoridad en ese momento.',
      cure: 'Pídalo a una de las autoridades designadas o haga que la versión siguiente designe a esta persona.',
    },
  },
  'state-has-concurred': {
    source: twoStates,
    en: { says: 'Each party concurs with a version once.', cure: 'Nothing is left to do for this party.' },
    es: {
      says: 'Cada parte da su conformidad con una versión una vez.',
      cure: 'A esta parte no le queda nada que hacer.',
    },
  },
  'another-document': {
    source: `${documents}: what is signed is one exact text`,
    en: {
      says: 'What is signed is a version that stands, by its exact hash.',
      cure: 'Read the version anew, and sign its number and hash.',
    },
    es: {
      says: 'Se firma una versión existente, por su huella exacta.',
      cure: 'Lea de nuevo la versión y firme su número y su huella.',
    },
  },
  'overtaken-draft': {
    source: `${documents}: a later draft takes the place of an earlier one`,
    en: { says: 'The version signed is the latest that was drafted.', cure: 'Sign the latest version.' },
    es: { says: 'La versión que se firma es la última redactada.', cure: 'Firme la última versión.' },
  },
  'document-inconsistent': {
    source: documents,
    en: {
      says: 'Windows end after they begin, at moments that exist; the parties are two states, and the host is one of them.',
      cure: 'Mend what stands at the places named.',
    },
    es: {
      says: 'Los periodos terminan después de comenzar, en momentos que existen; las partes son dos Estados y el anfitrión es uno de ellos.',
      cure: 'Corrija lo que está en los lugares indicados.',
    },
  },
  'version-out-of-turn': {
    source: `${documents}: versions are counted from 1, under one id`,
    en: {
      says: 'The document has the id of its agreement, and the number that comes next.',
      cure: 'Set the id and the version of the document.',
    },
    es: {
      says: 'El documento lleva el identificador de su acuerdo y el número siguiente.',
      cure: 'Ponga el identificador y la versión del documento.',
    },
  },
  'other-parties': {
    source: `${treaties}, Arts 39 and 40`,
    en: {
      says: 'An amendment is between the parties of the agreement, with the same host.',
      cure: 'Draft another agreement for other parties.',
    },
    es: {
      says: 'Una enmienda es entre las partes del acuerdo, con el mismo anfitrión.',
      cure: 'Redacte otro acuerdo para otras partes.',
    },
  },
  'nothing-suspended': {
    source: `${treaties}, Art. 57`,
    en: {
      says: 'A party resumes what it suspended itself.',
      cure: 'Ask the party that suspended; where none did, nothing is to be done.',
    },
    es: {
      says: 'Cada parte reanuda lo que ella misma suspendió.',
      cure: 'Pídalo a la parte que suspendió; si ninguna lo hizo, no hay nada que hacer.',
    },
  },
  'ends-before-it-begins': {
    source: documents,
    en: { says: 'A suspension ends after it begins, and after now.', cure: 'Mend the times.' },
    es: { says: 'Una suspensión termina después de comenzar y después de ahora.', cure: 'Corrija los momentos.' },
  },
};
