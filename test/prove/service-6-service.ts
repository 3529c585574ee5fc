import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { countSyncs } from '../../bench/sync-count.ts';
import type { Office } from '../../src/account/people/state.ts';
import { createService } from '../../src/app.ts';
import { openLocalBus } from '../../src/bus/local.ts';
import { cookieName, loopbackAddress } from '../../src/server/identity/cookies.ts';
import { Chooser, type ExercisePerson, foundExercise } from '../../src/server/identity/exercise.ts';
import { Identity } from '../../src/server/identity/identity.ts';
import { limitRates, type RateLimits, rateLimits } from '../../src/server/identity/rates.ts';
import { SessionsInMemory } from '../../src/server/identity/session-records.ts';
import { Sessions, sessionEnds } from '../../src/server/identity/sessions.ts';
import { policyFolder, readRuleSet } from '../../src/server/policy/folder.ts';
import { openDataFolder } from '../../src/store/folder/data-folder.ts';
import { answerParent, type Listening, type Seat, type Usage } from './service-6-parts.ts';

/** How many of each. */
export interface People {
  readonly readers: number;
  readonly senders: number;
}

const office = (role: Office['role']): Office => ({ role, state: 'USA', agency: 'NAS' });

function peopleOf({ readers, senders }: People): readonly ExercisePerson[] {
  const many = (name: string, count: number, role: Office['role'], compartments: string[]): ExercisePerson[] =>
    Array.from({ length: count }, (_, i) => ({
      person: `${name}-${i}`,
      state: 'USA',
      offices: [office(role)],
      compartments,
    }));
  return [
    ...many('reader', readers, 'collection-manager', ['operations']),
    ...many('sender', senders, 'requester', ['operations']),
    ...many('officer', 1, 'personnel-officer', []),
  ];
}

const wide = {
  read: { burst: 1e6, perS: 1e6 },
  change: { burst: 1e6, perS: 1e6 },
  'sign-in': rateLimits.address['sign-in'],
};
/** All of them come from one address here; each session keeps to the limits of a session. */
const limits: RateLimits = { ...rateLimits, address: wide };

const now = (): number => Date.now() * 1_000;
const say = (line: string): void => console.error(`service: ${line}`);

/** The joined service over a fresh data folder, as it runs for people: checkpoints signed as it goes, sessions by cookie, limits of rate. */
async function openService(count: People) {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-service-6-'));
  const data = await openDataFolder({ folder, origin: 'log.test/readers', now, witnesses: [] });
  const people = peopleOf(count);
  await foundExercise(data, people, now());
  const policy = readRuleSet(policyFolder);
  const bus = openLocalBus(say);
  const sessions = new Sessions({ store: new SessionsInMemory(), ends: sessionEnds, now, random: randomBytes });
  const chooser = await Chooser.open(data.log, data.memory);
  const address = loopbackAddress;
  const identity = new Identity({ address, sessions, way: { by: 'chooser', chooser }, memory: data.memory, now });
  const service = await createService({
    ...{ data, policy, bus, now, say, address },
    newId: randomUUID,
    exercise: true,
    sessionOf: identity.sessionOf,
    before: (app) => limitRates(app, { limits, now, sessionKey: (request) => identity.sessionKey(request) }),
  });
  const url = await service.http.listen({ host: '127.0.0.1', port: 0 });
  const seats: Seat[] = [];
  for (const { person, offices } of people) {
    const [own = office('requester')] = offices;
    const id = await sessions.open({ person, office: own, by: 'chooser', atUs: now() }, undefined);
    seats.push({ person, cookie: `${cookieName('session', address.secure)}=${id}` });
  }
  const called = (name: string): Seat[] => seats.filter(({ person }) => person.startsWith(`${name}-`));
  const [officer = { person: '', cookie: '' }] = called('officer');
  const listening: Listening = { url, readers: called('reader'), senders: called('sender'), officer };
  return {
    listening,
    async close() {
      await service.stop();
      await bus.close();
      await data.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

async function usage(): Promise<Usage> {
  const { user, system } = process.cpuUsage();
  const answer = {
    cpuMs: (user + system) / 1_000,
    longestTurnMs: delays.max / 1e6,
    turnP99Ms: delays.percentile(99) / 1e6,
    memoryMb: process.memoryUsage().rss / 1e6,
    files: readdirSync('/proc/self/fd').length,
    filesMost: /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 'unknown',
    syncs: await countSyncs(),
  };
  delays.reset();
  return answer;
}

let opened: Awaited<ReturnType<typeof openService>> | undefined;
answerParent(
  async (message) => {
    if (opened !== undefined) return usage();
    // cast: the first message of service-6.ts, which starts this process
    opened = await openService(message as People);
    return opened.listening;
  },
  async () => opened?.close(),
);
