import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bits, worked } from '../../../test/concern-work.ts';
import { filesOf, planted, send } from '../../../test/nameless-sender.ts';
import { expectProblem } from '../../../test/service-client.ts';
import { concernsOf, evolveConcern, noConcern } from '../../account/concern/state.ts';
import type { ConcernThreadView } from '../../model/concern-views.ts';
import { AtalayaError } from '../../model/errors.ts';
import { backupLog } from '../../store/backup/backup.ts';
import { ConcernSpool, dayEnd, dayStart } from '../../store/concerns/spool.ts';
import { type DataFolder, openDataFolder } from '../../store/folder/data-folder.ts';
import { DoorMetrics } from '../door/metrics.ts';
import { readStream } from '../door/streams.ts';
import { limitRates, rateLimits } from '../identity/rates.ts';
import { answerTroubles } from '../problems.ts';
import type { App } from '../routes.ts';
import { guard } from '../security.ts';
import { AnonymousConcerns, type AnonymousOptions } from './anonymous.ts';
import { concernOf, newReceipt } from './receipt.ts';
import { anonymousPath, anonymousRoutes, ThreadSchema } from './routes.ts';

const morningUs = Date.UTC(2026, 10, 23, 9, 17, 23, 456) * 1_000;
const says = 'The unit flies over the school without a clearance.';

let folder: string;
let data: DataFolder;
let nowUs: number;
const said: string[] = [];
const now = (): number => nowUs;

