import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DoorClient, operations, sessionFor, startUs } from '../../../test/door.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { Session } from './session.ts';
import { standingOf } from './standing.ts';

let door: DoorClient;
beforeEach(async () => {
  door = await DoorClient.open();
});
afterEach(() => door.close());

/** The door's memory, and from which versions it was read. */
function watched() {
  const from: number[] = [];
  const memory: Pick<Memory, 'recall' | 'open'> = {
    recall(stream, version = 1) {
      from.push(version);
      return door.data.memory.recall(stream, version);
    },
    open: (entry) => door.data.memory.open(entry),
  };
  return { memory, from };
}

function session(person: string): Session {
  const found = sessionFor(person);
  if (found === undefined) throw new Error(person);
  return found;
}

const office = { role: 'collection-manager', state: 'USA', agency: 'NAS' };
const order = {
  commandId: 'order',
  timeUs: startUs,
  actor: { role: 'personnel-officer', state: 'USA', agency: 'NAS' },
};

async function change(name: string, more: object): Promise<void> {
  const answer = await door.command('pilar', `account.${name}`, { person: 'carl', why: 'a test', ...more });
  expect(answer.statusCode, answer.body).toBe(201);
}

describe('standing', () => {
  it('is asked of the log each time, and read from where it was read to', async () => {
    const { memory, from } = watched();
    const carl = session('carl');
    const first = await standingOf(memory, carl);
    expect(first.principal).toMatchObject({ offices: ['collection-manager'], compartments: [operations] });
    expect(await standingOf(memory, carl)).toEqual(first);
    await change('withdraw-office', { office });
    const after = await standingOf(memory, carl);
    expect(after).toEqual({ ...first, version: first.version + 1, principal: { ...first.principal, offices: [] } });
    await change('grant-office', { office });
    await change('withdraw-compartment', { compartment: operations });
    const last = await standingOf(memory, carl);
    expect(last.principal).toMatchObject({ offices: ['collection-manager'], compartments: [] });
    const { version } = first;
    expect(from).toEqual([1, version + 1, version + 1, version + 2]);
    // Whoever reads anew sees the same.
    expect(await standingOf(watched().memory, carl)).toEqual(last);
  });

  it('goes with the key that seals it, though nothing of its stream changed', async () => {
    const { memory, from } = watched();
    const carl = session('carl');
    const { version } = await standingOf(memory, carl);
    expect((await door.get('carl', '/api/log/head')).statusCode).toBe(200);
    await door.data.memory.forget(order, 'people', 'person-carl', 'a test');
    const after = await standingOf(memory, carl);
    expect(after).toMatchObject({ version, principal: { state: 'none', offices: [], compartments: [] } });
    expect(await standingOf(watched().memory, carl)).toEqual(after);
    // What cannot be read is read whole each time.
    await standingOf(memory, carl);
    expect(from).toEqual([1, 1, 1]);
    expect((await door.get('carl', '/api/log/head')).statusCode).toBe(403);
  });

  it('of persons nobody registered is nothing, and found as soon as they are', async () => {
    const { memory } = watched();
    const nobody = { ...session('carl'), person: 'nora' };
    expect(await standingOf(memory, nobody)).toMatchObject({ version: 0, principal: { state: 'none', offices: [] } });
    const place = { stream: 'person/nora', compartment: 'people', item: 'person-nora' };
    const content = new TextEncoder().encode(JSON.stringify({ by: 'founder', state: 'USA' }));
    await door.data.memory.remember({
      ...order,
      expected: new Map([[place.stream, 0]]),
      facts: [{ ...place, kind: 'account.person-registered', content }],
    });
    expect(await standingOf(memory, nobody)).toMatchObject({ version: 1, principal: { state: 'USA', offices: [] } });
  });
});
