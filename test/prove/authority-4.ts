import { type TSchema, Type } from 'typebox';
import { baseCase, basePlan, sealed } from '../../sim/authority/base-case.ts';
import { readCase } from '../../src/authorise/case/parse.ts';
import { checkReading } from '../../src/authorise/check/check.ts';
import { canonicalJson } from '../../src/formats/jcs/canonical.ts';
import { SortiePlanDocument } from '../../src/plan/sortie/document.ts';
import { sha256 } from '../../src/store/hashing.ts';
import type { Prove } from './bar.ts';
import { SeededRandom } from './random.ts';

/** What stands at one place of the plan, by the schema: its path, and others that might stand there. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly others: readonly unknown[];
}

type Json = unknown;
const isRecord = (it: Json): it is Readonly<Record<string, Json>> =>
  typeof it === 'object' && it !== null && !Array.isArray(it);
const isList = (it: Json): it is readonly Json[] => Array.isArray(it);
const listOf = (it: Json): readonly Json[] => (isList(it) ? it : []);
const schemaAt = (schema: Json, key: string): Json => (isRecord(schema) ? schema[key] : undefined);

/** The path of a place without the numbers of its lists: what the schema calls it. */
const fieldOf = (path: Place['path']): string => path.map((step) => (typeof step === 'number' ? '*' : step)).join('/');

/** Every leaf of the schema, whether the plan has it or not. */
function* fieldsOf(schema: Json, path: Place['path'] = []): Generator<string> {
  for (const branch of listOf(schemaAt(schema, 'anyOf'))) yield* fieldsOf(branch, path);
  const properties = schemaAt(schema, 'properties');
  const items = schemaAt(schema, 'items');
  if (isRecord(properties))
    for (const [key, inner] of Object.entries(properties)) yield* fieldsOf(inner, [...path, key]);
  else if (items !== undefined) yield* fieldsOf(items, [...path, 0]);
  else if (schemaAt(schema, 'anyOf') === undefined && schemaAt(schema, 'type') !== 'null') yield fieldOf(path);
}

function leafOthers(schema: Json, value: Json): readonly unknown[] {
  const allowed = listOf(schemaAt(schema, 'anyOf')).flatMap((it) => schemaAt(it, 'const') ?? []);
  const other = allowed.filter((one) => one !== value);
  if (typeof value === 'number')
    return [value + 1, value - 1, value * (1 + 2 ** -50) + 2 ** -60, -value - 1, String(value), null];
  if (typeof value === 'boolean') return [!value, null];
  if (typeof value !== 'string') return ['x', 1, true, []];
  const time = /^\d{4}-.*Z$/.test(value) ? [value.replace('Z', '.000001Z')] : [];
  return [
    ...other,
    ...time,
    `${value}0`,
    value.slice(1),
    value.toLowerCase() === value ? value.toUpperCase() : value.toLowerCase(),
    '',
    null,
    0,
  ];
}

/** Walks schema and plan together; an optional field that is absent is put in, one that is there is also left out. */
function* placesOf(schema: Json, value: Json, path: Place['path']): Generator<Place> {
  const branches = listOf(schemaAt(schema, 'anyOf'));
  const ofObject = branches.filter((one) => schemaAt(one, 'properties') !== undefined);
  const absent: Json = undefined;
  if (isRecord(value)) {
    for (const branch of ofObject.length > 0 ? ofObject : [schema]) {
      const properties = schemaAt(branch, 'properties');
      if (!isRecord(properties)) continue;
      for (const [key, inner] of Object.entries(properties)) {
        const at = [...path, key];
        if (Object.hasOwn(value, key)) {
          yield* placesOf(inner, value[key], at);
          yield { path: at, others: [absent] };
        } else yield { path: at, others: ['parallel', 'geodesic', 0, 1, [], null] };
      }
    }
    yield { path, others: [null, [], { ...value, more: 1 }] };
  } else if (isList(value)) {
    const items = schemaAt(schema, 'items');
    for (const [i, item] of value.entries()) {
      yield* placesOf(items, item, [...path, i]);
      yield { path, others: [value.toSpliced(i, 1), value.toSpliced(i, 0, item), [...value, item]] };
      if (i > 0) yield { path, others: [value.toSpliced(i - 1, 2, item, value[i - 1])] };
    }
    yield { path, others: [[], null, [...value, null]] };
  } else yield { path, others: leafOthers(schema, value) };
}

function put(document: Json, path: Place['path'], to: unknown): Json {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (isList(document)) return document.with(Number(step), put(document[Number(step)], rest, to));
  if (!isRecord(document)) return document;
  const { [step]: before, ...others } = document;
  const after = put(before, rest, to);
  return after === undefined ? others : { ...others, [step]: after };
}

