import type { Bus } from './bus/bus.ts';
import type { DecidedFact } from './model/command.ts';
import { AtalayaError } from './model/errors.ts';
import { isRefusal, type Refusal } from './model/refusal.ts';
import type { OpenCommand, StageCommand } from './model/stage-command.ts';
import { enumerateRoutes, type RouteFound } from './server/door/access.ts';
import type { Answer, Asked, Door } from './server/door/door.ts';
import { type DoorRoutesParts, doorRoutes } from './server/door/http.ts';
import { LiveEntries } from './server/door/live.ts';
import { DoorMetrics } from './server/door/metrics.ts';
import { InspectorsNotes } from './server/door/notes.ts';
import { actingPerson, type Session } from './server/door/session.ts';
import type { SessionOf } from './server/door/sessions.ts';
import { contextOf, standingOf } from './server/door/standing.ts';
import { loadCommand, type StreamRead } from './server/door/streams.ts';
import { createHttp, describeRoutes } from './server/http.ts';
import type { OwnAddress } from './server/identity/cookies.ts';
import type { RuleSet } from './server/policy/engine.ts';
import { allCommands } from './server/policy/stages.ts';
import { guardRecordings, type RecordingsSetting, recordingsAccess } from './server/recordings.ts';
import type { App as Http } from './server/routes.ts';
import { type WorkstationParts, workstationRoutes } from './server/service.ts';
import type { DataFolder } from './store/folder/data-folder.ts';
import { sha256 } from './store/hashing.ts';
import type { AppendResult } from './store/log/log.ts';

/** How often a command is decided again when what it rests on has changed (docs/adr/0007-one-door.md). */
const redecisions = 3;
const openingsNotedMs = 3_600_000;

export interface AppOptions {
  readonly data: Pick<DataFolder, 'memory' | 'log'>;
  readonly policy: RuleSet;
  readonly bus: Bus;
  /** Microseconds since 1970. */
  readonly now: () => number;
  /** Fresh ids, as the log takes them: lower case, digits, hyphens. */
  readonly newId: () => string;
  /** Whether the data folder was founded as an exercise. */
  readonly exercise: boolean;
  /** The tables of the stages; all of them, but in tests. */
  readonly commands?: readonly StageCommand[];
  /** Takes what went wrong inside. */
  readonly say: (line: string) => void;
}

/** The platform without its addresses: one door to the log, and what belongs to it. */
export interface App extends Door {
  readonly commands: readonly StageCommand[];
  readonly metrics: DoorMetrics;
  readonly notes: InspectorsNotes;
  readonly stopping: boolean;
  /** Refuses new commands, finishes those under way, notes what is left to note, and publishes the log. The data and the bus stay open. */
  stop(): Promise<void>;
}

type Versioned = Pick<StreamRead, 'version'>;

/** One command on its way through the door. */
interface Case {
  readonly session: Session;
  readonly command: StageCommand;
  readonly open: OpenCommand;
  /** Under which the log knows it. */
  readonly commandId: string;
  /** Ids for one decision; the same ones for each. */
  readonly idsAgain: () => () => string;
}

class AtalayaApp implements App {
  readonly commands: readonly StageCommand[];
  readonly metrics = new DoorMetrics();
  readonly notes: InspectorsNotes;
  readonly #options: AppOptions;
  readonly #byName: ReadonlyMap<string, StageCommand>;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #unsubscribe: () => void;
  readonly #hourly: NodeJS.Timeout;
  #stopped: Promise<void> | undefined;

  constructor(options: AppOptions) {
    const { data, now, newId, say } = options;
    this.#options = options;
    this.commands = options.commands ?? allCommands;
    this.#byName = new Map(this.commands.map((one) => [one.name, one]));
    this.notes = new InspectorsNotes({ ...data, now, newId, say });
    // Not every entry comes by the door: what the log itself and other processes append is told as well.
    this.#unsubscribe = data.log.subscribe((size) => void this.#publish(size));
    this.#hourly = setInterval(() => void this.notes.flush(), openingsNotedMs).unref();
  }

  get stopping(): boolean {
    return this.#stopped !== undefined;
  }

