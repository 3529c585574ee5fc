import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser, OidcServer } from '../../../test/oidc-server.ts';
import { expectProblem } from '../../../test/service-client.ts';
import { type DataFolder, openDataFolder } from '../../store/folder/data-folder.ts';
import { answerTroubles } from '../problems.ts';
import type { App } from '../routes.ts';
import { guard } from '../security.ts';
import { Secret } from './configuration.ts';
import { parseOwnAddress } from './cookies.ts';
import { foundExercise } from './exercise.ts';
import { Identity } from './identity.ts';
import { Oidc } from './oidc.ts';
import { limitRates, rateLimits } from './rates.ts';
import { identityRoutes, returnPath } from './routes.ts';
import { SessionsInMemory } from './session-records.ts';
import { Sessions, sessionEnds } from './sessions.ts';
import { Transactions } from './transactions.ts';

const address = parseOwnAddress('https://atalaya.example', 'test');
const secret = 'a secret of the tests alone, long enough';
const returnTo = new URL(returnPath, address.origin);
const office = { role: 'analyst', state: 'USA', agency: 'CBP' } as const;
const second = { role: 'screener', state: 'USA', agency: 'CBP' } as const;
const own = { host: address.host, origin: address.origin, 'x-atalaya': '1' };

const signIns = 80;
const limits = { ...rateLimits, address: { ...rateLimits.address, 'sign-in': { burst: signIns, perS: 0.5 } } };

let folder: string;
let data: DataFolder;
let server: OidcServer;
let app: App;
let ahead = 0;
const said: string[] = [];
const now = (): number => (Date.now() + ahead) * 1_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-identity-test-'));
  data = await openDataFolder({ folder, origin: 'identity.test/log', now, publishIntervalMs: 'none', witnesses: [] });
  const maria = { person: 'p-maria', state: 'USA', offices: [office, second], compartments: ['x'] };
  await foundExercise(data, [maria, { ...maria, person: 'p-juan', offices: [office] }], now());
  server = await OidcServer.start({ clients: new Map([['atalaya', secret]]), redirectUri: returnTo.href });
  app = await serve();
});

