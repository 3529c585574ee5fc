import { describe, expect, it } from 'vitest';
import type { EntriesView, EnvelopeView } from '../../../src/model/log-views.ts';
import { NO_FILTER } from '../state/log-filter.ts';
import { Book, matches, pageEntries } from './book.ts';
import { baseFor, mostRows, scrollTo, utcIn, windowOf } from './window.ts';

const entry = (index: number): EnvelopeView => ({
  index,
  stream: 'person/p1',
  version: index + 1,
  kind: index % 3 === 0 ? 'account.office-granted' : 'account.body-opened',
  timeUs: index * 1_000_000,
  role: 'analyst',
  state: 'USA',
  agency: 'A1',
  compartment: 'people',
  command: '',
  part: 0,
  parts: 1,
  commitment: '',
  body: 'sealed',
  attachments: [],
});

/** Answers as the service does, from a log of this many entries. */
function service(size: number, filter = NO_FILTER) {
  const asked: string[] = [];
  const fetch = async (path: string): Promise<EntriesView> => {
    asked.push(path);
    const query = new URLSearchParams(path.split('?')[1]);
    const [from, count] = [Number(query.get('from')), Number(query.get('count'))];
    const found = Array.from({ length: size }, (_, at) => entry(at)).filter(
      (one) => one.index >= from && matches(one, filter),
    );
    return { size, entries: found.slice(0, count), next: found[count]?.index ?? null };
  };
  return { asked, fetch };
}
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

describe('the rows of the log', () => {
  it('are fetched where one looks, once', async () => {
    const { asked, fetch } = service(1_000);
    const book = new Book(NO_FILTER, fetch);
    book.need(0, 1);
    await settled();
    expect(book.rows).toBe(1_000);
    book.need(900, 950);
    book.need(900, 950);
    await settled();
    expect(book.row(901)?.index).toBe(901);
    expect(book.row(500)).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('of a filter grow as one looks on', async () => {
    const filter = { ...NO_FILTER, kind: 'account.office-granted' };
    const book = new Book(filter, service(1_000, filter).fetch);
    book.need(0, 1);
    await settled();
    expect([book.rows, book.more]).toEqual([pageEntries, true]);
    book.need(pageEntries - 10, pageEntries);
    await settled();
    expect([book.rows, book.more]).toEqual([334, false]);
    expect(book.row(333)?.index).toBe(999);
  });

  it('take in what is told live, and notice what was missed', async () => {
    const book = new Book(NO_FILTER, service(5).fetch);
    book.need(0, 1);
    await settled();
    book.append(entry(5));
    book.append(entry(5));
    expect([book.rows, book.row(5)?.index]).toEqual([6, 5]);
    book.append(entry(9));
    expect([book.rows, book.row(9)]).toEqual([10, null]);
  });

  it('count what came unasked, told live or by an answer; of a filter, only what it lets through', async () => {
    const before = service(pageEntries + 3);
    const after = service(pageEntries + 7);
    let now = before;
    const book = new Book(NO_FILTER, (path) => now.fetch(path));
    book.need(0, 1);
    await settled();
    expect(book.arrived).toBe(0);
    book.append(entry(pageEntries + 3));
    expect(book.arrived).toBe(1);
    now = after;
    book.need(pageEntries, pageEntries + 1);
    await settled();
    expect([book.rows, book.arrived]).toEqual([pageEntries + 7, 4]);
    const few = new Book(
      { ...NO_FILTER, kind: 'account.office-granted' },
      service(3, { ...NO_FILTER, kind: 'account.office-granted' }).fetch,
    );
    few.need(0, 1);
    await settled();
    few.append(entry(3));
    few.append(entry(4));
    expect([few.rows, few.arrived]).toEqual([2, 1]);
  });

  it('stay as they are when the service fails, until asked again', async () => {
    let fails = true;
    const { fetch } = service(5);
    const book = new Book(NO_FILTER, (path) => (fails ? Promise.reject(new Error('no')) : fetch(path)));
    book.need(0, 1);
    await settled();
    expect(book.problem).toBeInstanceOf(Error);
    fails = false;
    book.retry();
    await settled();
    expect([book.problem, book.rows]).toEqual([null, 5]);
  });
});

describe('the part of a list that is drawn', () => {
  it('is what can be seen and a little more', () => {
    expect(windowOf(2_400, 240, 24, 1_000)).toEqual({ first: 88, end: 122 });
    expect(windowOf(0, 240, 24, 3)).toEqual({ first: 0, end: 3 });
  });

  it('moves along a log too long to scroll through', () => {
    expect(baseFor(null, 10)).toBe(0);
    expect(baseFor(null, mostRows + 7)).toBe(7);
    expect(baseFor(3, mostRows * 4)).toBe(0);
  });

  it('scrolls only as far as it must', () => {
    expect(scrollTo(5, 0, 240, 24)).toBeNull();
    expect(scrollTo(20, 0, 240, 24)).toBe(264);
    expect(scrollTo(1, 240, 240, 24)).toBe(24);
  });
});

describe('a time as it is written', () => {
  it('is read in UTC', () => {
    expect(utcIn('2026-11-23 14:05')).toBe(Date.UTC(2026, 10, 23, 14, 5) * 1000);
    expect(utcIn('2026-11-23T14:05:09Z')).toBe(Date.UTC(2026, 10, 23, 14, 5, 9) * 1000);
    expect(utcIn('2026-11-23')).toBe(Date.UTC(2026, 10, 23) * 1000);
  });

  it.each(['', 'today', '2026-02-30', '2026-11-23 25:00', '2026-11-23 10:61', '23.11.2026'])('is none: %s', (text) => {
    expect(utcIn(text)).toBeUndefined();
  });
});
