import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { asked } from '../../../test/authority-story.ts';
import { DoorClient, operations, startUs } from '../../../test/door.ts';
import * as schemas from './schemas.ts';

let door: DoorClient;
const aborts: AbortController[] = [];
afterEach(async () => {
  for (const one of aborts.splice(0)) one.abort();
  await door.close();
});

const requirement = {
  compartment: operations,
  ...asked,
  question: 'Is the strip in use?',
  latestUsefulUs: startUs + 3_600_000_000,
};

/** A reader of the live stream over a socket, with the ids it has heard so far. */
async function follow(url: string, person: string, lastEventId?: number) {
  const abort = new AbortController();
  aborts.push(abort);
  const resume = lastEventId === undefined ? undefined : { 'last-event-id': String(lastEventId) };
  const answer = await fetch(`${url}/api/events`, {
    headers: { 'x-person': person, ...resume },
    signal: abort.signal,
  });
  const ids: number[] = [];
  let ended = false;
  const reading = (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events.filter((it) => it.startsWith('id: '))) {
        const [id = '', name, data = ''] = event.split('\n');
        const view: unknown = JSON.parse(data.slice('data: '.length));
        if (!Value.Check(schemas.EnvelopeSchema, view)) throw new Error(event);
        expect([id, name]).toEqual([`id: ${view.index}`, 'event: entry']);
        ids.push(view.index);
      }
    }
    ended = true;
  })().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return { answer, ids, reading, stop: () => abort.abort(), ended: () => ended };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2_000 && !holds(); i += 1) await pause(5);
  expect(holds()).toBe(true);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function draft(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    expect((await door.command('rosa', 'agree.draft-requirement', requirement, randomUUID())).statusCode).toBe(201);
  }
}

describe('live entries', () => {
  it('are told as they come, and resumed by the last id from the log, each once', async () => {
    door = await DoorClient.open();
    const url = await door.service.http.listen({ host: '127.0.0.1', port: 0 });
    const first = await follow(url, 'rosa');
    expect(first.answer.headers.get('content-type')).toContain('text/event-stream');
    const begin = await door.size();
    await draft(3);
    await until(() => first.ids.length === 3);
    expect(first.ids).toEqual(range(begin, begin + 3));
    first.stop();
    await draft(4);
    const second = await follow(url, 'rosa', begin + 2);
    await draft(2);
    await until(() => second.ids.length >= 6);
    const whole = await follow(url, 'carl', 0);
    await until(() => whole.ids.length >= begin + 8);
    await pause(20);
    expect(second.ids).toEqual(range(begin + 3, begin + 9));
    expect(whole.ids).toEqual(range(1, begin + 9));
  });

  it('end for who may no longer read, and tell them nothing after', async () => {
    door = await DoorClient.open();
    const url = await door.service.http.listen({ host: '127.0.0.1', port: 0 });
    const [carl, rosa] = await Promise.all([follow(url, 'carl'), follow(url, 'rosa')]);
    const begin = await door.size();
    const office = { role: 'collection-manager', state: 'USA', agency: 'NAS' };
    const withdrawn = await door.command('pilar', 'account.withdraw-office', { person: 'carl', office, why: 'leaves' });
    expect(withdrawn.statusCode).toBe(201);
    await draft(2);
    await until(() => rosa.ids.length === 3 && carl.ended());
    expect(carl.ids).toEqual([]);
    expect(rosa.ids).toEqual(range(begin, begin + 3));
    expect((await follow(url, 'carl')).answer.status).toBe(403);
  });

  it('are refused to nobody, and from an id that cannot be', async () => {
    door = await DoorClient.open();
    const url = await door.service.http.listen({ host: '127.0.0.1', port: 0 });
    expect((await follow(url, 'nobody')).answer.status).toBe(401);
    expect((await follow(url, 'rosa', 1_000_000)).answer.status).toBe(400);
    expect((await follow(url, 'rosa', -1)).answer.status).toBe(400);
  });

  it('end in good order when the service stops', async () => {
    door = await DoorClient.open();
    const url = await door.service.http.listen({ host: '127.0.0.1', port: 0 });
    const reader = await follow(url, 'rosa');
    await draft(1);
    await door.service.stop();
    await reader.reading;
    expect(reader.ids).toHaveLength(1);
    expect(reader.ended()).toBe(true);
    expect(door.said).toEqual([]);
  });
});
