import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { asked } from '../test/authority-story.ts';
import { DoorClient, operations, sessionFor, startUs } from '../test/door.ts';
import { createApp, type ServiceOptions } from './app.ts';
import type { Memory } from './store/memory/memory.ts';

let door: DoorClient;
afterEach(() => door.close());

const requirement = {
  compartment: operations,
  ...asked,
  question: 'Is the strip in use?',
  latestUsefulUs: startUs + 3_600_000_000,
};

function session(person: string) {
  const found = sessionFor(person);
  if (found === undefined) throw new Error(person);
  return found;
}

const ask = (person: string, name: string, payload: unknown, commandId: string = randomUUID()) =>
  door.service.app.handle(session(person), { name, payload, commandId });

async function drafted(): Promise<string> {
  const answer = await ask('rosa', 'agree.draft-requirement', requirement);
  if (answer.outcome !== 'done') throw new Error(JSON.stringify(answer));
  return answer.entries[0]?.stream.slice('requirement/'.length) ?? '';
}

async function kindsOf(stream: string): Promise<string[]> {
  const kinds: string[] = [];
  for await (const { entry } of door.data.memory.recall(stream)) kinds.push(entry.kind);
  return kinds;
}

/** What the inspectors find noted. */
async function notes(): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { content } of door.data.memory.recall('inspection/usa')) {
    if (content.known === 'yes') found.push(JSON.parse(new TextDecoder().decode(content.bytes)));
  }
  return found;
}

/** A door whose memory is changed; calls go on to the real one. */
const withMemory = (change: (memory: Memory) => Partial<Memory>) => (options: ServiceOptions) => {
  const { memory } = options.data;
  const changed = change(memory);
  const handed: Memory = new Proxy(memory, {
    get: (whole, name) => {
      const own: unknown = Reflect.get(changed, name) ?? Reflect.get(whole, name);
      return typeof own === 'function' ? own.bind(whole) : own;
    },
  });
  return { ...options, data: { ...options.data, memory: handed } };
};

describe('a command', () => {
  it('is done: its entry stands in the log, under the office of who sent it', async () => {
    door = await DoorClient.open();
    const id = await drafted();
    for await (const { entry, content } of door.data.memory.recall(`requirement/${id}`)) {
      expect(entry).toMatchObject({
        kind: 'agree.requirement-drafted',
        role: 'requester',
        state: 'USA',
        agency: 'NAS',
      });
      expect(entry.timeUs).toBe(startUs);
      if (content.known === 'no') throw new Error(content.why);
      expect(JSON.parse(new TextDecoder().decode(content.bytes))).toMatchObject({ by: 'rosa' });
    }
    expect(await ask('rosa', 'agree.submit-requirement', { requirement: id })).toMatchObject({
      outcome: 'done',
      entries: [{ stream: `requirement/${id}`, version: 2 }],
    });
    expect(await kindsOf(`requirement/${id}`)).toEqual(['agree.requirement-drafted', 'agree.requirement-submitted']);
  });

  it('is refused by the rules before the domain is asked, and noted without its payload', async () => {
    door = await DoorClient.open();
    const before = await door.size();
    const answer = await ask('carl', 'agree.draft-requirement', requirement);
    expect(answer).toMatchObject({ outcome: 'refused', by: 'policy' });
    expect(await door.size()).toBe(before + 1);
    const [note] = await notes();
    expect(note).toMatchObject({ by: 'carl', command: 'agree.draft-requirement', refusedBy: 'policy', leftOut: 0 });
    expect(JSON.stringify(note)).not.toContain(requirement.question);
  });

  it('is refused by the domain where the rules permit it', async () => {
    door = await DoorClient.open();
    const requirementId = await drafted();
    const answer = await ask('carl', 'agree.validate-requirement', {
      requirement: requirementId,
      known: 'nothing',
      duplicates: [],
    });
    expect(answer).toMatchObject({ outcome: 'refused', by: 'domain' });
    if (answer.outcome !== 'refused') throw new Error(answer.outcome);
    expect(answer.refusal.reasons.map(({ code }) => code)).toContain('wrong-state');
    expect(await notes()).toMatchObject([{ by: 'carl', refusedBy: 'domain' }]);
  });

  it('is refused to somebody nobody registered, and to somebody whose office was withdrawn', async () => {
    door = await DoorClient.open();
    const stranger = { ...session('rosa'), person: 'nobody' };
    const asked = { name: 'agree.draft-requirement', payload: requirement, commandId: randomUUID() };
    expect(await door.service.app.handle(stranger, asked)).toMatchObject({ outcome: 'refused', by: 'policy' });
    const withdrawn = { person: 'rosa', office: session('rosa').office, why: 'leaves' };
    expect(await ask('pilar', 'account.withdraw-office', withdrawn)).toMatchObject({ outcome: 'done' });
    const after = await ask('rosa', 'agree.draft-requirement', requirement);
    if (after.outcome !== 'refused') throw new Error(after.outcome);
    expect(after.refusal.reasons.map(({ code }) => code)).toContain('acting-in-an-office-in-force');
  });

  it('sent twice under one id is one entry, at once and later; of another person it is another', async () => {
    door = await DoorClient.open();
    const commandId = randomUUID();
    const before = await door.size();
    const [a, b] = await Promise.all([1, 2].map(() => ask('rosa', 'agree.draft-requirement', requirement, commandId)));
    const c = await ask('rosa', 'agree.draft-requirement', requirement, commandId);
    if (a?.outcome !== 'done' || b?.outcome !== 'done' || c.outcome !== 'done') throw new Error('not done');
    expect(await door.size()).toBe(before + 1);
    expect(b.entries).toEqual(a.entries);
    expect(c).toMatchObject({ entries: a.entries, duplicate: true });
    expect(await ask('carl', 'agree.draft-requirement', requirement, commandId)).toMatchObject({ outcome: 'refused' });
  });

  it('that moved the state on is answered as before, not refused, when it comes again', async () => {
    door = await DoorClient.open();
    const id = await drafted();
    const commandId = randomUUID();
    const send = () => ask('rosa', 'agree.submit-requirement', { requirement: id }, commandId);
    const [first, atOnce] = await Promise.all([send(), send()]);
    const again = await send();
    if (first.outcome !== 'done' || atOnce.outcome !== 'done') throw new Error('not done');
    expect(atOnce.entries).toEqual(first.entries);
    expect(again).toEqual({ outcome: 'done', entries: first.entries, duplicate: true });
  });

  it('is malformed or unknown before anything is read', async () => {
    door = await DoorClient.open();
    const before = await door.size();
    expect(await ask('rosa', 'agree.submit-requirement', { requirement: 7 })).toMatchObject({ outcome: 'malformed' });
    await expect(ask('rosa', 'agree.nothing', {})).rejects.toMatchObject({ code: 'not-found' });
    expect(await door.size()).toBe(before);
  });
});

