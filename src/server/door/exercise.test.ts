import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asked } from '../../../test/authority-story.ts';
import { ownHeaders, startUs } from '../../../test/door.ts';
import { createService } from '../../app.ts';
import { openLocalBus } from '../../bus/local.ts';
import { type DataFolder, openDataFolder } from '../../store/folder/data-folder.ts';
import { foundLog, readPurpose } from '../../store/folder/founding.ts';
import { parseOwnAddress } from '../identity/cookies.ts';
import { foundExercise } from '../identity/exercise.ts';
import { openIdentity } from '../identity/open.ts';
import { policyFolder, readRuleSet } from '../policy/folder.ts';

const now = (): number => startUs;
const requester = { role: 'requester', state: 'USA', agency: 'NAS' } as const;
const rosa = { person: 'rosa', state: 'USA', offices: [requester], compartments: ['operations'] };
const address = parseOwnAddress(ownHeaders.origin, 'test');
let folder: string;
let data: DataFolder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atalaya-door-exercise-'));
  data = await openDataFolder({ folder, origin: 'log.test/door', now, witnesses: [], publishIntervalMs: 'none' });
});
afterEach(async () => {
  await data.close();
  await rm(folder, { recursive: true, force: true });
});

const identityOf = (say: (line: string) => void) =>
  openIdentity({ data, folder, signIn: { address, exercise: true }, states: ['USA', 'MEX'], now, say });

it('whoever chooses a person of an exercise acts through the door as that person', async () => {
  await foundExercise(data, [rosa], startUs);
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const bus = openLocalBus(say);
  const policy = readRuleSet(policyFolder);
  const identity = await identityOf(say);
  const exercise = (await readPurpose(data.log)) === 'exercise';
  const service = await createService({ data, policy, bus, now, newId: randomUUID, exercise, say, ...identity });
  const send = (url: string, payload: object, cookie = '') =>
    service.http.inject({ method: 'POST', url, payload, headers: { ...ownHeaders, cookie } });
  const payload = {
    compartment: 'operations',
    ...asked,
    question: 'Is the strip in use?',
    latestUsefulUs: startUs + 1_000_000,
  };
  const command = { commandId: randomUUID(), payload };
  const url = '/api/commands/agree.draft-requirement';
  expect((await send(url, command)).statusCode).toBe(401);
  const chosen = await send('/api/session', { person: 'rosa' });
  const cookie = String(chosen.headers['set-cookie']);
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  const done = await send(url, command, cookie.split(';', 1)[0]);
  expect(done.statusCode, done.body).toBe(201);
  for (const { url: route, access } of service.routes) {
    if ('anyone' in access) expect(access.anyone, route).not.toBe('');
  }
  await service.stop();
  await identity.close();
  await bus.close();
  policy.close();
  expect(said).toEqual([]);
});

it('nobody chooses whom to be where the log was founded for operations', async () => {
  await foundLog(data.log, 'operations', startUs);
  await expect(identityOf(() => {})).rejects.toMatchObject({ code: 'request-refused' });
});
