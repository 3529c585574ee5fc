import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { canonicalHash, pointerStep } from '../../formats/jcs/canonical.ts';
import { keysTwice } from '../../formats/jcs/strict.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { RouteDocument, StayDocument } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { type AgreementRecord, CaseDocument, type ConcurrenceRecord } from './document.ts';
import { type CaseFault, schemaFaults } from './faults.ts';
import type {
  JudgedAgreement,
  JudgedCase,
  JudgedConcurrence,
  JudgedPlan,
  JudgedRoute,
  JudgedStay,
  Signed,
} from './judged.ts';
import { Moments } from './moments.ts';

/** SHA-256, handed in; gives 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** A case that can be judged, or everything that is wrong with its form. */
export type CaseReading = { readonly judged: JudgedCase } | { readonly faults: readonly CaseFault[] };

const always = { fromUs: Number.NEGATIVE_INFINITY, untilUs: Number.POSITIVE_INFINITY };
const signedOf = (
  it: { readonly state: string; readonly person: string; readonly at: string },
  at: number,
): Signed => ({
  state: it.state,
  person: it.person,
  atUs: at,
});

function readRoute(route: Static<typeof RouteDocument>, moments: Moments, at: string): JudgedRoute {
  const waypoints = route.waypoints.map((it, i) => ({
    latitudeDeg: it.latitudeDeg,
    longitudeDeg: it.longitudeDeg,
    atUs: moments.us(it.at, `${at}/waypoints/${i}/at`),
  }));
  return { ...route, waypoints };
}

const readStays = (stays: readonly StayDocument[], moments: Moments, at: string): readonly JudgedStay[] =>
  stays.map(({ area, window }, i) => ({ area, window: moments.span(window, `${at}/${i}/window`) }));

function readPlan(plan: SortiePlanDocument, moments: Moments): JudgedPlan {
  return {
    ...plan,
    window: moments.span(plan.window, '/plan/window'),
    crew: plan.crew.map(({ person, role, duty }, i) => ({
      person,
      role,
      duty: moments.span(duty, `/plan/crew/${i}/duty`),
    })),
    route: readRoute(plan.route, moments, '/plan/route'),
    stays: readStays(plan.stays, moments, '/plan/stays'),
  };
}

function readAgreement(record: Static<typeof AgreementRecord>, moments: Moments, at: string): JudgedAgreement {
  const { document } = record;
  const [one, other] = document.parties;
  const inside = `${at}/document`;
  if (one.state === other.state) moments.refuse(`${inside}/parties`, `${one.state} twice`, 'two different states');
  if (document.host !== one.state && document.host !== other.state) {
    moments.refuse(`${inside}/host`, document.host, `a party: ${one.state} or ${other.state}`);
  }
  for (const [i, { from, until }] of (document.hours?.daily ?? []).entries()) {
    if (from === until) {
      moments.refuse(
        `${inside}/hours/daily/${i}`,
        `from ${from} until ${until}`,
        'another end; 00:00 to 24:00 is all day',
      );
    }
  }
  return {
    document,
    parties: document.parties.map((party, i) => ({
      state: party.state,
      authorities: party.authorities.map(({ person, window }, k) => ({
        person,
        window: moments.span(window, `${inside}/parties/${i}/authorities/${k}/window`),
      })),
    })),
    validity: moments.span(document.validity, `${inside}/validity`),
    organisations: document.organisations.map((it, i) => ({
      organisation: it.organisation,
      designatedBy: it.designatedBy,
      window: moments.span(it.window, `${inside}/organisations/${i}/window`),
    })),
    concurrences: record.concurrences.map((it, i) => signedOf(it, moments.us(it.at, `${at}/concurrences/${i}/at`))),
    suspensions: record.suspensions.map(({ state, window }, i) => ({
      state,
      window: moments.span(window, `${at}/suspensions/${i}/window`),
    })),
    endedUs: record.ended === null ? null : moments.us(record.ended, `${at}/ended`),
  };
}

function readConcurrence(it: Static<typeof ConcurrenceRecord>, moments: Moments, at: string): JudgedConcurrence {
  moments.once(it.conditions, ({ id }) => id, `${at}/conditions`);
  return {
    ...signedOf(it, moments.us(it.at, `${at}/at`)),
    planHash: it.planHash,
    conditions: it.conditions.map((condition, i) =>
      condition.kind === 'window'
        ? { ...condition, window: moments.span(condition.window, `${at}/conditions/${i}/window`) }
        : condition,
    ),
  };
}