/** Each test of the group has a data folder of its own. */
function withData(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atalaya-anonymous-test-'));
    nowUs = morningUs;
    said.length = 0;
    data = await openData();
  });
  afterEach(async () => {
    await data.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

const openData = (): Promise<DataFolder> =>
  openDataFolder({
    folder: join(folder, 'data'),
    origin: 'concerns.test/log',
    now,
    publishIntervalMs: 'none',
    witnesses: [],
  });

function openConcerns(more: Partial<AnonymousOptions> = {}): Promise<AnonymousConcerns> {
  const { keys, memory, log } = data;
  const place = { folder: join(folder, 'data', 'concerns'), keys, memory, log, states: ['USA', 'MEX'] };
  const limits = { bits, mostADay: 1_000, mostReadADay: 1_000, random: randomBytes };
  return AnonymousConcerns.open({ ...place, ...limits, now, say: (line) => said.push(line), ...more });
}

const raise = (concerns: AnonymousConcerns, to: string, text: string): Promise<string> =>
  concerns.raise(to, text, worked(concerns.desk.challenge(nowUs), text));

const read = (concerns: AnonymousConcerns, receipt: string): Promise<ConcernThreadView> =>
  concerns.read(receipt, worked(concerns.readDesk.challenge(nowUs), receipt));
const add = (concerns: AnonymousConcerns, receipt: string, text: string): Promise<void> =>
  concerns.add(receipt, text, worked(concerns.desk.challenge(nowUs), text));

/** An inspector answers, as the command does. */
async function answerTo(receipt: string, text: string): Promise<void> {
  const stream = `concern/${concernOf(receipt)}`;
  const content = new TextEncoder().encode(JSON.stringify({ by: 'p-inspector', says: text }));
  const place = { stream, compartment: concernsOf('USA'), item: stream.replace('/', '-') };
  const result = await data.memory.remember({
    commandId: `answer/${stream}/${text}`,
    timeUs: nowUs,
    actor: { role: 'inspector', state: 'USA', agency: 'OIG' },
    expected: new Map([[stream, await data.log.version(stream)]]),
    facts: [{ ...place, kind: 'account.concern-answered', content }],
  });
  expect(result.outcome).toBe('appended');
}

async function raised(): Promise<readonly { readonly to: string; readonly says: string; readonly timeUs: number }[]> {
  const found: { to: string; says: string; timeUs: number }[] = [];
  for await (const { entry, content } of data.memory.browse(0, { kind: 'account.concern-raised' })) {
    if (content.known === 'no') throw new Error(content.why);
    found.push({ ...JSON.parse(new TextDecoder().decode(content.bytes)), timeUs: entry.timeUs });
  }
  return found;
}

describe('an anonymous concern', () => {
  withData();
  it('stands in the log after the midnight, at that midnight, as its state’s inspectors read it', async () => {
    const concerns = await openConcerns();
    const receipts = [await raise(concerns, 'USA', says), await raise(concerns, 'MEX', 'Otra inquietud')];
    expect((await data.log.head()).size).toBe(0);
    nowUs = dayEnd(nowUs);
    expect(await concerns.flushConcerns(nowUs)).toBe(2);
    const found = await raised();
    expect(new Set(found.map((one) => `${one.to} ${one.says}`))).toEqual(
      new Set([`USA ${says}`, 'MEX Otra inquietud']),
    );
    for (const { timeUs } of found) expect(timeUs).toBe(dayEnd(morningUs));
    for await (const { entry } of data.log.entries(0)) {
      expect([concernsOf('USA'), concernsOf('MEX')]).toContain(entry.compartment);
      expect([entry.role, entry.agency]).toEqual(['anonymous', 'none']);
      const { facts } = await readStream(data.memory, entry.stream);
      expect(facts.reduce(evolveConcern, noConcern)).toMatchObject({
        status: 'raised',
        to: entry.state,
        veil: undefined,
      });
    }
    expect(new Set(receipts).size).toBe(2);
    expect(await concerns.flushConcerns(nowUs)).toBe(0);
    await concerns.close();
  });

  it('outlasts the end of the process, and is appended once', async () => {
    const before = await openConcerns();
    for (let i = 0; i < 20; i += 1) await raise(before, 'USA', `concern ${i}`);
    await before.close();
    await data.close();
    data = await openData();
    const again = await openConcerns();
    expect((await data.log.head()).size).toBe(0);
    again.close();
    nowUs = dayEnd(nowUs) + 8 * 3_600e6;
    // The log fails in the midst; the next start appends the rest.
    let left = 7;
    const remember: typeof data.memory.remember = (command) => {
      if (left-- === 0) throw new AtalayaError('log-failed', 'played', 'log', '');
      return data.memory.remember(command);
    };
    (await openConcerns({ memory: { remember, recall: (...asked) => data.memory.recall(...asked) } })).close();
    expect(await raised()).toHaveLength(7);
    expect(said).toEqual([expect.stringContaining('played')]);
    (await openConcerns()).close();
    const found = await raised();
    expect(new Set(found.map((one) => one.says))).toEqual(
      new Set(Array.from({ length: 20 }, (_, i) => `concern ${i}`)),
    );
    expect(found).toHaveLength(20);
    expect(found.map((one) => one.says)).not.toEqual(Array.from({ length: 20 }, (_, i) => `concern ${i}`));
    for (const { timeUs } of found) expect(timeUs).toBe(dayEnd(morningUs));
  });

  it('that comes in while the day is appended waits for the next midnight', async () => {
    const concerns = await openConcerns();
    await raise(concerns, 'USA', 'before');
    nowUs = dayEnd(nowUs) + 1;
    const flushing = concerns.flushConcerns(dayStart(nowUs));
    const meanwhile = raise(concerns, 'USA', 'meanwhile');
    expect(await flushing).toBe(1);
    await meanwhile;
    nowUs = dayEnd(nowUs);
    expect(await concerns.flushConcerns(nowUs)).toBe(1);
    expect((await raised()).map((one) => one.says)).toEqual(['before', 'meanwhile']);
    await concerns.close();
  });

  it('is answered, and added to, by whoever has its receipt and by nobody else', async () => {
    const concerns = await openConcerns();
    const receipt = await raise(concerns, 'USA', says);
    const other = await raise(concerns, 'USA', 'Something else');
    // It stands in the log from midnight on; until then a receipt is like any other text.
    await expect(read(concerns, receipt)).rejects.toMatchObject({ code: 'not-found' });
    await expect(add(concerns, receipt, 'more')).rejects.toMatchObject({ code: 'not-found' });
    nowUs = dayEnd(nowUs);
    const first = nowUs;
    await concerns.flushConcerns(nowUs);
    const mine = { from: 'raiser', dayUs: first, says };
    expect(await read(concerns, receipt)).toEqual({ status: 'raised', messages: [mine] });
    nowUs += 5 * 3_600e6 + 17;
    await answerTo(receipt, 'Which flight?');
    const asked = { from: 'inspectors', dayUs: first, says: 'Which flight?' };
    await add(concerns, receipt.toLowerCase().replaceAll('-', ' '), 'The one of the 20th.');
    expect(await read(concerns, receipt)).toEqual({ status: 'raised', messages: [mine, asked] });
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    const added = { from: 'raiser', dayUs: nowUs, says: 'The one of the 20th.' };
    expect(await read(concerns, receipt)).toEqual({ status: 'raised', messages: [mine, asked, added] });
    expect((await read(concerns, other)).messages.map((one) => one.says)).toEqual(['Something else']);
    await expect(read(concerns, newReceipt(randomBytes))).rejects.toMatchObject({ code: 'not-found' });
    // Whoever knows the id of a concern, as its inspectors do, has no receipt.
    await expect(read(concerns, concernOf(receipt))).rejects.toMatchObject({ code: 'not-found' });
    await concerns.close();
  });

  it('is looked at by work of its own, which keeps nobody from raising one', async () => {
    const concerns = await openConcerns({ mostReadADay: 2 });
    const receipt = await raise(concerns, 'USA', says);
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    const work = worked(concerns.readDesk.challenge(nowUs), receipt);
    await concerns.read(receipt, work);
    await expect(concerns.read(receipt, work)).rejects.toMatchObject({ code: 'request-invalid' });
    const foreign = worked(concerns.desk.challenge(nowUs), receipt);
    await expect(concerns.read(receipt, foreign)).rejects.toMatchObject({ code: 'request-invalid' });
    await read(concerns, receipt);
    await expect(read(concerns, receipt)).rejects.toMatchObject({ code: 'too-many' });
    await add(concerns, receipt, 'more');
    await raise(concerns, 'MEX', 'another');
    await concerns.close();
  });

  it('that was deleted takes what was to be added along, and holds up no other', async () => {
    const concerns = await openConcerns();
    const receipt = await raise(concerns, 'USA', says);
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    await add(concerns, receipt, 'more');
    await raise(concerns, 'USA', 'another');
    const compartment = concernsOf('USA');
    const item = `concern-${concernOf(receipt)}`;
    const order = { commandId: 'forget', timeUs: nowUs, actor: { role: 'inspector', state: 'USA', agency: 'OIG' } };
    expect(await data.memory.forget(order, compartment, item, 'RET-1')).toMatchObject({ outcome: 'appended' });
    await expect(read(concerns, receipt)).rejects.toMatchObject({ code: 'not-found' });
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    expect(said).toEqual([]);
    const kinds: string[] = [];
    for await (const { entry } of data.log.entries(0, { compartment })) kinds.push(entry.kind);
    expect(kinds.filter((kind) => kind.startsWith('account.concern'))).toEqual([
      'account.concern-raised',
      'account.concern-raised',
    ]);
    await concerns.close();
  });

  it('does not open once its day’s key is destroyed', async () => {
    const concerns = await openConcerns();
    await raise(concerns, 'USA', says);
    const path = join(folder, 'data', 'concerns', 'concerns-USA.spool');
    const kept = readFileSync(path);
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    await concerns.close();
    writeFileSync(path, kept);
    const spool = new ConcernSpool({
      folder: join(folder, 'data', 'concerns'),
      compartments: [],
      keys: data.keys,
      random: randomBytes,
    });
    expect(await spool.read('concerns-USA', nowUs)).toEqual([]);
  });

  it('leaves a file that tells neither number, order nor age', async () => {
    const concerns = await openConcerns();
    const path = join(folder, 'data', 'concerns', 'concerns-USA.spool');
    const slots = (): Set<string> => {
      const bytes = readFileSync(path).subarray(8);
      const slot = bytes.length / 16;
      return new Set(Array.from({ length: 16 }, (_, i) => bytes.toString('latin1', i * slot, (i + 1) * slot)));
    };
    const [emptySize, empty] = [statSync(path).size, slots()];
    await raise(concerns, 'USA', says);
    const one = slots();
    nowUs += 3_600e6;
    await raise(concerns, 'USA', 'x'.repeat(4_000));
    const two = slots();
    expect(statSync(path).size).toBe(emptySize);
    for (const [a, b] of [
      [empty, one],
      [one, two],
    ] as const)
      expect([...a].filter((slot) => b.has(slot))).toEqual([]);
    await concerns.close();
  });
});

describe('what is left of the person', () => {
  withData();
  let app: App;
  let concerns: AnonymousConcerns;
  let printed: string[];
  const keysAsked: string[] = [];

  async function serve(): Promise<number> {
    concerns = await openConcerns();
    app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
    guard(app);
    answerTroubles(app, (line) => said.push(line));
    limitRates(app, {
      limits: rateLimits,
      now,
      sessionKey: async ({ url }) => {
        keysAsked.push(url);
        return undefined;
      },
    });
    anonymousRoutes(app, concerns, now);
    return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  }

  beforeEach(() => {
    printed = [];
    keysAsked.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      restore.push(() => (stream.write = write));
      stream.write = (chunk: string | Uint8Array): boolean => printed.push(String(chunk)) > 0;
    }
  });
  const restore: (() => void)[] = [];
  afterEach(async () => {
    for (const one of restore.splice(0)) one();
    await concerns.close();
    await app.close();
  });

  /** Places where a planted mark is found, in whatever form it could be kept. */
  function traces(texts: ReadonlyMap<string, Buffer>, marks: readonly string[]): string[] {
    const forms = marks.flatMap((mark) => [
      Buffer.from(mark),
      Buffer.from(hash('sha256', mark, 'hex')),
      hash('sha256', mark, 'buffer'),
      Buffer.from(hash('sha256', mark, 'base64url')),
      Buffer.from(Buffer.from(mark).toString('base64')),
    ]);
    return [...texts].filter(([, bytes]) => forms.some((form) => bytes.includes(form))).map(([place]) => place);
  }

  it('is nothing: not in files, their times, a backup, the log’s content, lines, metrics or answers', async () => {
    const port = await serve();
    await data.log.publish();
    const before = new Map(filesOf(join(folder, 'data')).map((path) => [path, statSync(path).mtimeMs]));
    nowUs += 1_234_567_891;
    const raisedUs = nowUs;
    const { challenge } = JSON.parse((await send(port, 'GET')).body);
    const answer = await send(port, 'POST', { to: 'USA', says, ...worked(challenge, says) });
    expect(answer.status, answer.body).toBe(201);
    const { receipt }: { receipt: string } = JSON.parse(answer.body);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    // Nobody looked for a session; one who asks for anything else is looked for.
    expect(keysAsked).toEqual([]);

    // What the raising itself changed: the spool, whose times are a midnight's.
    const midnights = new Set<number>();
    for (const path of filesOf(join(folder, 'data'))) {
      const { mtimeMs } = statSync(path);
      if (before.get(path) === mtimeMs && !path.includes('/data/concerns')) continue;
      expect(path).toContain('/data/concerns');
      midnights.add(mtimeMs);
    }
    expect([...midnights]).toEqual([dayStart(raisedUs) / 1_000]);

    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    expect((await raised()).map((one) => one.says)).toEqual([says]);

    // The next day the person looks for an answer, and adds to it.
    nowUs += 555_000_001;
    await answerTo(receipt, 'Which flight?');
    await data.log.publish();
    const quiet = new Map(filesOf(join(folder, 'data')).map((path) => [path, statSync(path).mtimeMs]));
    nowUs += 7_654_321_987;
    const lookedUs = nowUs;
    const again = JSON.parse((await send(port, 'GET')).body);
    const looked = await send(port, 'POST', { receipt, ...worked(again.readChallenge, receipt) }, '/read');
    expect([looked.status, Value.Check(ThreadSchema, JSON.parse(looked.body))], looked.body).toEqual([200, true]);
    expect(JSON.parse(looked.body).messages).toHaveLength(2);
    const more = { receipt, says: 'The one of the 20th.' };
    const added = await send(port, 'POST', { ...more, ...worked(again.challenge, more.says) }, '/messages');
    expect([added.status, added.headers], added.body).toEqual([204, expect.not.objectContaining({ 'set-cookie': '' })]);
    const wrong = newReceipt(randomBytes);
    const { readChallenge } = JSON.parse((await send(port, 'GET')).body);
    expect((await send(port, 'POST', { receipt: wrong, ...worked(readChallenge, wrong) }, '/read')).status).toBe(404);
    for (const { headers } of [looked, added]) expect(headers).not.toHaveProperty('set-cookie');
    expect(keysAsked).toEqual([]);
    for (const path of filesOf(join(folder, 'data'))) {
      const { mtimeMs } = statSync(path);
      if (quiet.get(path) === mtimeMs) continue;
      expect(path).toContain('/data/concerns');
      expect(mtimeMs).toBe(dayStart(lookedUs) / 1_000);
    }
    nowUs = dayEnd(nowUs);
    await concerns.flushConcerns(nowUs);
    await data.log.publish();
    await backupLog(join(folder, 'data'), join(folder, 'backup'), () => {}, new AbortController().signal);

    const timesUs: number[] = [];
    const texts = new Map<string, Buffer>();
    for (const path of filesOf(folder)) if (statSync(path).isFile()) texts.set(path, readFileSync(path));
    for await (const { index, entry, content } of data.memory.browse(0)) {
      if (content.known === 'yes') texts.set(`entry ${index}`, Buffer.from(content.bytes));
      if (entry.kind !== 'account.concern-answered') timesUs.push(entry.timeUs);
    }
    expect(timesUs).toEqual([dayEnd(raisedUs), dayEnd(lookedUs)]);
    const metrics = new DoorMetrics().text([]);
    for (const [name, list] of [
      ['said', said],
      ['printed', printed],
      ['metrics', [metrics]],
    ] as const)
      texts.set(name, Buffer.from(list.join('\n')));
    expect(texts.size).toBeGreaterThan(20);
    const times = [...timeForms(raisedUs), ...timeForms(lookedUs)];
    const tokens = [challenge, again.challenge, again.readChallenge, wrong, wrong.replaceAll('-', '')];
    expect(
      traces(texts, [...Object.values(planted), receipt, receipt.replaceAll('-', ''), ...tokens, ...times]),
    ).toEqual([]);
    // The search finds what is there: the text in its entry, the state in the log, and the person's mark where one is kept.
    expect(traces(texts, [says])).toEqual([expect.stringMatching(/^entry \d+$/)]);
    expect(traces(new Map([['kept', Buffer.from(`{"address":"${planted.address}"}`)]]), [planted.address])).toEqual([
      'kept',
    ]);
    for (const path of filesOf(join(folder, 'data', 'concerns')))
      expect(statSync(path).mtimeMs).toBe(dayStart(nowUs) / 1_000);
  });

  it('is nothing when it goes wrong either', async () => {
    const port = await serve();
    rmSync(join(folder, 'data', 'concerns'), { recursive: true });
    const { challenge } = JSON.parse((await send(port, 'GET')).body);
    const failed = await send(port, 'POST', { to: 'USA', says, ...worked(challenge, says) });
    expect(failed.status).toBe(503);
    for (const bad of [{}, { to: 'USA', says, challenge, number: 'x' }, { to: 'USA', says: 'y'.repeat(40_000) }])
      expect((await send(port, 'POST', bad)).status).toBeGreaterThanOrEqual(400);
    for (const bad of [{}, { receipt: 'x' }, { receipt: planted.cookie, challenge, number: '1' }])
      for (const rest of ['/read', '/messages']) {
        const refused = await send(port, 'POST', bad, rest);
        expect(refused.status).toBe(400);
        expect(refused.body).not.toContain(planted.cookie);
      }
    expect([...said, ...printed]).toEqual([]);
    expect(failed.body).not.toMatch(/ENOENT|\/tmp|T\d\d:\d\d/);
  });

  it('is not limited by address, but by work and by day', async () => {
    const port = await serve();
    for (let i = 0; i < 700; i += 1) {
      const answer = await app.inject({
        method: 'POST',
        url: anonymousPath,
        headers: { host: '127.0.0.1' },
        payload: {},
      });
      expect(answer.statusCode).toBe(400);
    }
    expect(port).toBeGreaterThan(0);
    await concerns.close();
    concerns = await openConcerns({ mostADay: 2 });
    for (const text of ['a', 'b']) await raise(concerns, 'MEX', text);
    await expect(raise(concerns, 'MEX', 'c')).rejects.toMatchObject({ code: 'too-many' });
    nowUs = dayEnd(nowUs);
    await raise(concerns, 'MEX', 'c');
    const answer = await app.inject({
      method: 'POST',
      url: anonymousPath,
      headers: { host: '127.0.0.1' },
      payload: { to: 'XXX', says, challenge: 'x', number: '1' },
    });
    expectProblem(answer, 400, 'request-invalid');
  });
});

/** A time as it could be written down: to the second, in several notations. */
function timeForms(timeUs: number): string[] {
  const iso = new Date(timeUs / 1_000).toISOString();
  const seconds = String(Math.floor(timeUs / 1e6));
  return [iso.slice(0, 19), iso.slice(11, 19), seconds, String(timeUs)];
}