describe('what changes meanwhile', () => {
  it('is decided upon again', async () => {
    let meddle: (() => Promise<unknown>) | undefined;
    door = await DoorClient.open(
      withMemory((memory) => ({
        remember: async (command) => {
          const once = meddle;
          meddle = undefined;
          await once?.();
          return memory.remember(command);
        },
      })),
    );
    const id = await drafted();
    await ask('rosa', 'agree.submit-requirement', { requirement: id });
    // Dana declines by another door, as another process would, just before Carl's validation is appended.
    const other = createApp({ ...appOptions(), data: door.data });
    meddle = () =>
      other.handle(session('dana'), {
        name: 'agree.decline-requirement',
        payload: { requirement: id, why: 'done before' },
        commandId: randomUUID(),
      });
    const answer = await ask('carl', 'agree.validate-requirement', {
      requirement: id,
      known: 'nothing',
      duplicates: [],
    });
    expect(answer).toMatchObject({ outcome: 'refused', by: 'domain' });
    expect((await kindsOf(`requirement/${id}`)).at(-1)).toBe('agree.requirement-declined');
    expect(door.service.app.metrics.text([])).toContain('atalaya_commands_redecided_total 1');
    await other.stop();
  });

  it('three times over is a conflict, after four tries', async () => {
    let tries = 0;
    let playing = false;
    door = await DoorClient.open(
      withMemory((memory) => ({
        remember: async (command) => {
          if (!playing) return memory.remember(command);
          tries += 1;
          return { outcome: 'conflict', stream: 'requirement/played', expectedVersion: 1, actualVersion: 2 };
        },
      })),
    );
    const id = await drafted();
    playing = true;
    const submitted = await ask('rosa', 'agree.submit-requirement', { requirement: id });
    expect(submitted).toEqual({ outcome: 'conflict', stream: 'requirement/played' });
    expect(tries).toBe(4);
    playing = false;
  });

  it('of ten who submit one requirement, one does', async () => {
    door = await DoorClient.open();
    const id = await drafted();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask('rosa', 'agree.submit-requirement', { requirement: id })),
    );
    expect(answers.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'refused')).toHaveLength(9);
    expect(await kindsOf(`requirement/${id}`)).toHaveLength(2);
  });

  it('in a stream that is only read is seen too: an office withdrawn while its holder acts', async () => {
    let meddle: (() => Promise<unknown>) | undefined;
    door = await DoorClient.open(
      withMemory((memory) => ({
        async *recall(stream, fromVersion) {
          yield* memory.recall(stream, fromVersion);
          if (stream !== 'person/rosa') return;
          const once = meddle;
          meddle = undefined;
          await once?.();
        },
      })),
    );
    const withdrawal = { person: 'rosa', office: session('rosa').office, why: 'leaves' };
    const withdrawn: unknown[] = [];
    meddle = async () => withdrawn.push(await ask('pilar', 'account.withdraw-office', withdrawal));
    const answer = await ask('rosa', 'agree.draft-requirement', requirement);
    expect(withdrawn).toMatchObject([{ outcome: 'done' }]);
    expect(answer).toMatchObject({ outcome: 'refused', by: 'policy' });
    expect(door.service.app.metrics.text([])).toContain('atalaya_commands_redecided_total 1');
  });

  it('there by another door is seen at the last moment', async () => {
    let meddle: (() => Promise<unknown>) | undefined;
    door = await DoorClient.open(
      withMemory((memory) => ({
        remember: async (command) => {
          const once = meddle;
          meddle = undefined;
          await once?.();
          return memory.remember(command);
        },
      })),
    );
    const other = createApp({ ...appOptions(), data: door.data });
    const payload = { person: 'rosa', office: session('rosa').office, why: 'leaves' };
    const withdrawal = { name: 'account.withdraw-office', payload, commandId: randomUUID() };
    const withdrawn: unknown[] = [];
    meddle = async () => withdrawn.push(await other.handle(session('pilar'), withdrawal));
    const answer = await ask('rosa', 'agree.draft-requirement', requirement);
    expect(withdrawn).toMatchObject([{ outcome: 'done' }]);
    expect(answer).toMatchObject({ outcome: 'refused', by: 'policy' });
    await other.stop();
  });
});