/** Ids that must be of one alone, and ranges that must run upwards. */
function lookAtWhole(file: CaseDocument, moments: Moments): void {
  const id = (it: { readonly id: string }): string => it.id;
  moments.once(file.agreements, ({ document }) => `${document.id} version ${document.version}`, '/agreements');
  moments.once(file.requirements, id, '/requirements');
  moments.once(file.organisations, id, '/organisations');
  moments.once(file.noticeRules, id, '/noticeRules');
  moments.once(file.notices, id, '/notices');
  moments.once(file.restrictedZones, id, '/restrictedZones');
  moments.once(file.diplomaticClearances, (it) => `${it.number} of ${it.state}`, '/diplomaticClearances');
  const { terrain, atmosphere } = file;
  const upwards = (lowest: number, highest: number, pointer: string): void => {
    if (lowest > highest) moments.refuse(pointer, `${lowest} to ${highest}`, 'the lowest not above the highest');
  };
  if (terrain !== null) upwards(terrain.lowestMslM, terrain.highestMslM, '/terrain');
  if (atmosphere !== null) {
    upwards(atmosphere.lowestQnhHpa, atmosphere.highestQnhHpa, '/atmosphere');
    upwards(atmosphere.lowestIsaDeviationK, atmosphere.highestIsaDeviationK, '/atmosphere');
  }
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]));

function readRecords(file: CaseDocument, moments: Moments) {
  return {
    attestation:
      file.attestation === null
        ? null
        : { ...file.attestation, atUs: moments.us(file.attestation.at, '/attestation/at') },
    acceptances: file.acceptances.map(({ condition, person, at }, i) => ({
      condition,
      person,
      atUs: moments.us(at, `/acceptances/${i}/at`),
    })),
    requirements: byId(
      file.requirements.map((it, i) => ({
        ...it,
        latestUsefulUs: moments.us(it.latestUseful, `/requirements/${i}/latestUseful`),
      })),
    ),
    organisations: byId(
      file.organisations.map(({ id, statuses }, i) => ({
        id,
        statuses: statuses.map(({ state, status, window }, k) => ({
          state,
          status,
          window: moments.span(window, `/organisations/${i}/statuses/${k}/window`),
        })),
      })),
    ),
    noticeRules: file.noticeRules.map((it, i) => ({
      ...it,
      window: moments.span(it.window, `/noticeRules/${i}/window`),
    })),
    notices: file.notices.map((it, i) => ({
      ...it,
      dueUs: moments.us(it.due, `/notices/${i}/due`),
      deliveredAtUs: it.deliveredAt === null ? null : moments.us(it.deliveredAt, `/notices/${i}/deliveredAt`),
    })),
    restrictedZones: file.restrictedZones.map((it, i) => ({
      ...it,
      window: it.window === null ? always : moments.span(it.window, `/restrictedZones/${i}/window`),
    })),
    clearedVolumes: file.clearedVolumes.map(({ sortie, route, stays }, i) => ({
      sortie,
      route: readRoute(route, moments, `/clearedVolumes/${i}/route`),
      stays: readStays(stays, moments, `/clearedVolumes/${i}/stays`),
    })),
    diplomaticClearances: file.diplomaticClearances.map((it, i) => ({
      ...it,
      window: moments.span(it.window, `/diplomaticClearances/${i}/window`),
    })),
    blocks: file.blocks.map((it, i) => ({ ...it, window: moments.span(it.window, `/blocks/${i}/window`) })),
  };
}

/** A case of a value that was read from JSON. Never throws over what it is handed. */
export function readCase(value: unknown, sha256: Sha256): CaseReading {
  const faults = schemaFaults(CaseDocument, value);
  if (faults.length > 0 || !Value.Check(CaseDocument, value)) return { faults };
  const moments = new Moments();
  lookAtWhole(value, moments);
  const judged: JudgedCase = {
    atUs: moments.us(value.at, '/at'),
    agreements: value.agreements.map((it, i) => readAgreement(it, moments, `/agreements/${i}`)),
    plan: readPlan(value.plan, moments),
    planHash: canonicalHash(value.plan, sha256),
    proposers: value.proposers,
    concurrences: value.concurrences.map((it, i) => readConcurrence(it, moments, `/concurrences/${i}`)),
    withdrawals: value.withdrawals.map((it, i) => signedOf(it, moments.us(it.at, `/withdrawals${pointerStep(i)}/at`))),
    signatories: value.signatories,
    ...readRecords(value, moments),
    terrain: value.terrain,
    atmosphere: value.atmosphere,
  };
  return moments.faults.length > 0 ? { faults: moments.faults } : { judged };
}

/** The JSON of a case file. Errors: `format-damaged` where it is no JSON in UTF-8. */
export function parseCaseJson(bytes: Uint8Array, where: string): { readonly text: string; readonly value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return { text, value };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AtalayaError('format-damaged', `The file is no JSON: ${why}`, where, 'Give one JSON object in UTF-8');
  }
}

/** A case of the bytes of its file. Errors: `format-damaged` where it is no JSON in UTF-8, and nothing else. */
export function parseCase(bytes: Uint8Array, where: string, sha256: Sha256): CaseReading {
  const { text, value } = parseCaseJson(bytes, where);
  const twice = keysTwice(text).map(({ pointer }): CaseFault => {
    return { pointer, found: 'the same field twice', allowed: 'each field once' };
  });
  const reading = readCase(value, sha256);
  if (twice.length === 0) return reading;
  return { faults: [...twice, ...('faults' in reading ? reading.faults : [])] };
}
