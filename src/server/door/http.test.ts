import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked } from '../../../test/authority-story.ts';
import { DoorClient, operations, ownHeaders, startUs } from '../../../test/door.ts';
import { parseCheckpoint } from '../../account/checkpoint.ts';
import { isFault } from '../../account/fault.ts';
import { parseNote } from '../../account/note.ts';
import { verifyInclusion } from '../../account/proof.ts';
import { sha256 } from '../../store/hashing.ts';
import { commit } from '../../store/memory/sealing.ts';
import { enumerateRoutes } from './access.ts';
import * as schemas from './schemas.ts';

let door: DoorClient;
beforeAll(async () => {
  door = await DoorClient.open();
});
afterAll(() => door.close());

const requirement = {
  compartment: operations,
  ...asked,
  question: 'Is the strip in use?',
  latestUsefulUs: startUs + 3_600_000_000,
};

function viewOf<S extends TSchema>(answer: LightMyRequestResponse, schema: S, status = 200) {
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(status);
  const value: unknown = answer.json();
  expect([...Value.Errors(schema, value)].slice(0, 3)).toEqual([]);
  if (!Value.Check(schema, value)) throw new Error('not as the schema says');
  return value;
}

/** Problem details (RFC 9457) that tell nothing of the inside. */
function problemOf(answer: LightMyRequestResponse, status: number) {
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body).not.toMatch(/\.ts:\d|node_modules|\/tmp\/| at \w+ \(/);
  const view = viewOf(answer, schemas.DoorProblem, status);
  expect(view.status).toBe(status);
  return view;
}

describe('a command over HTTP', () => {
  it('is done with 201, and again with 200 and the same entries', async () => {
    const id = randomUUID();
    const first = viewOf(
      await door.command('rosa', 'agree.draft-requirement', requirement, id),
      schemas.DoneSchema,
      201,
    );
    expect(first.duplicate).toBe(false);
    expect(first.entries).toHaveLength(1);
    const again = viewOf(await door.command('rosa', 'agree.draft-requirement', requirement, id), schemas.DoneSchema);
    expect(again).toEqual({ ...first, duplicate: true });
  });

  it('is refused by the rules with 403, and by the domain with 409, with every reason', async () => {
    const byRules = problemOf(await door.command('carl', 'agree.draft-requirement', requirement), 403);
    expect(byRules.code).toBe('not-permitted');
    const against = byRules.reasons?.length ?? 0;
    const name = against === 1 ? 'one-rule-against' : 'rules-against';
    expect(byRules.reason).toEqual({ name, values: { n: String(against) } });
    expect(byRules.reasons?.length).toBeGreaterThan(0);
    const done = viewOf(await door.command('rosa', 'agree.draft-requirement', requirement), schemas.DoneSchema, 201);
    const own = done.entries[0]?.stream.slice('requirement/'.length);
    const validate = { requirement: own, known: 'nothing', duplicates: [] };
    const byDomain = problemOf(await door.command('carl', 'agree.validate-requirement', validate), 409);
    expect(byDomain.code).toBe('not-possible');
    expect(byDomain.reasons?.map(({ code }) => code)).toContain('wrong-state');
    const wrongState = byDomain.reasons?.find(({ code }) => code === 'wrong-state');
    expect(wrongState).toMatchObject({ found: 'draft', allowed: 'submitted' });
    expect(wrongState?.es).toEqual({
      found: 'borrador',
      allowed: 'presentado',
      cure: 'Dé antes los pasos previos; si ya está hecho, ninguno.',
    });
    const unpermitted = byRules.reasons?.[0];
    expect(unpermitted?.allowed).toMatch(/^requester-states-a-requirement: A requester/);
    expect(unpermitted?.es.allowed).toMatch(/^requester-states-a-requirement: El solicitante/);
    expect(unpermitted?.es.found).toContain('por gestor de recolección de USA');
  });

  it('of nobody is 401, without our own header 403, from another site 403', async () => {
    const url = '/api/commands/agree.draft-requirement';
    const body = { commandId: randomUUID(), payload: requirement };
    expect(problemOf(await door.post('nobody', url, body), 401).code).toBe('not-signed-in');
    expect(problemOf(await door.post('rosa', url, body, { 'x-atalaya': '' }), 403).code).toBe('request-refused');
    const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    expect(problemOf(await door.post('rosa', url, body, foreign), 403).code).toBe('request-refused');
  });

  it('is taken as it was sent or not at all', async () => {
    const faulty = [
      { ...requirement, latestUsefulUs: String(requirement.latestUsefulUs) },
      { ...requirement, more: 1 },
      { ...requirement, question: ' ' },
    ];
    for (const payload of faulty) {
      const problem = problemOf(await door.command('rosa', 'agree.draft-requirement', payload), 400);
      expect(problem.code).toBe('request-invalid');
      expect(problem.faults?.length).toBeGreaterThan(0);
    }
    const repeated = await door.command('rosa', 'agree.draft-requirement', requirement, 'my-own-id');
    expect(problemOf(repeated, 400).faults?.[0]?.path).toBe('/commandId');
  });
});

