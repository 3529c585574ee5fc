import type { AgreementDocument } from '../../agree/agreement/document.ts';
import type { Bilingual, Block, Cell, Section, Sheet } from '../../formats/clearance-pdf/sheet.ts';
import { AtalayaError } from '../../model/errors.ts';
import { instantUs } from '../../model/instant.ts';
import type { AreaDocument, RingDocument } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import type { CaseDocument, ConditionDocument } from '../case/document.ts';
import { checkTexts } from '../check/codes.ts';
import { rows } from '../check/table.ts';
import { bandText, hoursText, none, placeText, shortHash, timeText, windowText } from './say.ts';
import { sheetMapOf } from './sheet-map.ts';

const title = (en: string, es: string): Bilingual => ({ en, es });
const pair = (en: string, es: string, value: Cell) => ({ label: title(en, es), value });
const list = (items: readonly string[]): Cell => (items.length === 0 ? none : items.join(', '));
const column = (en: string, es: string, share: number) => ({ label: title(en, es), share });

function parties(agreement: AgreementDocument, planHash: string, file: CaseDocument): Section {
  const { plan } = file;
  return {
    title: title('What is cleared', 'Lo que se autoriza'),
    blocks: [
      {
        kind: 'pairs',
        rows: [
          pair('Agreement', 'Acuerdo', `${agreement.id}, v${agreement.version}`),
          pair('Its title', 'Título', agreement.title),
          pair('Parties', 'Partes', agreement.parties.map((it) => it.state).join(', ')),
          pair('Host', 'Estado anfitrión', agreement.host),
          pair('Sortie plan', 'Plan de salida', plan.id),
          pair('Flown by', 'Operado por', `${plan.state} ${plan.agency}`),
          pair('Purpose', 'Propósito', plan.purpose),
          pair('Decided as of', 'Decidido a', timeText(file.at)),
          pair('Plan hash, short', 'Huella, breve', shortHash(planHash)),
        ],
      },
      {
        kind: 'text',
        text: title(
          'SHA-256 of the plan in canonical form (RFC 8785). This clearance is for the plan of exactly this hash:',
          'SHA-256 del plan en forma canónica (RFC 8785). Esta autorización es para el plan de exactamente esta huella:',
        ),
      },
      { kind: 'code', text: planHash },
    ],
  };
}

function aircraft(plan: SortiePlanDocument): Section {
  const { aircraft: craft, observer } = plan;
  return {
    title: title('Aircraft and crew', 'Aeronave y tripulación'),
    blocks: [
      {
        kind: 'pairs',
        rows: [
          pair('Type', 'Tipo', craft.type),
          pair('Registration', 'Matrícula', craft.registration),
          pair('Call sign', 'Distintivo', plan.callSign),
          pair('Sensors', 'Sensores', list(craft.sensors)),
          pair(
            'Transponder',
            'Transpondedor',
            title(plan.transponder, plan.transponder === 'on' ? 'encendido' : 'apagado'),
          ),
          pair('Cruise, endurance', 'Crucero, autonomía', `${plan.cruiseKt} kt, ${hoursText(plan.enduranceMin)}`),
          pair('Diplomatic clearance', 'Autorización diplomática', plan.diplomaticClearance ?? none),
          pair('Observer', 'Observador', observer === null ? none : `${observer.person} (${observer.state})`),
        ],
      },
      {
        kind: 'table',
        columns: [
          column('Person', 'Persona', 3),
          column('State', 'Estado', 1.4),
          column('Role', 'Función', 3),
          column('Duty', 'Servicio', 5),
        ],
        rows: plan.crew.map((it) => [it.person, it.state, it.role, windowText(it.duty)]),
      },
    ],
  };
}