  handle(session: Session, asked: Asked): Promise<Answer> {
    if (this.stopping) {
      const cure = 'Send it again, with the same command id, when the service has started again';
      return Promise.reject(new AtalayaError('stopping', 'No command is taken any more', asked.name, cure));
    }
    const work = this.#timed(session, asked);
    this.#underWay.add(work);
    const done = (): void => void this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    clearInterval(this.#hourly);
    await Promise.allSettled(this.#underWay);
    await this.notes.flush();
    await this.#options.data.log.publish();
    this.#unsubscribe();
  }

  async #timed(session: Session, asked: Asked): Promise<Answer> {
    const command = this.#byName.get(asked.name);
    if (command === undefined) {
      throw new AtalayaError('not-found', 'There is no such command', asked.name, 'See /api for the commands');
    }
    const began = performance.now();
    let outcome = 'failed';
    try {
      const answer = await this.#answer(session, command, asked);
      outcome = answer.outcome;
      return answer;
    } finally {
      this.metrics.answered(command, outcome, (performance.now() - began) / 1_000);
    }
  }

  async #answer(session: Session, command: StageCommand, asked: Asked): Promise<Answer> {
    const open = command.open(asked.payload);
    if ('faults' in open) return { outcome: 'malformed', faults: open.faults };
    const ids: string[] = [];
    const it: Case = {
      session,
      command,
      open,
      // An id belongs to one person and one command: nobody learns, nor takes, the answer of another's.
      commandId: `${session.person}/${command.name}/${asked.commandId}`,
      idsAgain: () => {
        let next = 0;
        return () => {
          const id = ids[next] ?? this.#options.newId();
          ids[next++] = id;
          return id;
        };
      },
    };
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#attempt(it);
      if (answer.outcome !== 'conflict' || attempt === redecisions) return answer;
      this.metrics.redecided();
    }
  }

  /** Load, authorise, decide, append, publish: once. */
  async #attempt(it: Case): Promise<Answer> {
    const { session, command, commandId, idsAgain } = it;
    const { data, policy, now, exercise } = this.#options;
    const [before, standing, loaded] = await Promise.all([
      data.log.command(commandId),
      standingOf(data.memory, session),
      loadCommand(data.memory, it.open),
    ]);
    if (before?.outcome === 'appended') return { outcome: 'done', entries: before.positions, duplicate: true };
    const atUs = now();
    const permitted = policy.authorise({
      principal: standing.principal,
      action: command.name,
      resource: loaded.command.resource,
      context: contextOf(session, atUs, exercise),
    });
    if (!permitted.allowed) return this.#refused(it, 'policy', { reasons: permitted.reasons });
    const actor = actingPerson(session);
    const decided = loaded.command.decide({ actor, atUs, commandId, newId: idsAgain(), sha256 });
    if (isRefusal(decided)) return this.#refused(it, 'domain', { reasons: decided.reasons });
    if (decided.length === 0) return { outcome: 'done', entries: [], duplicate: false };
    const read = new Map<string, Versioned>(loaded.streams).set(standing.stream, standing);
    const result = await this.#append(it, atUs, decided, read);
    if (result.outcome === 'conflict') return { outcome: 'conflict', stream: result.stream };
    await this.#publish(Math.max(...result.positions.map(({ index }) => index)) + 1);
    return { outcome: 'done', entries: result.positions, duplicate: result.duplicate };
  }

  async #refused({ session, command, commandId }: Case, by: 'policy' | 'domain', refusal: Refusal): Promise<Answer> {
    // The same click, sent twice at once: the first may have been done while this one was looked at.
    const before = await this.#options.data.log.command(commandId);
    if (before?.outcome === 'appended') return { outcome: 'done', entries: before.positions, duplicate: true };
    await this.notes.refused(session, command.name, by, refusal);
    return { outcome: 'refused', by, refusal };
  }

  /**
   * Appends what was decided, if nothing that it rests on has changed: neither a stream that is written nor one that was only read (the person's standing,
   * the clearance of a sortie). The log judges both in one step with the append.
   */
  #append(
    it: Case,
    timeUs: number,
    decided: readonly DecidedFact[],
    read: ReadonlyMap<string, Versioned>,
  ): Promise<AppendResult> {
    const { role, state, agency } = it.session.office;
    const written = new Set(decided.map(({ stream }) => stream));
    const onlyRead = [...read].filter(([stream]) => !written.has(stream));
    return this.#options.data.memory.remember({
      commandId: it.commandId,
      timeUs,
      actor: { role, state, agency },
      // A stream that was not read is a new one.
      expected: new Map([...written].map((stream) => [stream, read.get(stream)?.version ?? 0])),
      unchanged: new Map(onlyRead.map(([stream, { version }]) => [stream, version])),
      facts: decided.map((fact) => ({ ...fact, content: new TextEncoder().encode(JSON.stringify(fact.content)) })),
    });
  }

  /** What was done stands, whether or not it could be told. */
  async #publish(size: number): Promise<void> {
    try {
      await this.#options.bus.publish('log.grown', { size });
    } catch (error) {
      this.#options.say(error instanceof AtalayaError ? error.toLine() : String(error));
    }
  }
}

