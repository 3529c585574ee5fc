import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieName, isLoopback, parseOwnAddress, readCookie, setCookie } from './cookies.ts';
import { addressKey, Buckets } from './rates.ts';
import { type SessionRecord, type SessionRecords, SessionsInMemory } from './session-records.ts';
import { keyOf, Sessions } from './sessions.ts';
import { Transactions } from './transactions.ts';

const office = { role: 'analyst', state: 'USA', agency: 'CBP' } as const;
const ends = { idleS: 1_800, absoluteS: 43_200 };

class Clock {
  us = 1_000_000_000_000_000;
  readonly now = (): number => this.us;
  passS(seconds: number): void {
    this.us += seconds * 1e6;
  }
}

function world(most?: number) {
  const clock = new Clock();
  const store = new SessionsInMemory(most);
  const sessions = new Sessions({ store, ends, now: clock.now, random: randomBytes });
  const open = (person = 'p-a') => sessions.open({ person, office, by: 'oidc', atUs: clock.us }, undefined);
  return { clock, store, sessions, open };
}

describe('sessions', () => {
  it('keep nothing that opens them', async () => {
    const kept: string[] = [];
    const inner = new SessionsInMemory();
    const store: SessionRecords = {
      get: (key) => inner.get(key),
      set: (key: string, record: SessionRecord) => {
        kept.push(key, JSON.stringify(record));
        return inner.set(key, record);
      },
      replace: (key, record) => inner.replace(key, record),
      touch: (key, usedUs) => inner.touch(key, usedUs),
      delete: (key) => inner.delete(key),
      deleteOf: (person) => inner.deleteOf(person),
    };
    const sessions = new Sessions({ store, ends, now: () => 1, random: randomBytes });
    const id = await sessions.open({ person: 'p-a', office, by: 'oidc', atUs: 1 }, undefined);
    expect(Buffer.from(id, 'base64url')).toHaveLength(32);
    expect(kept).toContain(keyOf(id));
    expect(kept.join()).not.toContain(id);
    expect(await sessions.find(keyOf(id))).toBeUndefined();
  });

  it('end when idle', async () => {
    const { clock, sessions, open } = world();
    const id = await open();
    clock.passS(1_799);
    expect(await sessions.find(id)).toMatchObject({ person: 'p-a', signedInAgoS: 1_799, stepUpAgoS: undefined });
    clock.passS(1_799);
    expect(await sessions.find(id)).toBeDefined();
    clock.passS(1_800);
    expect(await sessions.find(id)).toBeUndefined();
  });

  it('end after their longest time, used or stepped up as they may be', async () => {
    const { clock, sessions, open } = world();
    let id = await open();
    let passedS = 0;
    for (; passedS + 1_000 < ends.absoluteS; passedS += 1_000) {
      clock.passS(1_000);
      const found = await sessions.find(id);
      id = (await sessions.stepUp(found?.key ?? '', { person: 'p-a', by: 'oidc', atUs: clock.us })) ?? '';
      expect(id).not.toBe('');
    }
    clock.passS(ends.absoluteS - passedS);
    expect(await sessions.find(id)).toBeUndefined();
  });

  it('count a step-up from when the person showed who they are, and never from what lies ahead', async () => {
    const { clock, sessions, open } = world();
    const before = await open();
    clock.passS(600);
    const { key = '' } = (await sessions.find(before)) ?? {};
    const id = await sessions.stepUp(key, { person: 'p-a', by: 'oidc', atUs: clock.us - 20e6 });
    expect(await sessions.find(before)).toBeUndefined();
    expect(await sessions.find(id ?? '')).toMatchObject({ signedInAgoS: 20, stepUpAgoS: 20 });
    const ahead = await sessions.open({ person: 'p-a', office, by: 'oidc', atUs: clock.us + 900e6 }, undefined);
    clock.passS(5);
    expect(await sessions.find(ahead)).toMatchObject({ signedInAgoS: 5 });
  });

  it.each([
    ['another person', { person: 'p-b', by: 'oidc' }],
    ['another way', { person: 'p-a', by: 'chooser' }],
  ] as const)('end at a step-up by %s', async (_what, other) => {
    const { clock, sessions, open } = world();
    const id = await open();
    expect(await sessions.stepUp(keyOf(id), { ...other, atUs: clock.us })).toBeUndefined();
    expect(await sessions.find(id)).toBeUndefined();
  });

  it('end all at once for a person', async () => {
    const { sessions, open } = world();
    const ids = [await open(), await open(), await open('p-b')];
    expect(await sessions.closeAllOf('p-a')).toBe(2);
    expect((await Promise.all(ids.map((id) => sessions.find(id)))).map((one) => one?.person)).toEqual([
      ...[undefined, undefined, 'p-b'],
    ]);
  });

  it('are bounded', async () => {
    const { store, sessions, open } = world(10);
    const first = await open();
    for (let i = 0; i < 30; i += 1) await open();
    expect(store.size).toBe(10);
    expect(await sessions.find(first)).toBeUndefined();
  });
});

