import { inspectionFact, inspectionPlace } from '../../account/inspection/facts.ts';
import type { DecidedFact } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Refusal } from '../../model/refusal.ts';
import type { Log } from '../../store/log/log.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { Session } from './session.ts';

export interface NotesParts {
  readonly memory: Pick<Memory, 'remember'>;
  readonly log: Pick<Log, 'version'>;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly say: (line: string) => void;
}

/** Refusals of one person, and of all, that are noted within an hour; what is more is counted. */
const refusalsPerPerson = 60;
const refusalsPerHour = 1_200;
const hourUs = 3_600_000_000;
const tries = 4;

interface Opened {
  readonly session: Session;
  readonly byCompartment: Map<string, number>;
}

/** What the service notes for inspectors: refused commands, and bodies opened for people. A note that fails is told, and keeps nobody from going on. */
export class InspectorsNotes {
  readonly #parts: NotesParts;
  #writing: Promise<void> = Promise.resolve();
  #hour = -1;
  #refusals = 0;
  readonly #refusalsOf = new Map<string, number>();
  readonly #leftOut = new Map<string, number>();
  readonly #opened = new Map<string, Opened>();
  #openedFromUs: number;

  constructor(parts: NotesParts) {
    this.#parts = parts;
    this.#openedFromUs = parts.now();
  }

  /** Notes a refusal; resolves when it stands in the log, was left out, or failed. */
  async refused(session: Session, command: string, by: 'policy' | 'domain', refusal: Refusal): Promise<void> {
    const { person, office } = session;
    this.#turnHour();
    const before = this.#refusalsOf.get(person) ?? 0;
    this.#refusalsOf.set(person, before + 1);
    if (before >= refusalsPerPerson || this.#refusals >= refusalsPerHour) {
      this.#leftOut.set(office.state, (this.#leftOut.get(office.state) ?? 0) + 1);
      return;
    }
    this.#refusals += 1;
    const leftOut = this.#leftOut.get(office.state) ?? 0;
    this.#leftOut.delete(office.state);
    const codes = [...new Set(refusal.reasons.map(({ code }) => code))].slice(0, 64);
    const fact = inspectionFact(inspectionPlace(office.state), 'account.command-refused', {
      by: person,
      command,
      refusedBy: by,
      codes,
      leftOut,
    });
    await this.#write(session, fact);
  }

  /** Counts a body that is handed to a person. */
  opened(session: Session, compartment: string): void {
    const { person, office } = session;
    const key = `${person} ${office.role} ${office.state} ${office.agency}`;
    const one = this.#opened.get(key) ?? { session, byCompartment: new Map<string, number>() };
    one.byCompartment.set(compartment, (one.byCompartment.get(compartment) ?? 0) + 1);
    this.#opened.set(key, one);
  }

  /** Notes what was opened so far: to be called once an hour, and at the end. */
  async flush(): Promise<void> {
    const opened = [...this.#opened.values()];
    const fromUs = this.#openedFromUs;
    const untilUs = this.#parts.now();
    this.#opened.clear();
    this.#openedFromUs = untilUs;
    for (const { session, byCompartment } of opened) {
      const counts = [...byCompartment].map(([compartment, entries]) => ({ compartment, entries }));
      const content = { by: session.person, fromUs, untilUs, opened: counts };
      await this.#write(session, inspectionFact(inspectionPlace(session.office.state), 'account.body-opened', content));
    }
    await this.#writing;
  }

  #turnHour(): void {
    const hour = Math.floor(this.#parts.now() / hourUs);
    if (hour === this.#hour) return;
    this.#hour = hour;
    this.#refusals = 0;
    this.#refusalsOf.clear();
  }

  /** One after the other: they stand in one stream for each state. */
  #write(session: Session, fact: DecidedFact): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#append(session, fact);
      } catch (error) {
        const why = error instanceof AtalayaError ? error.toLine() : String(error);
        this.#parts.say(`a note for the inspectors could not be written: ${why}`);
      }
    });
    return this.#writing;
  }

  async #append({ office }: Session, { stream, kind, compartment, content }: DecidedFact): Promise<void> {
    const { memory, log, now, newId } = this.#parts;
    const commandId = newId();
    const timeUs = now();
    // What is deleted together is the notes of one day.
    const day = new Date(timeUs / 1_000).toISOString().slice(0, 10);
    const item = `${stream.replace('/', '-')}-${day}`;
    for (let i = 0; i < tries; i += 1) {
      const result = await memory.remember({
        commandId,
        timeUs,
        actor: { role: office.role, state: office.state, agency: office.agency },
        expected: new Map([[stream, await log.version(stream)]]),
        facts: [{ stream, kind, compartment, item, content: new TextEncoder().encode(JSON.stringify(content)) }],
      });
      if (result.outcome === 'appended') return;
    }
    throw new AtalayaError('changed-meanwhile', 'The notes changed again and again', stream, 'Nothing is to be done');
  }
}
