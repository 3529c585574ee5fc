import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DoorClient } from '../../../test/door.ts';
import { parseCheckpoint } from '../../account/checkpoint.ts';
import { isFault } from '../../account/fault.ts';
import { parseNote } from '../../account/note.ts';
import { verifyInclusion } from '../../account/proof.ts';
import type { EntriesView, EntryView, ProofView } from '../../model/log-views.ts';
import { sha256 } from '../../store/hashing.ts';
import * as schemas from './schemas.ts';

/** By people of both states, to the inspectors of one: carl's and pablo's. */
const concerns: number[] = [];
let door: DoorClient;
beforeAll(async () => {
  door = await DoorClient.open();
  for (const person of ['carl', 'pablo']) {
    const raised = await door.command(person, 'account.raise-concern', { to: 'USA', says: `${person} saw it` });
    expect(raised.statusCode, raised.body).toBe(201);
    concerns.push(raised.json().entries[0].index);
  }
  // A refusal, which is noted for the inspectors.
  expect((await door.command('carl', 'agree.submit-requirement', { requirement: 'x' })).statusCode).toBe(403);
});
afterAll(() => door.close());

async function listed(person: string, query = ''): Promise<readonly EntryView[]> {
  const answer = await door.get(person, `/api/log/entries?count=500${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  const view: EntriesView = answer.json();
  expect([...Value.Errors(schemas.EntriesSchema, view)].slice(0, 3)).toEqual([]);
  expect(view.next).toBeNull();
  return view.entries;
}

const telling = /concern|inspection|refused|ivan|MEX|ARMADA|pilot/;

it.each(['rosa', 'carl', 'pablo', 'pilar'])(
  'a named concern shows %s its place and commitment alone',
  async (person) => {
    const all = await listed(person, '&contents=true');
    expect(all.map(({ index }) => index)).toEqual(Array.from({ length: await door.size() }, (_, i) => i));
    for (const index of concerns) {
      const { commitment, timeUs, content, ...rest } = all[index] ?? {};
      expect(JSON.stringify({ content, ...rest })).not.toMatch(telling);
      expect(rest).toMatchObject({ index, withheld: true });
      expect(timeUs).toBe(Math.floor((timeUs ?? 0) / 86_400e6) * 86_400e6);
      expect(commitment).toBe((await listed('ivan'))[index]?.commitment);
      expect(content).toEqual({ known: false, why: 'not-permitted' });
    }
    const withheld = all.filter((one) => one.withheld === true);
    expect(new Set(withheld.map(({ stream, role, command }) => `${stream} ${role} ${command}`)).size).toBe(1);
  },
);

it('no filter finds what is withheld', async () => {
  const [first = 0] = concerns;
  const { stream, timeUs } = (await listed('ivan'))[first] ?? {};
  for (const filter of [
    `&stream=${encodeURIComponent(stream ?? '')}`,
    '&compartment=concerns-USA',
    '&compartment=withheld',
    '&kind=account.concern-raised',
    '&state=MEX&kind=account.concern-raised',
  ]) {
    expect(await listed('rosa', filter), filter).toEqual([]);
    const hidden = filter.endsWith('=withheld');
    expect((await listed('ivan', filter)).length > 0, filter).toBe(!hidden);
  }
  const indices = (await listed('rosa', `&fromUs=${timeUs}&toUs=${timeUs}`)).map(({ index }) => index);
  for (const index of concerns) expect(indices).not.toContain(index);
});

it('the inspectors of the state that was written to read it, whoever wrote', async () => {
  const read = (await listed('ivan', '&compartment=concerns-USA&contents=true')).map(({ content }) => content);
  expect(read).toEqual(
    ['carl', 'pablo'].map((by) => ({ known: true, value: { by, to: 'USA', says: `${by} saw it` } })),
  );
});

it('is proved to everybody: its leaf where it is withheld, its bytes where it is not', async () => {
  await door.data.log.publish();
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  for (const index of concerns) {
    const proof: Record<string, ProofView> = {};
    for (const person of ['rosa', 'ivan']) {
      const answer = await door.get(person, `/api/log/entries/${index}/proof`);
      const view: ProofView = answer.json();
      expect([...Value.Errors(schemas.ProofSchema, view)]).toEqual([]);
      proof[person] = view;
      const note = parseNote(bytes(view.checkpoint));
      const checkpoint = isFault(note) ? note : parseCheckpoint(note.text);
      if (isFault(checkpoint)) throw new Error(checkpoint.fault);
      const path = view.path.map(bytes);
      expect(verifyInclusion(bytes(view.leaf), index, view.size, path, checkpoint.root, sha256)).toBe(true);
    }
    expect(proof['rosa']).toMatchObject({ entry: '', withheld: true, leaf: proof['ivan']?.leaf });
    expect(proof['ivan']).not.toHaveProperty('withheld');
    const own = Buffer.concat([new Uint8Array([0]), bytes(proof['ivan']?.entry ?? '')]);
    expect(bytes(proof['ivan']?.leaf ?? '')).toEqual(sha256(own));
  }
});

it('is told live as it is listed, and shown no more once the compartment is withdrawn', async () => {
  const url = await door.service.http.listen({ host: '127.0.0.1', port: 0 });
  const abort = new AbortController();
  const heard = async (person: string) => {
    const answer = await fetch(`${url}/api/events`, { headers: { 'x-person': person }, signal: abort.signal });
    const views = new Map<number, EntryView>();
    const reading = (async () => {
      let rest = '';
      for await (const chunk of answer.body ?? []) {
        const events = (rest + Buffer.from(chunk).toString()).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events.filter((it) => it.startsWith('id: '))) {
          const view: EntryView = JSON.parse(event.slice(event.indexOf('data: ') + 6));
          views.set(view.index, view);
        }
      }
    })().catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    return { views, reading };
  };
  const [rosa, ivan] = await Promise.all([heard('rosa'), heard('ivan')]);
  const raise = async (): Promise<number> => {
    const raised = await door.command('carl', 'account.raise-concern', { to: 'USA', says: 'again' });
    const { index } = raised.json().entries[0];
    await expect.poll(() => rosa.views.has(index) && ivan.views.has(index)).toBe(true);
    return index;
  };
  const first = await raise();
  expect(JSON.stringify({ ...rosa.views.get(first), commitment: '' })).not.toMatch(telling);
  expect(ivan.views.get(first)).toMatchObject({ compartment: 'concerns-USA', kind: 'account.concern-raised' });
  const withdraw = { person: 'ivan', compartment: 'concerns-USA', why: 'moved' };
  expect((await door.command('pilar', 'account.withdraw-compartment', withdraw)).statusCode).toBe(201);
  const second = await raise();
  expect(ivan.views.get(second)).toMatchObject({ withheld: true, kind: 'withheld' });
  abort.abort();
  await Promise.all([rosa.reading, ivan.reading]);
});

it('what the service counts for everybody tells no concern from a refusal', async () => {
  const counted = async (): Promise<readonly string[]> => {
    const { body } = await door.get('nobody', '/metrics');
    return body.split('\n').filter((line) => line.startsWith('atalaya_commands_total'));
  };
  const before = await counted();
  const refused = await door.command('carl', 'agree.submit-requirement', { requirement: 'x' });
  expect(refused.statusCode).toBe(403);
  const afterRefusal = await counted();
  const raised = await door.command('carl', 'account.raise-concern', { to: 'USA', says: 'once more' });
  expect(raised.statusCode, raised.body).toBe(201);
  const count = (lines: readonly string[]): number =>
    Number(
      lines
        .find((line) => line.includes('outcome="withheld"'))
        ?.split(' ')
        .at(-1),
    );
  expect([count(afterRefusal), count(await counted())]).toEqual([count(before) + 1, count(before) + 2]);
  const others = (lines: readonly string[]) => lines.filter((line) => !line.includes('outcome="withheld"'));
  expect(others(await counted())).toEqual(others(before));
  expect((await counted()).join()).not.toMatch(/concern|refused/);
});
