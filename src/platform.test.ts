import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedRecording } from '../sim/recording.ts';
import { DoorClient, ownHeaders, startUs } from '../test/door.ts';
import { expectProblem } from '../test/service-client.ts';
import { noteCosignature } from './account/format.ts';
import { formatVerifierKey, makeVerifierKey } from './account/note.ts';
import { evolveRule, noRule } from './account/rules/state.ts';
import { createService } from './app.ts';
import { openExercise, openPlatform, type Platform } from './platform.ts';
import { Flights } from './server/flights.ts';
import { loopbackAddress, parseOwnAddress } from './server/identity/cookies.ts';
import type { RecordingsSetting } from './server/recordings.ts';
import { contentSecurityPolicy } from './server/security.ts';
import { openDataFolder } from './store/folder/data-folder.ts';
import { foundLog } from './store/folder/founding.ts';
import { sha256 } from './store/hashing.ts';

const sortie = { seed: 3, durationS: 3, rateHz: 4, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };
const bytes = Buffer.concat([...simulatedRecording(sortie).chunks]);
const now = (): number => startUs;
let folder: string;
let pages: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-platform-'));
  pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), 'the page');
  writeFileSync(join(folder, 'report.html'), 'the report');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFlights = (): Flights => new Flights({ transcoder: { kind: 'none' }, maxUploadBytes: 2_000_000 });

/** The joined service over an exercise, with everything that it can have. */
async function opened(recordings: RecordingsSetting) {
  const flights = newFlights();
  const reports = { folders: new Map([['x', folder]]), files: ['report.html'] };
  const client = await DoorClient.open((it) => ({ ...it, workstation: { flights, pages, reports, recordings } }));
  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, more: object = {}, payload?: Buffer | string) =>
    client.service.http.inject({
      method,
      url,
      headers: { host: ownHeaders.host, ...more },
      ...(payload === undefined ? {} : { payload }),
    });
  const upload = (more: object = {}, payload = bytes) =>
    ask('POST', '/api/flights?name=a.ts', { 'content-type': 'application/octet-stream', ...more }, payload);
  const close = async (): Promise<void> => {
    await flights.closeAll();
    await client.close();
  };
  return { client, flights, ask, upload, close };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** An address of a route, with something in each of its places. */
const addressOf = (url: string): string =>
  url.replace(/:(\w+)/g, (_, name: string) => (/^[xyz]$|index/.test(name) ? '0' : 'none')).replace('*', '');