describe('every route', () => {
  it('has a policy and a schema, and is described', () => {
    const { routes, http, app } = door.service;
    const actions = routes.flatMap(({ access }) => ('action' in access ? [access.action] : []));
    for (const { name } of app.commands) expect(actions).toContain(name);
    const open = routes.filter(({ access }) => 'anyone' in access).map(({ url }) => url);
    expect([...new Set(open)].sort()).toEqual(['/api', '/health', '/metrics']);
    const described = http.swagger();
    if (!('openapi' in described)) throw new Error('no OpenAPI');
    expect(described.openapi).toBe('3.1.0');
    for (const { name, payload } of app.commands) {
      const body = described.paths?.[`/api/commands/${name}`]?.post?.requestBody;
      expect(JSON.stringify(body), name).toContain(JSON.stringify(Object.keys(payload.properties)[0]));
    }
  });

  it('without either cannot start', async () => {
    const { default: fastify } = await import('fastify');
    const app = fastify();
    enumerateRoutes(app, new Map());
    const schema = { response: {} };
    expect(() => app.get('/a', { schema }, () => '')).toThrow('who may use it');
    expect(() => app.get('/b', { config: { access: { anyone: 'x' } } }, () => '')).toThrow('no schema');
    expect(() => app.get('/c', { schema, config: { access: { action: 'none' } } }, () => '')).toThrow('no action');
    expect(() => app.post('/d', { schema, config: { access: { anyone: 'x' } } }, () => '')).toThrow('body');
    await app.close();
  });

  it('that a policy guards answers 401 to nobody', async () => {
    /** What some cannot be asked without. */
    const queries: Readonly<Record<string, string>> = {
      '/api/rules/diff': '?b=2026-12-01',
      '/api/clearances/:id/export': '?as=fpl&language=en',
    };
    for (const { method, url, access } of door.service.routes) {
      if ('anyone' in access || method !== 'GET') continue;
      const asked = queries[url] ?? '';
      problemOf(await door.get('nobody', url.replace(':index', '0').replace(':id', 's1') + asked), 401);
    }
  });
});

/** Values that fit a schema. */
function fitting(schema: TSchema): fc.Arbitrary<unknown> {
  if (Type.IsObject(schema)) {
    return fc.record(Object.fromEntries(Object.entries(schema.properties).map(([key, one]) => [key, fitting(one)])));
  }
  if (Type.IsTuple(schema)) return fc.tuple(...schema.items.map(fitting));
  if (Type.IsArray(schema)) return fc.array(fitting(schema.items), { minLength: 1, maxLength: 3 });
  if (Type.IsUnion(schema)) return fc.oneof(...schema.anyOf.map(fitting));
  if (Type.IsLiteral(schema)) return fc.constant(schema.const);
  if (Type.IsInteger(schema)) return fc.maxSafeNat();
  if (Type.IsString(schema)) {
    const texts = ['a', 'r-1', 'USA', 'rosa', '0'.repeat(64), 'words', randomUUID(), '__proto__', '../etc', 'é\u0000'];
    const fit = texts.filter((text) => Value.Check(schema, text));
    return fc.constantFrom(...(fit.length === 0 ? ['a'] : fit));
  }
  return fc.jsonValue();
}

/** Values that fit a schema, or nearly, or not at all. */
function near(schema: TSchema): fc.Arbitrary<unknown> {
  const broken = fc
    .tuple(fitting(schema), fc.string({ maxLength: 12 }), fc.jsonValue(), fc.nat())
    .map(([value, name, other, at]) => {
      if (typeof value !== 'object' || value === null) return other;
      const names = Object.keys(value);
      const key = names.length === 0 || at % 3 === 0 ? name : (names[at % names.length] ?? name);
      return { ...value, [key]: other };
    });
  return fc.oneof(fitting(schema), broken, fc.jsonValue());
}

