import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WhoView } from '../../../src/model/log-views.ts';
import { actAs, askWho, hasDoor, isExercise, signedInAgoS, stepUp, takePlace, who } from './who.ts';

const analyst = { role: 'analyst', state: 'USA', agency: 'JTF' };
const session = {
  person: 'p1',
  office: analyst,
  offices: [analyst],
  compartments: [],
  signedInAgoS: 400,
  stepUpAgoS: 30,
};
const fresh = who.get();
let asked: string[] = [];
let view: WhoView | null = null;
const place = { hash: '#page=people', href: 'http://127.0.0.1/#page=people' };

beforeEach(() => {
  who.set(fresh);
  asked = [];
  view = { signInBy: 'chooser', session };
  place.href = 'http://127.0.0.1/#page=people';
  const kept = new Map<string, string>();
  vi.stubGlobal('location', place);
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const own = new Headers(init.headers).get('x-atalaya') ?? '-';
    asked.push(`${init.method ?? 'GET'} ${path} ${own} ${typeof init.body === 'string' ? init.body : ''}`.trim());
    if (path === '/api/identity') return view === null ? new Response('{}', { status: 404 }) : Response.json(view);
    if (path === '/api/session/step-up') return Response.json({ location: 'https://provider.example/' });
    return new Response(null, { status: 204 });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('a service that knows no persons has no door; until it has answered, it may', async () => {
  expect(hasDoor(who.get())).toBe(true);
  view = null;
  await askWho();
  expect(hasDoor(who.get())).toBe(false);
});

it('after no answer, what was read for whoever was known counts as of somebody else', async () => {
  await askWho();
  const { serial } = who.get();
  const answers = globalThis.fetch;
  vi.stubGlobal('fetch', async () => Promise.reject(new Error('no network')));
  await askWho();
  expect(who.get()).toMatchObject({ state: 'failed', who: null });
  vi.stubGlobal('fetch', answers);
  view = { signInBy: 'chooser', session: null };
  await askWho();
  expect(who.get().state).toBe('known');
  expect(who.get().serial).toBeGreaterThan(serial);
});

it('somebody else is chosen, and their office taken, by requests of our own page', async () => {
  await askWho();
  expect(isExercise(who.get())).toBe(true);
  const { serial } = who.get();
  view = { signInBy: 'chooser', session: { ...session, person: 'p2' } };
  await actAs('p2', analyst);
  expect(asked.slice(1)).toEqual([
    'POST /api/session 1 {"person":"p2"}',
    `PUT /api/session/office 1 ${JSON.stringify(analyst)}`,
    'GET /api/identity -',
  ]);
  expect(who.get().serial).toBe(serial + 1);
});

it('in an exercise one signs in again as the same person, and nothing else changes', async () => {
  await askWho();
  const { serial } = who.get();
  view = { signInBy: 'chooser', session: { ...session, stepUpAgoS: 0 } };
  expect(await stepUp()).toBe(true);
  expect(asked).toContain('POST /api/session 1 {"person":"p1"}');
  expect(who.get().serial).toBe(serial);
});

it('with a provider the page is left for it, and its place is kept for once', async () => {
  view = { signInBy: 'oidc', session };
  await askWho();
  expect(await stepUp()).toBe(false);
  expect(asked).toContain('POST /api/session/step-up 1 {}');
  expect(place.href).toBe('https://provider.example/');
  expect([takePlace(), takePlace()]).toEqual(['#page=people', null]);
});

it('how long ago somebody signed in counts on from the answer', async () => {
  await askWho();
  expect(signedInAgoS(who.get(), who.get().answeredAtMs + 5_500)).toBe(35);
});
