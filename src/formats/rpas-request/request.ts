/**
 * The request for authorisation of ICAO Annex 2, Appendix 4, 3.2 (a to s), as Doc 10019, Appendix A, lays it out: who, what, and how. Every item that the
 * Annex asks for stands in it, whether it is known or is still to be stated.
 */

export interface Said {
  readonly en: string;
  readonly es: string;
}

interface ItemText extends Said {
  /** Of Annex 2, Appendix 4, paragraph 3.2. */
  readonly letter: string;
}

const item = (letter: string, en: string, es: string): ItemText => ({ letter, en, es });

/** The items in the order of the Annex; one letter may hold several. */
export const rpasItems = {
  operator: item('a', 'Operator', 'Explotador'),
  operatorContact: item('a', "Operator's contact", 'Contacto del explotador'),
  type: item('b', 'Type of RPA', 'Tipo de RPA'),
  characteristics: item(
    'b',
    'Maximum certificated take-off mass, number of engines, wing span',
    'Masa máxima certificada de despegue, número de motores, envergadura',
  ),
  registration: item('c', 'Registration, with a copy of its certificate', 'Matrícula, con copia de su certificado'),
  identification: item(
    'd',
    'Aircraft identification in radiotelephony',
    'Identificación de la aeronave en radiotelefonía',
  ),
  airworthiness: item('e', 'Certificate of airworthiness, copy', 'Certificado de aeronavegabilidad, copia'),
  operatorCertificate: item('f', 'RPAS operator certificate, copy', 'Certificado de explotador de RPAS, copia'),
  pilots: item('g', 'Remote pilots, with copies of their licences', 'Pilotos a distancia, con copia de sus licencias'),
  radioLicence: item(
    'h',
    'Aircraft radio station licence, copy',
    'Licencia de estación de radio de la aeronave, copia',
  ),
  purpose: item('i', 'Description and purpose of the operation', 'Descripción y propósito de la operación'),
  flightRules: item('i', 'Flight rules', 'Reglas de vuelo'),
  lineOfSight: item(
    'i',
    'Within or beyond visual line-of-sight (VLOS, BVLOS)',
    'Dentro o fuera del alcance visual (VLOS, BVLOS)',
  ),
  dates: item('i', 'Date and time of the flight', 'Fecha y hora del vuelo'),
  departure: item('i', 'Point of departure', 'Punto de salida'),
  destination: item('i', 'Destination', 'Destino'),
  speed: item('i', 'Cruising speed', 'Velocidad de crucero'),
  levels: item('i', 'Cruising levels', 'Niveles de crucero'),
  route: item('i', 'Route', 'Ruta'),
  duration: item('i', 'Duration and frequency of flight', 'Duración y frecuencia del vuelo'),
  launch: item('j', 'Take-off and landing (launch and recovery)', 'Despegue y aterrizaje (lanzamiento y recuperación)'),
  performance: item(
    'k',
    'Operating speeds, rates of climb, descent and turn, limits of wind, icing and precipitation',
    'Velocidades de operación, regímenes de ascenso, descenso y viraje, límites de viento, hielo y precipitación',
  ),
  endurance: item('k', 'Maximum endurance', 'Autonomía máxima'),
  atcCommunications: item(
    'l',
    'Communications with ATC, and the alternate means',
    'Comunicaciones con ATC y medios alternos',
  ),
  c2Link: item('l', 'C2 link: performance and area covered', 'Enlace C2: performance y zona de cobertura'),
  observerLink: item(
    'l',
    'Communications between remote pilot and RPA observer',
    'Comunicaciones entre piloto a distancia y observador RPA',
  ),
  navigation: item('l', 'Navigation equipment', 'Equipo de navegación'),
  surveillance: item('l', 'Surveillance equipment', 'Equipo de vigilancia'),
  detectAndAvoid: item('m', 'Detect and avoid capabilities', 'Capacidades de detectar y evitar'),
  lostAtc: item('n', 'Emergency: loss of communications with ATC', 'Emergencia: pérdida de comunicaciones con ATC'),
  lostLink: item('n', 'Emergency: loss of the C2 link', 'Emergencia: pérdida del enlace C2'),
  diverts: item('n', 'Emergency: aerodromes to divert to', 'Emergencia: aeródromos de alternativa'),
  stations: item(
    'o',
    'Remote pilot stations: number, places, handover',
    'Estaciones de pilotaje a distancia: número, lugares, transferencia',
  ),
  noise: item('p', 'Noise certification (Annex 16)', 'Homologación acústica (Anexo 16)'),
  security: item(
    'q',
    'Compliance with security standards (Annex 17)',
    'Cumplimiento de normas de seguridad (Anexo 17)',
  ),
  payload: item('r', 'Payload', 'Carga útil'),
  insurance: item(
    's',
    'Proof of insurance or liability coverage',
    'Comprobante de seguro o cobertura de responsabilidad',
  ),
} as const satisfies Readonly<Record<string, ItemText>>;

export type RpasItem = keyof typeof rpasItems;

/** What each item says; null: it is to be stated by the operator. */
export type RpasAnswers = Readonly<Record<RpasItem, Said | null>>;

export interface RpasRequest {
  /** What the request is for: the plan by its id and hash, the agreement, the state asked. */
  readonly plan: string;
  readonly planHash: string;
  readonly agreement: string;
  readonly toState: string;
  readonly answers: RpasAnswers;
}