function appOptions() {
  const { policy, bus, now, newId, exercise, say } = door.options;
  return { policy, bus, now, newId, exercise, say };
}

describe('stopping', () => {
  it('finishes what is under way, refuses what is new, and publishes', async () => {
    door = await DoorClient.open();
    const underWay = ask('rosa', 'agree.draft-requirement', requirement);
    const stopping = door.service.app.stop();
    await expect(ask('rosa', 'agree.draft-requirement', requirement)).rejects.toMatchObject({ code: 'stopping' });
    await stopping;
    expect(await underWay).toMatchObject({ outcome: 'done' });
    const head = await door.data.log.head();
    expect(head.published).toBe(head.size);
    expect(door.said).toEqual([]);
  });
});

describe('refusals', () => {
  it('beyond so many of one person are counted, not noted', async () => {
    door = await DoorClient.open();
    const before = await door.size();
    for (let i = 0; i < 64; i += 1) await ask('carl', 'agree.submit-requirement', { requirement: `r${i}` });
    expect(await door.size()).toBe(before + 60);
    // Somebody else's, in the same state, tells how many were left out.
    await ask('ivan', 'agree.submit-requirement', { requirement: 'r' });
    expect((await notes()).at(-1)).toMatchObject({ by: 'ivan', leftOut: 4 });
    // A new hour counts anew.
    door.clock.nowUs += 3_600_000_000;
    await ask('carl', 'agree.submit-requirement', { requirement: 'r' });
    expect((await notes()).at(-1)).toMatchObject({ by: 'carl', leftOut: 0 });
  });

  it('that cannot be noted are still refusals, and are told', async () => {
    let failing = false;
    door = await DoorClient.open(
      withMemory((memory) => ({
        remember: async (command) => {
          if (failing) throw new Error('played');
          return memory.remember(command);
        },
      })),
    );
    failing = true;
    expect(await ask('carl', 'agree.draft-requirement', requirement)).toMatchObject({ outcome: 'refused' });
    expect(door.said).toEqual([expect.stringContaining('played')]);
    failing = false;
  });
});

describe('at the start', () => {
  it('a command without rules is refused', async () => {
    door = await DoorClient.open();
    const [first] = door.service.app.commands;
    if (first === undefined) throw new Error('no commands');
    const open = (commands: readonly (typeof first)[]) => () =>
      createApp({ ...appOptions(), data: door.data, commands });
    expect(open([{ ...first, name: 'agree.invented' }])).toThrow('agree.invented');
    expect(open([first, first])).toThrow('twice');
  });
});
