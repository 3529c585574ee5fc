import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectProblem } from '../../../test/service-client.ts';
import { type DataFolder, openDataFolder } from '../../store/folder/data-folder.ts';
import { foundLog, readPurpose } from '../../store/folder/founding.ts';
import { answerTroubles } from '../problems.ts';
import { guard } from '../security.ts';
import { parseOwnAddress } from './cookies.ts';
import { Chooser, foundExercise } from './exercise.ts';
import { Identity } from './identity.ts';
import { identityRoutes, WhoSchema } from './routes.ts';
import { SessionsInMemory } from './session-records.ts';
import { Sessions, sessionEnds } from './sessions.ts';

const startUs = Date.UTC(2026, 10, 23, 12) * 1_000;
const office = { role: 'analyst', state: 'USA', agency: 'CBP' } as const;
const maria = { person: 'p-maria', state: 'USA', offices: [office], compartments: ['finds-USA'] };
let folder: string;
let data: DataFolder;
let nowUs = startUs;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-exercise-test-'));
  nowUs = startUs;
  data = await openDataFolder({
    folder,
    origin: 'exercise.test/log',
    now: () => nowUs,
    publishIntervalMs: 'none',
    witnesses: [],
  });
});
afterEach(async () => {
  await data.close();
  rmSync(folder, { recursive: true, force: true });
});

it('opens where the first entry founds an exercise', async () => {
  await foundExercise(data, [maria], startUs);
  await foundExercise(data, [maria, { ...maria, person: 'p-juan' }], startUs);
  expect(await readPurpose(data.log)).toBe('exercise');
  const chooser = await Chooser.open(data.log, data.memory);
  expect((await chooser.players()).map(({ person, offices }) => ({ person, offices }))).toEqual([
    { person: 'p-maria', offices: [office] },
    { person: 'p-juan', offices: [office] },
  ]);
  await expect(foundLog(data.log, 'operations', startUs)).rejects.toMatchObject({ code: 'usage' });
});

it('does not open in an empty log, nor over operations, whatever is appended later', async () => {
  const refused = { code: 'request-refused' };
  await expect(Chooser.open(data.log, data.memory)).rejects.toMatchObject(refused);
  await foundLog(data.log, 'operations', startUs);
  await foundLog(data.log, 'operations', startUs);
  await expect(Chooser.open(data.log, data.memory)).rejects.toMatchObject(refused);
  await expect(foundExercise(data, [maria], startUs)).rejects.toMatchObject({ code: 'usage' });
  // An entry that says the opposite, but is not the first.
  const other = openDataFolder({
    folder: `${folder}-x`,
    origin: 'x.test/log',
    now: () => nowUs,
    publishIntervalMs: 'none',
  });
  const exercise = await other;
  try {
    await foundLog(exercise.log, 'exercise', startUs);
    for await (const { entry } of exercise.log.entries(0)) {
      await data.log.append({ commandId: 'later', timeUs: startUs, drafts: [{ ...entry, version: 2 }] });
    }
  } finally {
    await exercise.close();
    rmSync(`${folder}-x`, { recursive: true, force: true });
  }
  expect((await data.log.head()).size).toBe(2);
  await expect(Chooser.open(data.log, data.memory)).rejects.toMatchObject(refused);
});

it('does not open over a log that began without a purpose', async () => {
  const fact = {
    stream: 'person/p-x',
    kind: 'account.person-registered',
    compartment: 'people',
    content: new Uint8Array(2),
  };
  const actor = { role: 'founder', state: 'USA', agency: 'CBP' };
  const expected = new Map([['person/p-x', 0]]);
  await data.memory.remember({ commandId: 'c', timeUs: startUs, actor, expected, facts: [fact] });
  await expect(foundLog(data.log, 'exercise', startUs)).rejects.toMatchObject({ code: 'usage' });
  await expect(Chooser.open(data.log, data.memory)).rejects.toMatchObject({ code: 'request-refused' });
});

it('lets a player be whom they choose, on the loopback with a plain cookie', async () => {
  await foundExercise(data, [maria, { ...maria, person: 'p-juan' }], startUs);
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  const address = parseOwnAddress('http://127.0.0.1:8400', 'test');
  const sessions = new Sessions({
    store: new SessionsInMemory(),
    ends: sessionEnds,
    now: () => nowUs,
    random: randomBytes,
  });
  const chooser = await Chooser.open(data.log, data.memory);
  const identity = new Identity({
    address,
    sessions,
    way: { by: 'chooser', chooser },
    memory: data.memory,
    now: () => nowUs,
  });
  guard(app, address);
  answerTroubles(app, () => {});
  identityRoutes(app, identity);
  const ask = (method: 'GET' | 'POST', url: string, cookie = '', payload?: object) =>
    app.inject({
      method,
      url,
      headers: { host: address.host, origin: address.origin, 'x-atalaya': '1', cookie },
      ...(payload === undefined ? {} : { payload }),
    });
  try {
    const who = async (of = '') => {
      const answer = await ask('GET', '/api/identity', of);
      expect(answer.statusCode).toBe(200);
      const view: unknown = answer.json();
      if (!Value.Check(WhoSchema, view)) throw new Error(`not as the schema says: ${answer.body}`);
      return view;
    };
    expect((await ask('GET', '/api/session/people')).json()).toHaveLength(2);
    expect(await who()).toEqual({ signInBy: 'chooser', session: null });
    expect(await who('atalaya=no-session-of-ours')).toEqual({ signInBy: 'chooser', session: null });
    expectProblem(await ask('POST', '/api/session', '', { person: 'p-nobody' }), 403, 'request-refused');
    const chosen = await ask('POST', '/api/session', '', { person: 'p-maria' });
    expect(chosen.headers['set-cookie']).toMatch(/^atalaya=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = String(chosen.headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask('GET', '/api/session', cookie)).json()).toEqual({
      ...{ person: 'p-maria', office, signedInBy: 'chooser', signedInUs: startUs },
    });
    nowUs += 400e6;
    const session = { person: 'p-maria', office, offices: [office], compartments: ['finds-USA'] };
    const before = { ...session, signedInAgoS: 400, stepUpAgoS: null };
    expect(await who(cookie)).toEqual({ signInBy: 'chooser', session: before });
    const again = await ask('POST', '/api/session', cookie, { person: 'p-maria' });
    const next = String(again.headers['set-cookie']).split(';')[0] ?? '';
    expect(next).not.toBe(cookie);
    expect((await ask('GET', '/api/session', next)).json()).toMatchObject({ signedInUs: nowUs });
    nowUs += 7_900_000;
    const after = { ...session, signedInAgoS: 7, stepUpAgoS: 7 };
    expect(await who(next)).toEqual({ signInBy: 'chooser', session: after });
    expectProblem(await ask('GET', '/api/session', cookie), 401, 'not-signed-in');
    expect(await who(cookie)).toEqual({ signInBy: 'chooser', session: null });
    expectProblem(await ask('POST', '/api/session/sign-in', cookie, {}), 404, 'not-found');
  } finally {
    await app.close();
  }
});