describe('the joined service', () => {
  let one: Opened;
  beforeAll(async () => {
    one = await opened('own-machine');
  });
  afterAll(() => one.close());

  it('says of every route who may use it, and describes all that are for others', async () => {
    const { routes, http } = one.client.service;
    await http.ready();
    const listed = new Set(routes.map(({ method, url }) => `${method} ${url}`));
    for (const some of [
      'GET /',
      'GET /api',
      'POST /api/flights',
      'POST /api/commands/fly.halt',
      'GET /report/:name/:file',
    ]) {
      expect(
        [...listed].some((route) => route.startsWith(some)),
        some,
      ).toBe(true);
    }
    const document = http.swagger();
    if (!('openapi' in document)) throw new Error('no OpenAPI');
    const described = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described).toEqual(expect.arrayContaining(['GET /api/flights/:id/video', 'POST /api/commands/fly.halt']));
    expect(described.filter((route) => !listed.has(route))).toEqual([]);
    const hidden = [...listed].filter((route) => !route.startsWith('HEAD ') && !described.includes(route));
    expect(hidden.sort()).toEqual(['GET /*', 'GET /api', 'GET /report/:name/:file']);
  });

  it('plays, takes and closes recordings for whoever sits at the machine of an exercise', async () => {
    const taken = await one.upload();
    expect(taken.statusCode, taken.body).toBe(201);
    const { location } = taken.headers;
    expect((await one.ask('GET', String(location))).json()).toMatchObject({ name: 'a.ts' });
    expect((await one.ask('GET', '/report/x/report.html')).body).toBe('the report');
    expect((await one.ask('DELETE', String(location))).statusCode).toBe(204);
    expect((await one.ask('GET', '/api/flights')).json()).toEqual([]);
    expectProblem(await one.upload({ origin: 'https://elsewhere.example' }), 403, 'request-refused');
  });

  it('demands a session and its header at the door all the same', async () => {
    const command = { commandId: 'none', payload: {} };
    const { 'x-atalaya': _, ...without } = ownHeaders;
    const json = { ...without, 'content-type': 'application/json', 'x-person': 'rosa' };
    const url = '/api/commands/agree.draft-requirement';
    expectProblem(await one.ask('POST', url, json, JSON.stringify(command)), 403, 'request-refused');
    expectProblem(await one.ask('GET', '/api/log/head'), 401, 'not-signed-in');
  });

  it('serves the page, and says what is not there', async () => {
    expect((await one.ask('GET', '/')).body).toBe('the page');
    for (const url of ['/none', '/api/none', '/api/flights/none', '/report/x/none.html', '/api/commands/none']) {
      expectProblem(await one.ask('GET', url), 404, 'not-found');
    }
    expectProblem(await one.ask('POST', '/api/none', ownHeaders, '{}'), 404, 'not-found');
  });

  it('sets the same headers on every answer', async () => {
    for (const { method, url } of one.client.service.routes) {
      if (method !== 'GET' && method !== 'POST') continue;
      const { headers } = await one.ask(method, addressOf(url));
      const policy = url === '/report/:name/:file' ? undefined : contentSecurityPolicy;
      if (policy !== undefined) expect(headers['content-security-policy'], url).toBe(policy);
      expect(headers, url).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['cache-control'], url).toBeDefined();
    }
  });

  it('holds recordings and commands each to its own limit', async () => {
    expect((await one.upload({}, Buffer.alloc(300_000))).statusCode).toBe(201);
    expectProblem(await one.upload({}, Buffer.alloc(2_000_001)), 413, 'too-large');
    const json = { ...ownHeaders, 'content-type': 'application/json', 'x-person': 'rosa' };
    const url = '/api/commands/agree.draft-requirement';
    expectProblem(await one.ask('POST', url, json, JSON.stringify('x'.repeat(300_000))), 413, 'too-large');
    const bytesAtTheDoor = { ...json, 'content-type': 'application/octet-stream' };
    expectProblem(await one.ask('POST', url, bytesAtTheDoor, bytes.subarray(0, 1000)), 415, 'request-invalid');
  });
});

describe('recordings by policy', () => {
  let one: Opened;
  beforeAll(async () => {
    one = await opened('by-policy');
  });
  afterAll(() => one.close());
  const as = (person: string): object => ({ ...ownHeaders, 'x-person': person });

  it('are refused to whoever is not signed in, whether there is such a recording or not', async () => {
    const guarded = one.client.service.routes.filter(
      ({ method, access }) => method !== 'HEAD' && 'action' in access && access.action.endsWith('-recording'),
    );
    expect(guarded.length).toBeGreaterThan(14);
    for (const { method, url } of guarded) {
      if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') throw new Error(`not tried: ${method}`);
      expectProblem(await one.ask(method, addressOf(url), ownHeaders), 401, 'not-signed-in');
    }
    expectProblem(await one.upload(ownHeaders), 401, 'not-signed-in');
    expect(one.flights.list()).toEqual([]);
  });

  it('follow the office: a pilot opens them, an inspector watches, a requester neither', async () => {
    for (const person of ['ivan', 'rosa']) {
      const refused = await one.upload(as(person));
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'not-permitted']);
      expect(refused.json().reasons.length).toBeGreaterThan(0);
    }
    expectProblem(await one.upload({ ...as('pablo'), 'x-atalaya': '' }), 403, 'request-refused');
    const { headers, statusCode } = await one.upload(as('pablo'));
    expect(statusCode).toBe(201);
    const url = String(headers['location']);
    expect((await one.ask('GET', url, as('ivan'))).statusCode).toBe(200);
    expect((await one.ask('GET', url, as('rosa'))).statusCode).toBe(403);
    expect((await one.ask('DELETE', url, as('ivan'))).statusCode).toBe(403);
    expect((await one.ask('DELETE', url, as('pablo'))).statusCode).toBe(204);
  });

  it('leave the page and the map to everybody', async () => {
    expect((await one.ask('GET', '/')).body).toBe('the page');
    expect((await one.ask('GET', '/api/base/land.json')).statusCode).toBe(200);
  });
});

