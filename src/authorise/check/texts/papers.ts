import type { RuleTable } from '../../../model/workflow.ts';

export type PaperCode =
  | 'diplomatic-clearance-missing'
  | 'diplomatic-clearance-unknown'
  | 'diplomatic-clearance-other'
  | 'diplomatic-clearance-not-valid'
  | 'transponder-off'
  | 'lost-link-missing'
  | 'divert-missing'
  | 'divert-not-permitted'
  | 'notice-missing'
  | 'notice-not-delivered'
  | 'notice-overdue';

const diplomatic = 'Chicago Convention, Art. 3(c), and diplomatic clearance practice';
const mexico = 'Mexico, law on the protection of its airspace, 2023';
const remote = 'ICAO Annex 2, Appendix 4, and Doc 10019';
const congress = '50 USC 3091-3093, by the notice rule that is named';

export const paperTexts: RuleTable<PaperCode> = {
  'diplomatic-clearance-missing': {
    source: diplomatic,
    en: {
      says: 'The plan names its diplomatic clearance.',
      cure: 'Ask the host for a clearance, and name its number in the plan.',
    },
    es: {
      says: 'El plan indica su autorización diplomática.',
      cure: 'Pida una autorización al anfitrión e indique su número en el plan.',
    },
  },
  'diplomatic-clearance-unknown': {
    source: diplomatic,
    en: {
      says: 'The host issued the diplomatic clearance that the plan names.',
      cure: 'Name a number that the host issued.',
    },
    es: {
      says: 'El anfitrión expidió la autorización diplomática que indica el plan.',
      cure: 'Indique un número expedido por el anfitrión.',
    },
  },
  'diplomatic-clearance-other': {
    source: diplomatic,
    en: {
      says: 'The diplomatic clearance is for this aircraft under this call sign.',
      cure: 'Ask for a clearance of this aircraft and call sign.',
    },
    es: {
      says: 'La autorización diplomática es de esta aeronave con este indicativo.',
      cure: 'Pida una autorización para esta aeronave y este indicativo.',
    },
  },
  'diplomatic-clearance-not-valid': {
    source: diplomatic,
    en: {
      says: 'The diplomatic clearance covers the whole window of the plan.',
      cure: 'Move the plan into its window, or ask for another.',
    },
    es: {
      says: 'La autorización diplomática abarca toda la ventana del plan.',
      cure: 'Traslade el plan a su ventana o pida otra.',
    },
  },
  'transponder-off': {
    source: `The agreement, conditions; ${mexico}`,
    en: { says: 'The transponder is on where the agreement asks for it.', cure: 'Fly with the transponder on.' },
    es: { says: 'El transpondedor va encendido si el acuerdo lo pide.', cure: 'Vuele con el transpondedor encendido.' },
  },
  'lost-link-missing': {
    source: `The agreement, conditions; ${remote}`,
    en: { says: 'The plan says what is flown where the link is lost.', cure: 'Add a lost-link path to the plan.' },
    es: {
      says: 'El plan dice qué se vuela si se pierde el enlace.',
      cure: 'Añada al plan una trayectoria de pérdida de enlace.',
    },
  },
  'divert-missing': {
    source: `The agreement, conditions; ${remote}`,
    en: { says: 'The plan names an aerodrome to divert to.', cure: 'Name one of those that the agreement lists.' },
    es: { says: 'El plan indica un aeródromo alterno.', cure: 'Indique uno de los que enumera el acuerdo.' },
  },
  'divert-not-permitted': {
    source: `The agreement, conditions; ${remote}`,
    en: {
      says: 'The agreement lists every aerodrome to divert to.',
      cure: 'Name one of those that the agreement lists.',
    },
    es: { says: 'El acuerdo enumera todo aeródromo alterno.', cure: 'Indique uno de los que enumera el acuerdo.' },
  },
  'notice-missing': {
    source: congress,
    en: { says: 'There is a notice of everything that has to be told of.', cure: 'Draft the notice and deliver it.' },
    es: { says: 'Hay aviso de todo aquello de lo que debe informarse.', cure: 'Redacte el aviso y entréguelo.' },
  },
  'notice-not-delivered': {
    source: congress,
    en: { says: 'A notice that is due before the start has been delivered.', cure: 'Deliver the notice.' },
    es: { says: 'El aviso que debe preceder al comienzo ha sido entregado.', cure: 'Entregue el aviso.' },
  },
  'notice-overdue': {
    source: congress,
    en: { says: 'No notice is past its due time without having been delivered.', cure: 'Deliver the notice now.' },
    es: { says: 'Ningún aviso ha vencido sin entregarse.', cure: 'Entregue el aviso ahora.' },
  },
};