function flight(agreement: AgreementDocument, file: CaseDocument): Section[] {
  const { plan } = file;
  const { route } = plan;
  const excluded = liveConditions(file).flatMap((it) => (it.kind === 'excluded-area' ? [it.area] : []));
  const map = sheetMapOf(
    agreement.areas,
    route,
    plan.stays.map((it) => it.area),
    excluded,
    plan.lostLink,
  );
  const times: Block = {
    kind: 'pairs',
    rows: [
      pair('Block', 'De calzos a calzos', windowText(plan.window)),
      pair('Departure', 'Salida', plan.departure),
      pair('Destination', 'Destino', plan.destination),
      pair('Diverts', 'Alternos', list(plan.diverts)),
      pair(
        'Tolerance',
        'Tolerancia',
        title(`each waypoint ±${route.timeToleranceS ?? 0} s`, `cada punto ±${route.timeToleranceS ?? 0} s`),
      ),
    ],
  };
  const legs: Block = {
    kind: 'table',
    columns: [
      column('No.', 'N.º', 1),
      column('Place (WGS84)', 'Lugar (WGS84)', 4.4),
      column('At', 'Hora', 3.4),
      column('Band of the leg from here', 'Banda del tramo desde aquí', 4),
      column('Buffer', 'Margen', 1.8),
      column('Line', 'Línea', 2.2),
    ],
    rows: route.waypoints.map((it, i) => {
      const leg = route.legs[i];
      const line = leg?.edge === 'parallel' ? title('parallel', 'paralelo') : title('geodesic', 'geodésica');
      const place = placeText(it.latitudeDeg, it.longitudeDeg);
      if (leg === undefined) return [String(i + 1), place, timeText(it.at), '—', '—', '—'];
      return [String(i + 1), place, timeText(it.at), bandText(leg.band), `${leg.bufferM} m`, line];
    }),
  };
  return [
    { title: title('Windows', 'Ventanas'), blocks: [times] },
    { title: title('Route', 'Ruta'), blocks: [legs] },
    {
      title: title('Sketch (not for navigation)', 'Croquis (no válido para la navegación)'),
      blocks: [{ kind: 'map', map }],
    },
  ];
}

/** Of a ring, how many vertices are printed; the whole is in the documents, by their hash. */
const mostVertices = 60;

function ringText(ring: RingDocument): string {
  const shown = ring
    .slice(0, mostVertices)
    .map((it) => placeText(it.latitudeDeg, it.longitudeDeg) + (it.edge === 'parallel' ? ' (=)' : ''));
  return shown.join('; ') + (ring.length > mostVertices ? `; … (${ring.length})` : '');
}

/** A vertex marked (=) is joined to the next along its parallel. */
const verticesText = ({ outer, holes = [] }: AreaDocument): string =>
  [
    ringText(outer),
    ...holes.slice(0, 10).map((it) => `hole / hueco: ${ringText(it)}`),
    ...(holes.length > 10 ? [`… (${holes.length})`] : []),
  ].join(' · ');

function areas(agreement: AgreementDocument, plan: SortiePlanDocument): Section {
  const columns = [
    column('Area', 'Zona', 1.6),
    column('Band', 'Banda', 2.2),
    column('When', 'Cuándo', 3),
    column('Vertices', 'Vértices', 7),
  ];
  return {
    title: title('Areas', 'Zonas'),
    blocks: [
      {
        kind: 'text',
        text: title(
          'Stays of the plan, and areas of the agreement. A ring is closed by itself; holes are left out of its area. (=): joined to the next along the parallel.',
          'Permanencias del plan y zonas del acuerdo. Todo anillo se cierra solo; los huecos quedan fuera de su zona. (=): unido al siguiente por el paralelo.',
        ),
      },
      {
        kind: 'table',
        columns,
        rows: [
          ...plan.stays.map(({ area, window }) => [
            area.id,
            bandText(area.band),
            windowText(window),
            verticesText(area),
          ]),
          ...agreement.areas.map((it) => [it.id, bandText(it.band), title('agreement', 'acuerdo'), verticesText(it)]),
        ],
      },
    ],
  };
}

function emergency(plan: SortiePlanDocument): Section {
  const { lostLink } = plan;
  const rowsOf = (lostLink?.waypoints ?? []).map((it, i) => {
    const leg = lostLink?.legs[i];
    return [
      String(i + 1),
      placeText(it.latitudeDeg, it.longitudeDeg),
      leg === undefined ? '—' : bandText(leg.band),
      leg === undefined ? '—' : `${leg.bufferM} m`,
    ];
  });
  const said = title(
    `Flown where the link is lost, at any time in the block. Diverts: ${plan.diverts.join(', ') || 'none'}.`,
    `Se vuela si se pierde el enlace, en cualquier momento del vuelo. Alternos: ${plan.diverts.join(', ') || 'ninguno'}.`,
  );
  return {
    title: title('Lost link and diverts', 'Pérdida de enlace y alternos'),
    blocks: [
      {
        kind: 'text',
        text:
          lostLink === null
            ? title('The plan has no lost-link route.', 'El plan no tiene ruta de pérdida de enlace.')
            : said,
      },
      ...(lostLink === null
        ? []
        : [
            {
              kind: 'table' as const,
              columns: [
                column('No.', 'N.º', 1),
                column('Place (WGS84)', 'Lugar (WGS84)', 5),
                column('Band', 'Banda', 4),
                column('Buffer', 'Margen', 2),
              ],
              rows: rowsOf,
            },
          ]),
    ],
  };
}

/** The latest concurrence of each party with this plan: what counts in a case that is cleared. */
function liveConcurrences(file: CaseDocument) {
  const byState = new Map<string, CaseDocument['concurrences'][number]>();
  for (const it of file.concurrences) {
    const before = byState.get(it.state);
    const later = before === undefined || (instantUs(it.at) ?? 0) >= (instantUs(before.at) ?? 0);
    if ((instantUs(it.at) ?? 0) <= (instantUs(file.at) ?? 0) && later) byState.set(it.state, it);
  }
  return [...byState.values()];
}

