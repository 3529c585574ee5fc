import type { NoticeDocument, NoticeReference, NoticeStatement, NoticeTopic } from './document.ts';

type Language = 'en' | 'es';
type Said = Readonly<Record<Language, string>>;
const said = (en: string, es: string): Said => ({ en, es });

const topicWords: Readonly<Record<NoticeTopic, Said>> = {
  party: said('Party', 'Parte'),
  host: said('Host state, over which is flown', 'Estado anfitrión, sobre el que se vuela'),
  title: said('Agreement', 'Acuerdo'),
  validity: said('Valid', 'Vigencia'),
  hours: said('Hours of flight', 'Horas de vuelo permitidas'),
  purposes: said('Purposes permitted', 'Propósitos permitidos'),
  agencies: said('Agencies that may fly', 'Agencias que pueden volar'),
  aircraft: said('Aircraft permitted', 'Aeronaves permitidas'),
  sensors: said('Sensors permitted', 'Sensores permitidos'),
  organisations: said(
    'Organisations that may be observed, and on which ground',
    'Organizaciones observables y su fundamento',
  ),
  area: said('Area', 'Zona'),
  'area-band': said('Altitudes of the area', 'Altitudes de la zona'),
  conditions: said('Conditions of the host', 'Condiciones del anfitrión'),
  crew: said('Crew', 'Tripulación'),
  ceilings: said('Limits of flight hours', 'Límites de horas de vuelo'),
  'use-limits': said('Limits of use', 'Límites de uso'),
  sharing: said('Sharing', 'Intercambio'),
  event: said('Happened', 'Hecho'),
};

/** Names of fields as people read them; a field that is not here is named as it stands. */
const fieldWords: Readonly<Record<string, Said>> = {
  state: said('state', 'Estado'),
  agency: said('agency', 'agencia'),
  type: said('type', 'tipo'),
  registrations: said('registrations', 'matrículas'),
  organisation: said('organisation', 'organización'),
  ground: said('ground', 'fundamento'),
  designatedBy: said('designated by', 'designada por'),
  window: said('when', 'cuándo'),
  period: said('period', 'período'),
  hours: said('hours', 'horas'),
  hostRequest: said('request of the host', 'solicitud del anfitrión'),
  capabilityGapStated: said('stated gap in capability', 'carencia de capacidad declarada'),
  partnerObserver: said('observer of the partner', 'observador del socio'),
  diplomaticClearance: said('diplomatic clearance', 'autorización diplomática'),
  transponderOn: said('transponder on', 'transpondedor encendido'),
  lostLinkRoute: said('lost-link route', 'ruta de pérdida de enlace'),
  diverts: said('diverts', 'alternos'),
  attestedWithinH: said('attested within hours', 'certificación dentro de horas'),
  roles: said('roles', 'funciones'),
  mostDutyH: said('longest duty in hours', 'servicio máximo en horas'),
  utcOffsetMin: said('minutes from UTC', 'minutos respecto a UTC'),
  daily: said('daily', 'diario'),
  kind: said('what', 'qué'),
  stream: said('of', 'de'),
  at: said('at', 'a las'),
  id: said('id', 'id'),
};
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** What an entry of the log is called; others keep the name of their kind. */
const eventWords: Readonly<Record<string, Said>> = {
  'authorise.plan-proposed': said('a sortie plan was proposed', 'se propuso un plan de salida'),
  'authorise.plan-replaced': said('a sortie plan was replaced', 'se sustituyó un plan de salida'),
  'authorise.concurred': said(
    'a state concurred with a sortie plan',
    'un Estado dio su conformidad a un plan de salida',
  ),
  'authorise.refused': said('a state refused a sortie plan', 'un Estado negó un plan de salida'),
  'authorise.withdrawn': said('a state withdrew its clearance', 'un Estado retiró su autorización'),
};

/** An altitude, or what has two ends: a band, a window, hours of the day. */
function rangeOf(value: object, language: Language): string | undefined {
  if ('reference' in value && 'flightLevel' in value) return `FL${valueText(value.flightLevel, language)}`;
  if ('reference' in value && 'altitudeM' in value) {
    return `${valueText(value.altitudeM, language)} m ${valueText(value.reference, language)}`;
  }
  const ends =
    'lower' in value && 'upper' in value
      ? [value.lower, value.upper]
      : 'from' in value && 'until' in value
        ? [value.from, value.until]
        : undefined;
  return ends?.map((it) => (it === null ? '…' : valueText(it, language))).join(' – ');
}

function valueText(value: unknown, language: Language): string {
  if (value === null) return language === 'en' ? 'nothing laid down' : 'nada establecido';
  if (typeof value === 'boolean')
    return value
      ? language === 'en'
        ? 'required'
        : 'obligatorio'
      : language === 'en'
        ? 'not required'
        : 'no obligatorio';
  if (typeof value === 'string') return own(eventWords, value)?.[language] ?? value.replaceAll(/\s+/gu, ' ');
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.length === 0) return language === 'en' ? 'none' : 'ninguno';
    return items.map((it) => valueText(it, language)).join('; ');
  }
  if (typeof value !== 'object') return '';
  const members = Object.entries(value);
  const names = members.map(([key]) => key);
  // A text in both languages is said in the one that is read.
  if (names.length === 2 && names.includes('en') && names.includes('es')) {
    return valueText(members.find(([key]) => key === language)?.[1], language);
  }
  const range = rangeOf(value, language);
  if (range !== undefined) return range;
  return members
    .map(([key, it]) => `${own(fieldWords, key)?.[language] ?? key}: ${valueText(it, language)}`)
    .join(', ');
}

/** What a statement says, without its topic and its source. */
export const statementText = ({ value }: NoticeStatement, language: Language): string => valueText(value, language);

const referenceText = (it: NoticeReference, language: Language): string =>
  it.from === 'log'
    ? `${language === 'en' ? 'log, entry' : 'registro, asiento'} ${it.index}`
    : `${it.id} v${it.version}, ${it.pointer}`;

/** The partnership, in a sentence made of its statements: no notice leaves it out. */
function partnership(statements: readonly NoticeStatement[], language: Language): string {
  const values = (topic: NoticeTopic): string =>
    statements
      .filter((it) => it.topic === topic)
      .map((it) => valueText(it.value, language))
      .join(language === 'en' ? ' and ' : ' y ');
  return language === 'en'
    ? `This programme is a partnership of two states, ${values('party')}. It is flown over ${values('host')}.`
    : `Este programa es una asociación de dos Estados, ${values('party')}. Se vuela sobre ${values('host')}.`;
}

/** The notice in words: a numbered line a statement, each with the place it was drawn from. Only a notice that `trace` let pass is to be read. */
export function noticeText(notice: NoticeDocument, language: Language): string {
  const head = language === 'en' ? 'Notice to the legislature of' : 'Aviso al poder legislativo de';
  const lines = notice.statements.map(({ topic, value, reference }, i) => {
    return `${i + 1}. ${topicWords[topic][language]}: ${valueText(value, language)} [${referenceText(reference, language)}]`;
  });
  return `${[`${head} ${notice.state}`, notice.id, '', partnership(notice.statements, language), '', ...lines].join('\n')}\n`;
}