/**
 * Opens the door.
 * @throws AtalayaError `policy-invalid` where a command of the tables is no action of the policies, or stands twice.
 */
export function createApp(options: AppOptions): App {
  const commands = options.commands ?? allCommands;
  const names = commands.map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  const unruled = names.filter((name) => !options.policy.schema.actions.has(name));
  const faults = [
    ...twice.map((name) => `the command ${name} stands twice in the tables`),
    ...unruled.map((name) => `no action of the policies is called ${name}`),
  ];
  if (faults.length > 0) {
    throw new AtalayaError('policy-invalid', faults.join('; '), 'policies', 'Give every command its rules');
  }
  return new AtalayaApp(options);
}

export interface WorkstationOptions extends WorkstationParts {
  /** Who works with recordings; `own-machine` is refused unless the data folder was founded as an exercise. */
  readonly recordings: RecordingsSetting;
}

export interface ServiceOptions extends Omit<AppOptions, 'data'> {
  readonly data: Pick<DataFolder, 'memory' | 'log' | 'evidence' | 'verifierKeys'>;
  readonly sessionOf: SessionOf;
  /** Where people reach the service; the loopback where nothing is said. */
  readonly address?: OwnAddress;
  readonly before?: DoorRoutesParts['before'];
  /** Limits of rate, for what stands beside the door. */
  readonly limit?: (http: Http) => void;
  /** Recordings and the pages; without them the door alone. */
  readonly workstation?: WorkstationOptions;
}

/** The platform with its addresses, not yet listening. */
export interface Service {
  readonly app: App;
  readonly http: Http;
  /** Every route there is, with who may use it. */
  readonly routes: readonly RouteFound[];
  /** Refuses new commands, finishes those under way, publishes, and closes; data, bus and flights are left to who opened them. */
  stop(): Promise<void>;
}

/** The workstation's routes beside the door's. */
async function addWorkstation(
  http: Http,
  { recordings, ...parts }: WorkstationOptions,
  { data, policy, now, exercise, sessionOf, limit }: ServiceOptions,
): Promise<void> {
  await http.register(async (scope) => {
    if (recordings === 'by-policy') {
      limit?.(scope);
      guardRecordings(scope, { memory: data.memory, policy, now, exercise, sessionOf });
    }
    workstationRoutes(scope, parts, recordingsAccess[recordings]);
  });
}

/**
 * Puts the door, and the workstation beside it, on HTTP: one origin, one description.
 * @throws AtalayaError `policy-invalid` where a command or a route lacks its policy; `usage` where recordings would be open to anybody outside
 * an exercise.
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { data, bus, policy, now, exercise, say, sessionOf, address, before, workstation } = options;
  if (workstation?.recordings === 'own-machine' && !exercise) {
    const what = 'Recordings are open to whoever sits at the machine in exercises only, and this log is of none';
    throw new AtalayaError('usage', what, 'recordings', 'Open them by policy');
  }
  const app = createApp(options);
  const http = await createHttp({ say, ...(address === undefined ? {} : { address }) });
  const routes = enumerateRoutes(http, policy.schema.actions);
  const live = await LiveEntries.open({ log: data.log, bus, say });
  const door = {
    door: app,
    commands: app.commands,
    metrics: app.metrics,
    notes: app.notes,
    stopping: () => app.stopping,
    ...{ data, live, policy, now, exercise, sessionOf },
    ...(before === undefined ? {} : { before }),
  };
  await http.register(async (scope) => doorRoutes(scope, door));
  if (workstation !== undefined) await addWorkstation(http, workstation, options);
  describeRoutes(http);
  return {
    app,
    http,
    routes,
    async stop() {
      // Answers go on being given while commands end: who asks for more is told to come again.
      await app.stop();
      live.close();
      await http.close();
    },
  };
}