describe('any request', () => {
  it('to any command is answered, or refused with problem details; never with a fault of ours', async () => {
    const people = ['rosa', 'carl', 'ivan', 'pilar', 'pablo', 'nobody'];
    const codes = new Set<number>();
    for (const { name, payload } of door.service.app.commands) {
      await fc.assert(
        fc.asyncProperty(near(payload), fc.constantFrom(...people), fc.boolean(), async (value, person, whole) => {
          const body = whole ? { commandId: randomUUID(), payload: value } : value;
          const answer = await door.post(person, `/api/commands/${name}`, body);
          codes.add(answer.statusCode);
          if (answer.statusCode === 201) viewOf(answer, schemas.DoneSchema, 201);
          else {
            expect(answer.statusCode, `${name} ${JSON.stringify(body)} ${answer.body}`).toBeLessThan(500);
            problemOf(answer, answer.statusCode);
          }
        }),
        { numRuns: 8, seed: 5, endOnFailure: true },
      );
    }
    expect(door.said).toEqual([]);
    // The fuzz reached every answer there is.
    expect([...codes].sort()).toEqual(expect.arrayContaining([201, 400, 401, 403]));
  }, 120_000);

  it('that is no JSON, or too long, is refused', async () => {
    const url = '/api/commands/agree.draft-requirement';
    const send = (payload: string, type = 'application/json') =>
      door.service.http.inject({
        method: 'POST',
        url,
        headers: { ...ownHeaders, 'x-person': 'rosa', 'content-type': type },
        payload,
      });
    problemOf(await send('{'), 400);
    problemOf(await send('{"__proto__":{"a":1}}'), 400);
    problemOf(await send('text', 'text/plain'), 400);
    problemOf(await send('<a/>', 'application/xml'), 415);
    problemOf(await send(JSON.stringify('x'.repeat(300_000))), 413);
    problemOf(await send('[', 'application/json; charset=utf-8'), 400);
  });

  it('to the log is answered or refused with problem details', async () => {
    const words = fc.oneof(fc.string(), fc.constantFrom('0', '-1', '1e400', '9007199254740992', 'true', 'a/b', '%00'));
    const names = ['from', 'count', 'kind', 'stream', 'compartment', 'state', 'fromUs', 'toUs', 'contents', 'other'];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), words, { maxKeys: 3 }), words, async (query, index) => {
        const listed = await door.get('rosa', `/api/log/entries?${new URLSearchParams(query)}`);
        if (listed.statusCode !== 200) problemOf(listed, 400);
        const proof = await door.get('rosa', `/api/log/entries/${encodeURIComponent(index)}/proof`);
        if (proof.statusCode !== 200) {
          expect([400, 404, 409, 414]).toContain(proof.statusCode);
          problemOf(proof, proof.statusCode);
        }
      }),
      { numRuns: 40, seed: 5, endOnFailure: true },
    );
  });
});

