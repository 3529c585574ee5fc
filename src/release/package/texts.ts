import { type CommonCode, commonTexts, type RuleTable } from '../../model/workflow.ts';

export type PackageCode =
  | CommonCode
  | 'author-discloses'
  | 'discloser-receives'
  | 'report-not-minimised'
  | 'other-state-report'
  | 'own-state-recipient'
  | 'not-the-recipient'
  | 'another-content'
  | 'time-is-past';

export const packageTexts: RuleTable<PackageCode> = {
  ...commonTexts,
  'author-discloses': {
    source: 'Atalaya, separation of duties: disclosure officer is not author; ICD 403',
    en: {
      says: 'Whoever wrote in a report does not decide on its release.',
      cure: 'Ask a disclosure officer who has written in none of the reports.',
    },
    es: {
      says: 'Quien escribió en un informe no decide sobre su entrega.',
      cure: 'Pídalo a un oficial de divulgación que no haya escrito en ninguno de los informes.',
    },
  },
  'discloser-receives': {
    source: 'Atalaya, separation of duties: nobody signs for what they handed over',
    en: {
      says: 'Whoever released a package does not receive it.',
      cure: 'Ask another person of the recipient.',
    },
    es: {
      says: 'Quien entregó un paquete no lo recibe.',
      cure: 'Pídalo a otra persona del destinatario.',
    },
  },
  'report-not-minimised': {
    source: 'Atalaya, order of the chain; CBP privacy assessment PIA-018',
    en: {
      says: 'Every report of a package is reviewed and minimised.',
      cure: 'Have the report minimised, or leave it out.',
    },
    es: {
      says: 'Todo informe de un paquete está revisado y minimizado.',
      cure: 'Haga minimizar el informe o exclúyalo.',
    },
  },
  'other-state-report': {
    source: 'ICD 403: what a state has made is handed over by that state',
    en: {
      says: 'A state hands over its own reports.',
      cure: 'Leave it out, or ask a disclosure officer of the state whose report it is.',
    },
    es: {
      says: 'Cada Estado entrega sus propios informes.',
      cure: 'Exclúyalo, o pídalo a un oficial de divulgación del Estado al que pertenece el informe.',
    },
  },
  'own-state-recipient': {
    source: 'ICD 403: recipients are foreign governments',
    en: { says: 'The recipient is of another state than the officer.', cure: 'Name the partner that receives it.' },
    es: { says: 'El destinatario es de otro Estado que el oficial.', cure: 'Nombre al socio que lo recibe.' },
  },
  'not-the-recipient': {
    source: 'ICD 403; GAO-17-152: sharing leaves a record',
    en: {
      says: 'Only the recipient named in the package receives it and reports on it.',
      cure: 'Ask somebody of the recipient.',
    },
    es: {
      says: 'Solo el destinatario del paquete lo recibe e informa sobre él.',
      cure: 'Pídalo a alguien del destinatario.',
    },
  },
  'another-content': {
    source: 'Chain of custody (Mexico, CNPP 227-228)',
    en: {
      says: 'The receipt names exactly what was released, by its hash.',
      cure: 'Check what arrived; if it differs, do not sign, and tell the officer.',
    },
    es: {
      says: 'El acuse nombra exactamente lo entregado, por su huella.',
      cure: 'Compruebe lo recibido; si difiere, no firme y avise al oficial.',
    },
  },
  'time-is-past': {
    source: 'ICD 403: a disclosure has a stated duration',
    en: { says: 'A disclosure ends at a time to come.', cure: 'Name a later end.' },
    es: { says: 'Una divulgación termina en un momento futuro.', cure: 'Indique un final posterior.' },
  },
};
