import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exercisePeople, exerciseStates } from '../../sim/people.ts';
import { cosign } from '../../src/account/cosignature.ts';
import { noteCosignature } from '../../src/account/format.ts';
import { makeVerifierKey } from '../../src/account/note.ts';
import type { DoneView } from '../../src/model/log-views.ts';
import { openPlatform, type Platform } from '../../src/platform.ts';
import { Flights } from '../../src/server/flights.ts';
import { listenNear } from '../../src/server/http.ts';
import { loopbackAddress } from '../../src/server/identity/cookies.ts';
import { foundExercise } from '../../src/server/identity/exercise.ts';
import { type DataFolder, openDataFolder } from '../../src/store/folder/data-folder.ts';
import type { WitnessClient } from '../../src/store/log/witness-client.ts';
import { keyPair, sha256 } from '../account-crypto.ts';

/** A witness that lives in the test: it signs whatever it is shown, at this time. */
function witness(state: string, at: number, nowS: () => number): WitnessClient {
  const { publicKey, sign } = keyPair(new Uint8Array(32).fill(at));
  const key = makeVerifierKey(`witness.exercise/${state}`, noteCosignature, publicKey, sha256);
  return { key, cosign: async (_checkpoint, note) => cosign(note.text, nowS(), key, sign) };
}

/** The whole service over an exercise in a folder of its own, on the loopback, with witnesses of both states; its clock can be turned on. */
export class Exercise {
  readonly url: string;
  readonly data: DataFolder;
  readonly #platform: Platform;
  readonly #folder: string;
  readonly #cookies = new Map<string, string>();
  readonly #turn: (seconds: number) => void;

  private constructor(url: string, data: DataFolder, platform: Platform, folder: string, turn: (s: number) => void) {
    this.url = url;
    this.data = data;
    this.#platform = platform;
    this.#folder = folder;
    this.#turn = turn;
  }

  /** @param pages the folder of the built page */
  static async open(pages: string): Promise<Exercise> {
    let aheadUs = 0;
    const now = (): number => Date.now() * 1_000 + aheadUs;
    const outer = await mkdtemp(join(tmpdir(), 'atalaya-browser-exercise-'));
    const folder = join(outer, 'exercise');
    const nowS = (): number => Math.floor(now() / 1e6);
    const witnesses = exerciseStates.map((state, i) => witness(state, i + 1, nowS));
    const data = await openDataFolder({ folder, origin: 'exercise.test/log', now, witnesses, publishIntervalMs: 50 });
    await foundExercise(data, exercisePeople, now());
    await data.log.publish();
    const flights = new Flights({ transcoder: { kind: 'none' } });
    const signIn = { exercise: true, address: loopbackAddress } as const;
    const say = (line: string): void => console.error(line);
    const platform = await openPlatform({
      ...{ data, folder, signIn, states: exerciseStates, now, say },
      workstation: { flights, pages },
    });
    const url = await listenNear(platform.service.http, 0);
    const turn = (seconds: number): void => {
      aheadUs += seconds * 1e6;
    };
    return new Exercise(url, data, platform, outer, turn);
  }

  /** Turns the service's clock on. */
  later(seconds: number): void {
    this.#cookies.clear();
    this.#turn(seconds);
  }

  async #send(path: string, body: object, cookie = '', method = 'POST'): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-atalaya': '1', origin: this.url, cookie };
    const answer = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** Somebody else, at another machine: does a command, and gives the index of its entry. */
  async does(person: string, command: string, payload: object): Promise<number> {
    return (await this.#done(person, command, payload)).entries[0]?.index ?? -1;
  }

  /** The same, for a command that makes something: gives its id. */
  async makes(person: string, command: string, payload: object): Promise<string> {
    return (await this.#done(person, command, payload)).entries[0]?.stream.replace(/^.*\//, '') ?? '';
  }

  /** Somebody else acts in another of their offices from now on. */
  async takesOffice(person: string, office: object): Promise<void> {
    await this.#send('/api/session/office', office, await this.#cookieOf(person), 'PUT');
  }

  /** Signed in once, and anew where the clock was turned on since. */
  async #cookieOf(person: string): Promise<string> {
    let cookie = this.#cookies.get(person);
    if (cookie === undefined) {
      const answer = await this.#send('/api/session', { person });
      cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
      this.#cookies.set(person, cookie);
    }
    return cookie;
  }

  async #done(person: string, command: string, payload: object): Promise<DoneView> {
    const cookie = await this.#cookieOf(person);
    const body = { commandId: crypto.randomUUID(), payload };
    const answer = await this.#send(`/api/commands/${command}`, body, cookie);
    // cast: the service answers commands that were done with a DoneView (src/model/log-views.ts)
    return (await answer.json()) as DoneView;
  }

  async close(): Promise<void> {
    await this.#platform.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