describe('cookies', () => {
  it('are ours alone where they can be', () => {
    expect(cookieName('session', true)).toBe('__Host-atalaya');
    expect(setCookie('session', 'x', true)).toBe('__Host-atalaya=x; Path=/; HttpOnly; SameSite=Strict; Secure');
    expect(setCookie('session', 'x', false)).toBe('atalaya=x; Path=/; HttpOnly; SameSite=Strict');
  });

  it('are read back among others, and not where there are two of the name', () => {
    const token = 'A'.repeat(43);
    expect(readCookie(`a=b; atalaya=${token}; c`, 'session', false)).toBe(token);
    expect(readCookie(`atalaya=${token}; atalaya=${'B'.repeat(43)}`, 'session', false)).toBeUndefined();
    expect(readCookie(`atalaya=${token}`, 'session', true)).toBeUndefined();
    expect(readCookie(`atalaya=${token}x`, 'session', false)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => /^[\w-]{43}$/.test(readCookie(text, 'session', false) ?? token)));
  });

  it.each([
    'http://atalaya.example',
    'https://a.example/path',
    'https://u:p@a.example',
    'ftp://a',
    'x',
    'http://127.evil.example',
  ])('there is no address %s', (text) => expect(() => parseOwnAddress(text, 'test')).toThrow(/no address/));

  it('know the loopback', () => {
    expect(['127.0.0.1', '127.9.9.9', '[::1]', 'localhost'].filter((one) => !isLoopback(one))).toEqual([]);
    expect(
      ['10.0.0.1', '169.254.169.254', '127.0.0.1.example', 'localhost.example', '0.0.0.0'].filter(isLoopback),
    ).toEqual([]);
  });
});

describe('sign-ins under way', () => {
  it('serve once, and are bounded', () => {
    const open = new Transactions(randomBytes, 5);
    const one = { state: 's', nonce: 'n', verifier: 'v', atUs: 0, stepUp: false, session: undefined };
    const first = open.begin(one);
    const tokens = Array.from({ length: 8 }, () => open.begin(one));
    expect(open.size).toBe(5);
    expect(open.take(first, 1)).toBeUndefined();
    expect(open.take(tokens.at(-1), 1)).toBe(one);
    expect(open.take(tokens.at(-1), 1)).toBeUndefined();
    expect(open.take(tokens.at(-2), 600e6)).toBeUndefined();
    expect(open.take(undefined, 1)).toBeUndefined();
  });
});

describe('limits of rate', () => {
  it('never let through more than burst and refill, whatever the order', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b'), waitS: fc.double({ min: 0, max: 5, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const buckets = new Buckets({ burst: 4, perS: 0.5 });
        const passed = new Map([...'ab'].map((key) => [key, 0]));
        let atUs = 0;
        for (const { key, waitS } of steps) {
          atUs += waitS * 1e6;
          if (buckets.take(key, atUs) === 0) passed.set(key, (passed.get(key) ?? 0) + 1);
        }
        for (const count of passed.values()) expect(count).toBeLessThanOrEqual(4 + atUs / 2e6 + 1e-6);
      }),
    );
  });

  it('say how long to wait, and that is long enough', () => {
    const buckets = new Buckets({ burst: 1, perS: 0.1 });
    expect(buckets.take('a', 0)).toBe(0);
    const waitS = buckets.take('a', 1e6);
    expect(waitS).toBeCloseTo(9, 6);
    expect(buckets.take('a', 1e6 + Math.ceil(waitS) * 1e6)).toBe(0);
  });

  it('hold a bounded number of askers, those who ask now among them', () => {
    const buckets = new Buckets({ burst: 1, perS: 0.001 }, 100);
    for (let i = 0; i < 1_000; i += 1) {
      buckets.take(`other-${i}`, i);
      buckets.take('busy', i);
    }
    expect(buckets.size).toBe(100);
    expect(buckets.take('busy', 1_000)).toBeGreaterThan(0);
  });

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
});