afterAll(async () => {
  await app.close();
  await server.stop();
  await data.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<App> {
  const made = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  const issuer = new URL(server.issuer);
  const settings = {
    issuer,
    clientId: 'atalaya',
    clientSecret: new Secret(secret),
    personClaim: 'sub',
    origins: new Set([issuer.origin]),
  };
  const identity = new Identity({
    address,
    sessions: new Sessions({ store: new SessionsInMemory(), ends: sessionEnds, now, random: randomBytes }),
    way: {
      by: 'oidc',
      oidc: new Oidc({ settings, returnTo, timeoutS: 5 }),
      transactions: new Transactions(randomBytes),
    },
    memory: data.memory,
    now,
  });
  guard(made, address);
  answerTroubles(made, (line) => said.push(line));
  limitRates(made, { limits, now, sessionKey: (request) => identity.sessionKey(request) });
  identityRoutes(made, identity);
  await made.ready();
  return made;
}

/** What one browser holds of us. */
class Tab {
  /** As the provider knows it: a new one has no session there. */
  browser = new Browser();
  readonly cookies = new Map<string, string>();
  lines: readonly string[] = [];

  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, more: object = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { ...own, ...(cookie === '' ? {} : { cookie }), ...more };
    const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    const lines = answer.headers['set-cookie'] ?? [];
    this.lines = typeof lines === 'string' ? [lines] : lines;
    for (const line of this.lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** To the provider and back, as browsers send it. */
  async away(person: string, what: 'sign-in' | 'step-up' = 'sign-in') {
    const begun = await this.ask('POST', `/api/session/${what}`, {});
    expect(begun.statusCode, begun.body).toBe(200);
    const { location }: { location: string } = begun.json();
    return server.signIn(person, location, this.browser);
  }

  async back(at: URL) {
    // What comes from another site carries no Strict cookie, and no header of ours.
    const strict = this.cookies.get(sessionCookie);
    this.cookies.delete(sessionCookie);
    const from = {
      origin: undefined,
      'x-atalaya': undefined,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
    };
    const answer = await this.ask('GET', at.pathname + at.search, undefined, from);
    if (strict !== undefined && !this.cookies.has(sessionCookie)) this.cookies.set(sessionCookie, strict);
    return answer;
  }

  async signIn(person: string, what: 'sign-in' | 'step-up' = 'sign-in') {
    return this.back(await this.away(person, what));
  }

  get id(): string | undefined {
    return this.cookies.get(sessionCookie);
  }
}
const sessionCookie = '__Host-atalaya';

it('signs in, with cookies that only this host gets back', async () => {
  const tab = new Tab();
  expectProblem(await tab.ask('GET', '/api/session'), 401, 'not-signed-in');
  const at = await tab.away('p-maria');
  expect(tab.lines).toEqual([
    expect.stringMatching(/^__Host-atalaya-sign-in=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
  ]);
  const answer = await tab.back(at);
  expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/']);
  expect(tab.lines).toEqual([
    expect.stringMatching(/^__Host-atalaya-sign-in=;.*Max-Age=0$/),
    expect.stringMatching(/^__Host-atalaya=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
  ]);
  expect((await tab.ask('GET', '/api/session')).json()).toMatchObject({
    person: 'p-maria',
    office,
    signedInBy: 'oidc',
  });
});

it('takes what a person may do from the log', async () => {
  const stranger = new Tab();
  expectProblem(await stranger.signIn('p-nobody'), 403, 'request-refused');
  expect(stranger.id).toBeUndefined();
  const tab = new Tab();
  await tab.signIn('p-maria');
  expect((await tab.ask('PUT', '/api/session/office', second)).statusCode).toBe(204);
  expect((await tab.ask('GET', '/api/session')).json()).toMatchObject({ office: second });
  const unheld = { ...office, role: 'inspector' };
  expectProblem(await tab.ask('PUT', '/api/session/office', unheld), 403, 'request-refused');
});

it('finishes a sign-in once, and only in the browser that began it', async () => {
  const [tab, other] = [new Tab(), new Tab()];
  const at = await tab.away('p-maria');
  expectProblem(await other.back(at), 403, 'request-refused');
  const copied = new Map(tab.cookies);
  expect((await tab.back(at)).statusCode).toBe(303);
  for (const [name, value] of copied) tab.cookies.set(name, value);
  expectProblem(await tab.back(at), 403, 'request-refused');
  const late = new Tab();
  const lateAt = await late.away('p-maria');
  ahead += 11 * 60_000;
  expectProblem(await late.back(lateAt), 403, 'request-refused');
});

it('begins a new session at every sign-in, and ends the one before', async () => {
  const tab = new Tab();
  await tab.signIn('p-maria');
  const before = tab.id;
  tab.browser = new Browser();
  await tab.signIn('p-juan');
  expect(tab.id).not.toBe(before);
  expect((await tab.ask('GET', '/api/session')).json()).toMatchObject({ person: 'p-juan' });
  tab.cookies.set(sessionCookie, before ?? '');
  expect((await tab.ask('GET', '/api/session')).statusCode).toBe(401);
});

it('steps up with a new id, the same person, and a fresh sign-in', async () => {
  const tab = new Tab();
  await tab.signIn('p-maria');
  ahead += 6 * 60_000;
  const [before, signedIn] = [tab.id, (await tab.ask('GET', '/api/session')).json().signedInUs];
  expect(now() - signedIn).toBeGreaterThan(300e6);
  expect((await tab.signIn('p-maria', 'step-up')).statusCode).toBe(303);
  expect(tab.id).not.toBe(before);
  expect((await tab.ask('GET', '/api/session')).json().signedInUs).toBeGreaterThanOrEqual(signedIn);
  // Somebody else at the same keyboard does not sign for the first, and ends the session.
  tab.browser = new Browser();
  expectProblem(await tab.signIn('p-juan', 'step-up'), 403, 'request-refused');
  expect((await tab.ask('GET', '/api/session')).statusCode).toBe(401);
  expectProblem(await tab.ask('POST', '/api/session/step-up', {}), 401, 'not-signed-in');
});

it('signs out', async () => {
  const tab = new Tab();
  await tab.signIn('p-maria');
  const before = tab.id;
  expect((await tab.ask('DELETE', '/api/session')).statusCode).toBe(204);
  expect(tab.lines).toEqual([expect.stringMatching(/^__Host-atalaya=;.*Max-Age=0$/)]);
  tab.cookies.set(sessionCookie, before ?? '');
  expect((await tab.ask('GET', '/api/session')).statusCode).toBe(401);
});

it.each([
  ['no header of our own', { 'x-atalaya': undefined }],
  ['another origin', { origin: 'https://elsewhere.example' }],
  ['the origin of a page in a sandbox', { origin: 'null' }],
  ['our origin without TLS', { origin: 'http://atalaya.example' }],
  ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ['nothing that says where from', { origin: undefined }],
  ['another name for us', { host: 'elsewhere.example' }],
])('refuses a change with %s', async (_what, more) => {
  const tab = new Tab();
  await tab.signIn('p-maria');
  for (const [method, url, payload] of [
    ['PUT', '/api/session/office', second],
    ['DELETE', '/api/session', undefined],
    ['POST', '/api/session/sign-in', {}],
    ['POST', '/api/session/step-up', {}],
  ] as const)
    expectProblem(await tab.ask(method, url, payload, more), 403, 'request-refused');
  expect((await tab.ask('GET', '/api/session')).json()).toMatchObject({ office });
});

it('tells nobody a secret, a code or an id', async () => {
  expect(said).toEqual([]);
  const tab = new Tab();
  const at = await tab.away('p-maria');
  at.searchParams.set('state', 'another');
  const { body } = await tab.back(at);
  for (const one of [secret, at.searchParams.get('code') ?? secret]) expect(body).not.toContain(one);
  expect(JSON.stringify({ it: new Secret(secret), text: `${new Secret(secret)}` })).not.toContain(secret);
});

it('answers 429 with a time to wait where one address asks too often', async () => {
  const tab = new Tab();
  let answer = await tab.ask('POST', '/api/session/sign-in', {});
  for (let i = 0; i < 2 * signIns && answer.statusCode === 200; i += 1)
    answer = await tab.ask('POST', '/api/session/sign-in', {});
  expectProblem(answer, 429, 'too-many');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect((await tab.ask('GET', '/api/session')).statusCode).toBe(401);
});
