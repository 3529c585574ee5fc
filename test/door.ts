import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Office } from '../src/account/people/state.ts';
import { createService, type Service, type ServiceOptions } from '../src/app.ts';
import { openLocalBus } from '../src/bus/local.ts';
import type { Session } from '../src/server/door/session.ts';
import { foundExercise } from '../src/server/identity/exercise.ts';
import { policyFolder, readRuleSet } from '../src/server/policy/folder.ts';
import { type DataFolder, openDataFolder } from '../src/store/folder/data-folder.ts';

/** 2026-11-23T00:00:00Z. */
export const startUs = 1_795_392_000_000_000;
export const operations = 'operations';

interface Player {
  readonly office: Office;
  readonly compartments: readonly string[];
}

const player = (role: Office['role'], state: string, ...compartments: string[]): Player => ({
  office: { role, state, agency: state === 'USA' ? 'NAS' : 'ARMADA' },
  compartments,
});

/** Whom a test can be, by their ids. */
export const players: Readonly<Record<string, Player>> = {
  rosa: player('requester', 'USA', operations),
  carl: player('collection-manager', 'USA', operations),
  dana: player('collection-manager', 'USA', operations),
  ivan: player('inspector', 'USA', 'inspection-USA', 'concerns-USA'),
  pilar: player('personnel-officer', 'USA'),
  pablo: player('pilot', 'MEX'),
};

export const sessionFor = (person: string, nowUs: number = startUs): Session | undefined => {
  const one = Object.hasOwn(players, person) ? players[person] : undefined;
  return one && { person, office: one.office, signedInBy: 'chooser', signedInUs: nowUs };
};

/** Read once: it never changes. */
const policy = readRuleSet(policyFolder);

const people = Object.entries(players).map(([person, { office, compartments }]) => ({
  person,
  state: office.state,
  offices: [office],
  compartments,
}));

/** What a page of our own sends. */
export const ownHeaders = {
  host: '127.0.0.1:8400',
  origin: 'http://127.0.0.1:8400',
  'sec-fetch-site': 'same-origin',
  'x-atalaya': '1',
};

/** The door over a data folder of its own, with people in office. */
export class DoorClient {
  readonly data: DataFolder;
  readonly service: Service;
  readonly said: readonly string[];
  readonly clock: { nowUs: number };
  readonly options: ServiceOptions;
  readonly #folder: string;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<DoorClient, 'data' | 'service' | 'said' | 'clock' | 'options'>,
    folder: string,
    close: () => Promise<void>,
  ) {
    this.data = parts.data;
    this.service = parts.service;
    this.said = parts.said;
    this.clock = parts.clock;
    this.options = parts.options;
    this.#folder = folder;
    this.#close = close;
  }

  static async open(change: (options: ServiceOptions) => ServiceOptions = (it) => it): Promise<DoorClient> {
    const folder = await mkdtemp(join(tmpdir(), 'atalaya-door-'));
    const clock = { nowUs: startUs };
    const now = (): number => clock.nowUs;
    const data = await openDataFolder({
      folder,
      origin: 'log.test/door',
      now,
      witnesses: [],
      publishIntervalMs: 'none',
    });
    await foundExercise(data, people, startUs);
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const bus = openLocalBus(say);
    const sessionOf: ServiceOptions['sessionOf'] = async ({ headers }) =>
      sessionFor(String(headers['x-person']), now());
    const options: ServiceOptions = { data, policy, bus, now, newId: randomUUID, exercise: true, say, sessionOf };
    const service = await createService(change(options));
    return new DoorClient({ data, service, said, clock, options }, folder, async () => {
      await service.stop();
      await bus.close();
    });
  }

  /** Sends a command as somebody. */
  command(person: string, name: string, payload: object, commandId: string = randomUUID()) {
    return this.post(person, `/api/commands/${name}`, { commandId, payload });
  }

  post(person: string, url: string, payload: unknown, more: Record<string, string> = {}) {
    const headers = { ...ownHeaders, 'x-person': person, 'content-type': 'application/json', ...more };
    return this.service.http.inject({ method: 'POST', url, headers, payload: JSON.stringify(payload) });
  }

  get(person: string, url: string) {
    return this.service.http.inject({ method: 'GET', url, headers: { ...ownHeaders, 'x-person': person } });
  }

  async size(): Promise<number> {
    return (await this.data.log.head()).size;
  }

  async close(): Promise<void> {
    await this.#close();
    await this.data.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