const liveConditions = (file: CaseDocument): readonly ConditionDocument[] =>
  liveConcurrences(file).flatMap((it) => it.conditions);

function conditionText(it: ConditionDocument, file: CaseDocument): Cell {
  switch (it.kind) {
    case 'text': {
      const taken = file.acceptances.find((one) => one.condition === it.id);
      if (taken === undefined) return it.text;
      const by = `${taken.person}, ${timeText(taken.at)}`;
      return title(`${it.text} (as written; accepted: ${by})`, `(aceptada: ${by})`);
    }
    case 'window': {
      const within = windowText(it.window);
      return title(`within ${within.en}`, `dentro de ${within.es}`);
    }
    case 'band':
      return title(`within ${bandText(it.band)}`, `dentro de ${bandText(it.band)}`);
    case 'excluded-area':
      return title(`outside area ${it.area.id}, ${bandText(it.area.band)}`, `fuera de la zona ${it.area.id}`);
    case 'excluded-sensor':
      return title(`without sensor ${it.sensor}`, `sin el sensor ${it.sensor}`);
  }
}

function signatures(file: CaseDocument): Section[] {
  const live = liveConcurrences(file);
  const conditions = live.flatMap((by) => by.conditions.map((it) => [by.state, it.id, conditionText(it, file)]));
  const { attestation } = file;
  const said: Cell =
    attestation === null
      ? none
      : title(
          `${attestation.registration} carries no armament: attested by ${attestation.by}, ${timeText(attestation.at)}`,
          `${attestation.registration} no lleva armamento: lo certifica ${attestation.by}, ${timeText(attestation.at)}`,
        );
  const asked: Block =
    conditions.length === 0
      ? { kind: 'text', text: title('Neither state added a condition.', 'Ningún Estado añadió condiciones.') }
      : {
          kind: 'table',
          columns: [column('State', 'Estado', 1), column('Id', 'Id', 1.2), column('Condition', 'Condición', 8)],
          rows: conditions,
        };
  return [
    {
      title: title('Concurrences', 'Conformidades'),
      blocks: [
        {
          kind: 'table',
          columns: [
            column('State', 'Estado', 1.2),
            column('Signed by', 'Firmó', 3),
            column('At', 'Hora', 3),
            column('Plan hash', 'Huella del plan', 4),
          ],
          rows: live.map((it) => [it.state, it.person, timeText(it.at), shortHash(it.planHash)]),
        },
      ],
    },
    { title: title('Conditions', 'Condiciones'), blocks: [asked] },
    {
      title: title('Attestation', 'Certificación'),
      blocks: [{ kind: 'pairs', rows: [pair('Unarmed', 'Sin armamento', said)] }],
    },
  ];
}

/** Every check of the table; a case that is cleared has passed them all. */
function checks(): Section {
  const texts = Object.entries(checkTexts);
  const passed = rows.flatMap(({ code }) => texts.filter(([name]) => name === code));
  return {
    title: title('Checks passed, with their sources', 'Comprobaciones superadas, con sus fuentes'),
    blocks: [
      {
        kind: 'table',
        columns: [
          column('Check', 'Comprobación', 2.6),
          column('English', 'English', 4.4),
          column('Español', 'Español', 4.4),
          column('Source', 'Fuente', 3.6),
        ],
        rows: passed.map(([code, it]) => [code, it.en.says, it.es.says, it.source]),
      },
    ],
  };
}

/**
 * The clearance of a case as a bilingual sheet. The case is one that was checked and cleared: this does not decide. Errors: `not-found` where the case
 * lacks the agreement.
 */
export function clearanceSheet(file: CaseDocument, planHash: string, exercise: boolean): Sheet {
  const { id, version } = file.plan.agreement;
  const agreement = file.agreements.find(
    ({ document }) => document.id === id && document.version === version,
  )?.document;
  if (agreement === undefined) {
    throw new AtalayaError('not-found', `No agreement ${id} version ${version}`, '/agreements', 'Add it to the case');
  }
  return {
    title: title('Clearance of one sortie', 'Autorización de una salida'),
    marking: exercise ? title('EXERCISE', 'EJERCICIO') : null,
    foot: `${file.plan.id}  ·  plan ${planHash}`,
    madeMs: Math.floor((instantUs(file.at) ?? 0) / 1_000),
    sections: [
      parties(agreement, planHash, file),
      aircraft(file.plan),
      ...flight(agreement, file),
      areas(agreement, file.plan),
      emergency(file.plan),
      ...signatures(file),
      checks(),
    ],
  };
}