describe('recordings of one’s own machine', () => {
  it('are an exercise’s alone', async () => {
    const client = await DoorClient.open();
    try {
      const workstation = { flights: newFlights(), recordings: 'own-machine' } as const;
      const operations = { ...client.options, exercise: false, workstation };
      await expect(createService(operations)).rejects.toMatchObject({ code: 'usage' });
    } finally {
      await client.close();
    }
  });
});

describe('the platform', () => {
  const put = async (platform: Platform, host: string, more: object = {}) =>
    platform.service.http.inject({
      method: 'POST',
      url: '/api/session',
      headers: { host, origin: `http://${host}`, 'x-atalaya': '1', ...more },
      payload: { person: 'requester-usa' },
    });

  it('of an exercise is reached by every name of the loopback, each page by its own alone', async () => {
    const own = join(folder, 'exercise');
    const data = await openExercise(own, now);
    const signIn = { exercise: true, address: loopbackAddress } as const;
    const options = { folder: own, signIn, states: ['USA'], now, say: () => undefined };
    const platform = await openPlatform({ ...options, data, workstation: { flights: newFlights(), pages } });
    for (const host of ['127.0.0.1:8400', 'localhost:8400', 'localhost:9000', '[::1]:8400']) {
      expect((await put(platform, host)).statusCode, host).toBe(204);
    }
    for (const [host, origin] of [
      ['localhost:8400', 'http://127.0.0.1:8400'],
      ['localhost:8400', 'http://localhost:3000'],
      ['localhost:8400', 'https://localhost:8400'],
      ['elsewhere.example', 'http://elsewhere.example'],
      ['localhost.elsewhere.example', 'http://localhost.elsewhere.example'],
    ] as const) {
      expectProblem(await put(platform, host, { origin }), 403, 'request-refused');
    }
    expect(platform.exercise).toBe(true);
    await platform.close();
    // What was founded is opened again as it is, and its witnesses have signed all of it.
    const again = await openExercise(own, now);
    const { size, cosigned, troubles } = await again.log.head();
    expect([...cosigned].sort()).toEqual([
      ['witness.exercise/MEX', size],
      ['witness.exercise/USA', size],
    ]);
    expect(troubles).toEqual([]);
    const people = new Set<string>();
    for await (const { entry } of again.memory.browse(0, { kind: 'account.person-registered' }))
      people.add(entry.stream);
    expect(people.size).toBeGreaterThan(20);
    await again.close();
    // Whoever names others in the folder is asked those, and no others.
    const key = makeVerifierKey('witness.example/usa', noteCosignature, new Uint8Array(32).fill(1), sha256);
    writeFileSync(join(own, 'witnesses'), `${formatVerifierKey(key)} http://127.0.0.1:9/\n`);
    const named = await openExercise(own, now);
    expect(named.verifierKeys.map(({ name }) => name)).toEqual(['exercise.atalaya/log', 'witness.example/usa']);
    await named.close();
  });

  it('of an exercise has the people that it takes: a rule with dates is adopted by two advisers beside its proposer, of either state', async () => {
    const own = join(folder, 'adopting');
    const data = await openExercise(own, now);
    const signIn = { exercise: true, address: loopbackAddress } as const;
    const options = { folder: own, signIn, states: ['USA', 'MEX'], now, say: () => undefined };
    const platform = await openPlatform({ ...options, data, workstation: { flights: newFlights(), pages } });
    const host = '127.0.0.1:8400';
    const headers = { host, origin: `http://${host}`, 'x-atalaya': '1' };
    const { http } = platform.service;
    /** Sends a command as a person, who signs in for it. */
    const does = async (person: string, name: string, payload: object) => {
      const begun = await http.inject({ method: 'POST', url: '/api/session', headers, payload: { person } });
      const cookie = String(begun.headers['set-cookie']).split(';', 1)[0];
      const sent = { commandId: randomUUID(), payload };
      return http.inject({
        method: 'POST',
        url: `/api/commands/${name}`,
        headers: { ...headers, cookie },
        payload: sent,
      });
    };
    for (const [proposer, ...others] of [
      ['legal-adviser-usa', 'legal-adviser-mex', 'legal-adviser-2-usa'],
      ['legal-adviser-mex', 'legal-adviser-2-mex', 'legal-adviser-usa'],
    ] as const) {
      const text = { document: { designated: [] }, source: 'test', fromUs: startUs + 86_400_000_000, untilUs: null };
      const done = await does(proposer, 'account.propose-rule', { ruleKind: 'designations', ...text });
      expect(done.statusCode, done.body).toBe(201);
      const { stream } = done.json().entries[0];
      const signs = (person: string) => does(person, 'account.sign-rule', { rule: stream.slice(5), version: 1 });
      expect((await signs(proposer)).statusCode).toBe(403);
      for (const person of others) expect((await signs(person)).statusCode, person).toBe(201);
      let rule = noRule;
      for await (const { index, entry, content } of data.memory.browse(0, { stream })) {
        if (content.known === 'no') throw new Error(content.why);
        const value: unknown = JSON.parse(new TextDecoder().decode(content.bytes));
        rule = evolveRule(rule, { ...entry, index, content: { known: true, value } });
      }
      expect(rule).toMatchObject({
        veil: undefined,
        versions: [{ status: 'adopted', proposer, signers: [...others].sort() }],
      });
    }
    await platform.close();
  });

  it('of operations opens recordings by policy, at its own address; it is no exercise', async () => {
    const own = join(folder, 'operations');
    const data = await openDataFolder({ folder: own, origin: 'log.test/own', now, witnesses: [] });
    await foundLog(data.log, 'operations', startUs);
    const issuer = new URL('https://sign-in.example');
    const oidc = {
      issuer,
      clientId: 'a',
      clientSecret: undefined,
      personClaim: 'sub',
      origins: new Set([issuer.origin]),
    };
    const signIn = { address: parseOwnAddress('https://atalaya.example', 'test'), oidc };
    const options = { folder: own, signIn, states: ['USA'], now, say: () => undefined };
    const platform = await openPlatform({ ...options, data, workstation: { flights: newFlights(), pages } });
    const get = (url: string, host = 'atalaya.example') =>
      platform.service.http.inject({ method: 'GET', url, headers: { host } });
    expect((await get('/')).body).toBe('the page');
    expectProblem(await get('/api/flights'), 401, 'not-signed-in');
    expectProblem(await get('/', '127.0.0.1:8400'), 403, 'request-refused');
    expect((await get('/api')).headers['strict-transport-security']).toBeDefined();
    await platform.close();
    await expect(openExercise(own, now)).rejects.toMatchObject({ code: 'usage' });
  });

  it('of an exercise that is in use says so, and leaves it alone', async () => {
    const own = join(folder, 'used');
    const first = await openExercise(own, now);
    await expect(openExercise(own, now)).rejects.toMatchObject({ code: 'folder-locked' });
    expect((await first.log.head()).size).toBeGreaterThan(0);
    await first.close();
  });
});