/** A plan with every optional field, and several of all that there may be several of. */
function richPlan(): SortiePlanDocument {
  const plan = basePlan();
  plan.requirements.push('req-9');
  plan.organisations.push('org-costa');
  plan.diverts.push('MMCU');
  const [stay] = plan.stays;
  const [leg] = plan.route.legs;
  if (stay !== undefined) {
    stay.area.holes = [
      stay.area.outer.map((it) => ({
        ...it,
        latitudeDeg: 29.7 + (it.latitudeDeg - 29.7) / 4,
        longitudeDeg: -110.3 + (it.longitudeDeg + 110.3) / 4,
      })),
    ];
    plan.stays.push({
      ...stay,
      area: { ...stay.area, id: 'stay-2', holes: [] },
      window: { from: '2026-12-01T20:00:00Z', until: '2026-12-01T21:00:00Z' },
    });
  }
  if (leg !== undefined) Object.assign(leg, { edge: 'geodesic' });
  return plan;
}

/** A case that both states cleared, asked with another plan in its place. */
function asker() {
  const file = baseCase();
  file.plan = richPlan();
  file.notices.push({
    id: 'notice-3',
    state: 'USA',
    agreement: 'agreement-norte',
    subjects: [{ kind: 'organisation', id: 'org-costa' }],
    due: '2026-12-20T00:00:00Z',
    deliveredAt: null,
  });
  const whole = sealed(file, sha256);
  const ask = (plan: unknown) => checkReading(readCase({ ...whole, plan }, sha256));
  return { plan: whole.plan, ask };
}

interface Tally {
  cleared: string[];
  otherPlan: number;
  invalid: number;
}

/** Cleared no more: the hash is another and both states signed another plan (or there is no such agreement), or the case is not of its form. */
function count(tally: Tally, answer: ReturnType<typeof checkReading>, hash: string | null, what: string): void {
  const { decision, planHash, reasons } = answer;
  const told = (code: string): number => reasons.filter((it) => it.code === code).length;
  const isUnsigned = told('concurrence-other-plan') === 2 || told('agreement-unknown') === 1;
  if (decision === 'refuse' && planHash === null && told('case-invalid') > 0) tally.invalid++;
  else if (decision === 'refuse' && planHash !== hash && isUnsigned) tally.otherPlan++;
  else tally.cleared.push(what);
}

/** Each field of the plan changed, and each byte of its canonical form: cleared no more. `n`: how many other bytes for each. */
export const prove: Prove = async ({ seed, n, print }) => {
  const { plan, ask } = asker();
  const { decision, planHash } = ask(plan);
  print(`the plan as it was signed: ${decision}, ${planHash}`);
  const schema: TSchema = Type.Object(SortiePlanDocument.properties);
  const fields: Tally = { cleared: [], otherPlan: 0, invalid: 0 };
  const seen = new Set<string>();
  const before = canonicalJson(plan);
  for (const { path, others } of placesOf(schema, plan, [])) {
    for (const other of others) {
      const changed = put(plan, path, other);
      if (isRecord(changed) && canonicalJson(changed) === before) continue;
      seen.add(fieldOf(path));
      count(fields, ask(changed), planHash, `${path.join('/')} = ${JSON.stringify(other)}`);
    }
  }
  const all = new Set(fieldsOf(schema));
  const unseen = [...all].filter((field) => !seen.has(field));
  print(`${all.size} fields of the schema, ${unseen.length} of them not changed: ${unseen.join(', ') || 'none'}`);
  print(
    `fields, lists and their order: ${fields.otherPlan} other plans, ${fields.invalid} not of the form, ${fields.cleared.length} still cleared`,
  );

  const bytes: Tally = { cleared: [], otherPlan: 0, invalid: 0 };
  const form = new TextEncoder().encode(before);
  const random = new SeededRandom(seed);
  let unreadable = 0;
  for (let i = 0; i < form.length; i++) {
    for (let k = 0; k < (n ?? 8); k++) {
      const spoilt = Uint8Array.from(form);
      spoilt[i] = (form[i]! + random.between(1, 255)) % 256;
      let changed: unknown;
      try {
        changed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(spoilt));
      } catch {
        unreadable++;
        continue;
      }
      count(bytes, ask(changed), planHash, `byte ${i} = ${spoilt[i]}`);
    }
  }
  print(
    `${form.length} bytes, ${n ?? 8} others for each: ${unreadable} no JSON, ${bytes.invalid} not of the form, ${bytes.otherPlan} other plans, ${bytes.cleared.length} still cleared`,
  );
  const cleared = [...fields.cleared, ...bytes.cleared];
  for (const one of cleared.slice(0, 20)) print(`still cleared: ${one}`);
  const isSound = decision === 'clear' && unseen.length === 0;
  return {
    passed: fields.otherPlan + fields.invalid + bytes.otherPlan + bytes.invalid + unreadable,
    failed: cleared.length + (isSound ? 0 : 1),
  };
};