describe('the log', () => {
  it('tells its head', async () => {
    const head = viewOf(await door.get('rosa', '/api/log/head'), schemas.HeadSchema);
    expect(head.size).toBe(await door.size());
    problemOf(await door.get('nobody', '/api/log/head'), 401);
  });

  it('is read in pages, to its end, each entry once', async () => {
    const seen: number[] = [];
    let from: number | null = 0;
    while (from !== null) {
      const answer = await door.get('rosa', `/api/log/entries?from=${from}&count=7`);
      const page = viewOf(answer, schemas.EntriesSchema);
      expect(page.entries.length).toBeLessThanOrEqual(7);
      seen.push(...page.entries.map(({ index }) => index));
      from = page.next;
    }
    expect(seen).toEqual(Array.from({ length: await door.size() }, (_, i) => i));
  });

  it('is narrowed by filters, and opens what the reader may know and nothing else', async () => {
    await door.command('rosa', 'agree.draft-requirement', requirement);
    const contents = async (person: string, filter: string) =>
      viewOf(await door.get(person, `/api/log/entries?contents=true&${filter}`), schemas.EntriesSchema).entries;
    const own = await contents('rosa', 'kind=agree.requirement-drafted');
    expect(own.length).toBeGreaterThan(0);
    for (const { kind, content } of own) {
      expect(kind).toBe('agree.requirement-drafted');
      expect(content).toMatchObject({ known: true, value: { question: expect.any(String) } });
    }
    for (const { content, commitment } of await contents('rosa', 'kind=agree.requirement-drafted&openings=true')) {
      if (content?.known !== true || content.opening === undefined) throw new Error('no opening');
      const { salt, bytes } = content.opening;
      expect(Buffer.from(commit(Buffer.from(salt, 'base64'), Buffer.from(bytes, 'base64'))).toString('hex')).toBe(
        commitment,
      );
      expect(JSON.parse(Buffer.from(bytes, 'base64').toString())).toEqual(content.value);
    }
    for (const { content } of await contents('pilar', 'kind=agree.requirement-drafted&openings=true')) {
      expect(content).toEqual({ known: false, why: 'not-permitted' });
    }
    for (const { content } of await contents('rosa', 'compartment=people')) {
      expect(content).toEqual({ known: false, why: 'not-permitted' });
    }
    const notes = await contents('ivan', 'stream=inspection/usa');
    expect(notes.length).toBeGreaterThan(0);
    for (const { content } of notes) expect(content).toMatchObject({ known: true });
  });

  it('counts what it opened, by person and compartment', async () => {
    await door.service.app.notes.flush();
    const before = await door.size();
    const filter = `contents=true&compartment=${operations}`;
    const { entries } = viewOf(await door.get('rosa', `/api/log/entries?${filter}`), schemas.EntriesSchema);
    await door.service.app.notes.flush();
    expect(await door.size()).toBe(before + 1);
    const note = await door.get('ivan', `/api/log/entries?contents=true&from=${before}`);
    expect(viewOf(note, schemas.EntriesSchema).entries[0]).toMatchObject({
      kind: 'account.body-opened',
      content: { known: true, value: { by: 'rosa', opened: [{ compartment: operations, entries: entries.length }] } },
    });
    await door.service.app.notes.flush();
  });

  it('proves each published entry, and none that is not', async () => {
    await door.data.log.publish();
    const published = await door.size();
    await door.command('rosa', 'agree.draft-requirement', requirement);
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
    let whole = 0;
    for (const index of [0, 1, Math.floor(published / 2), published - 1]) {
      const proof = viewOf(await door.get('rosa', `/api/log/entries/${index}/proof`), schemas.ProofSchema);
      const note = parseNote(bytes(proof.checkpoint));
      const checkpoint = isFault(note) ? note : parseCheckpoint(note.text);
      if (isFault(checkpoint)) throw new Error(checkpoint.fault);
      expect(proof.size).toBe(checkpoint.size);
      const leaf = bytes(proof.leaf);
      // What is noted for inspectors is withheld from her: see withheld.test.ts.
      if (proof.withheld !== true) {
        expect(leaf).toEqual(sha256(Buffer.concat([new Uint8Array([0]), bytes(proof.entry)])));
        whole += 1;
      }
      const path = proof.path.map(bytes);
      expect(verifyInclusion(leaf, index, proof.size, path, checkpoint.root, sha256)).toBe(true);
      const forged = sha256(leaf);
      expect(verifyInclusion(forged, index, proof.size, path, checkpoint.root, sha256)).toBe(false);
    }
    expect(whole).toBeGreaterThanOrEqual(2);
    expect(problemOf(await door.get('rosa', `/api/log/entries/${published}/proof`), 409).code).toBe('not-ready');
    expect(problemOf(await door.get('rosa', '/api/log/entries/100000/proof'), 404).code).toBe('not-found');
  });
});

describe('the service', () => {
  it('is healthy, and counts without naming anybody', async () => {
    const health = viewOf(await door.get('nobody', '/health'), schemas.HealthSchema);
    expect(health).toEqual({ live: true, ready: true, reasons: [] });
    const answer = await door.get('nobody', '/metrics');
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.body).toContain('atalaya_commands_total{command="agree.draft-requirement",outcome="done"}');
    expect(answer.body).toContain(`atalaya_log_entries ${await door.size()}`);
    for (const line of answer.body.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? \d+(?:\.\d+)?(?:e-?\d+)?)$/,
      );
    }
    for (const name of ['rosa', 'carl', 'ivan']) expect(answer.body).not.toContain(name);
  });

  it('that is stopping answers 503, and says so', async () => {
    const other = await DoorClient.open();
    try {
      await other.service.app.stop();
      const refused = await other.command('rosa', 'agree.draft-requirement', requirement);
      expect(problemOf(refused, 503).code).toBe('stopping');
      const health = viewOf(await other.get('nobody', '/health'), schemas.HealthSchema, 503);
      expect(health).toMatchObject({ live: true, ready: false });
    } finally {
      await other.close();
    }
  });
});
