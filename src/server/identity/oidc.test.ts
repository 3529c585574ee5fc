import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, OidcServer } from '../../../test/oidc-server.ts';
import { AtalayaError } from '../../model/errors.ts';
import { Secret } from './configuration.ts';
import { Oidc } from './oidc.ts';
import type { Transaction } from './transactions.ts';

const returnTo = new URL('http://127.0.0.1:8400/sign-in/return');
const secret = 'a secret of the tests alone, long enough';
const clients = new Map([
  ['atalaya', secret],
  ['another', 'the other secret of the tests, as long'],
]);
let server: OidcServer;

beforeAll(async () => {
  server = await OidcServer.start({ clients, redirectUri: returnTo.href });
});
afterAll(() => server.stop());

function oidcAt(issuer: string, clientId = 'atalaya', others: readonly string[] = []): Oidc {
  const url = new URL(issuer);
  return new Oidc({
    settings: {
      issuer: url,
      clientId,
      clientSecret: new Secret(clients.get(clientId) ?? ''),
      personClaim: 'sub',
      origins: new Set([url.origin, ...others]),
    },
    returnTo,
    timeoutS: 5,
  });
}

async function begun(oidc: Oidc, stepUp = false) {
  const { location, ...parts } = await oidc.begin(stepUp);
  const transaction: Transaction = { ...parts, atUs: 0, stepUp, session: undefined };
  return { location: location.href, transaction };
}

/** Ends a sign-in that must not hold, and gives the trouble. */
async function trouble(work: Promise<unknown>): Promise<AtalayaError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AtalayaError)) throw new Error(`it ended with ${String(error)}`);
  return error;
}

describe('signing in at a provider', () => {
  it('says who it is and when they signed in', async () => {
    const oidc = oidcAt(server.issuer);
    const { location, transaction } = await begun(oidc);
    const asked = new URL(location).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('response_type')).toBe('code');
    const back = await server.signIn('p-maria', location);
    const { person, atS } = await oidc.finish(transaction, back.search);
    expect(person).toBe('p-maria');
    expect(Math.abs(Date.now() / 1000 - atS)).toBeLessThan(60);
  });

  it.each([
    ['state', (one: Transaction) => ({ ...one, state: 'another' })],
    ['nonce', (one: Transaction) => ({ ...one, nonce: 'another' })],
    ['proof key', (one: Transaction) => ({ ...one, verifier: 'v'.repeat(43) })],
  ])('refuses another %s', async (_what, change) => {
    const oidc = oidcAt(server.issuer);
    const { location, transaction } = await begun(oidc);
    const back = await server.signIn('p-maria', location);
    const { code, message } = await trouble(oidc.finish(change(transaction), back.search));
    expect(code).toBe('request-refused');
    expect(message).not.toContain(back.searchParams.get('code') ?? 'code');
  });

  it('refuses a code that was used before', async () => {
    const oidc = oidcAt(server.issuer);
    const { location, transaction } = await begun(oidc);
    const back = await server.signIn('p-maria', location);
    await oidc.finish(transaction, back.search);
    expect((await trouble(oidc.finish(transaction, back.search))).code).toBe('request-refused');
  });

  it('refuses a code that has expired', async () => {
    const brief = await OidcServer.start({ clients, redirectUri: returnTo.href, codeLifeS: 1 });
    try {
      const oidc = oidcAt(brief.issuer);
      const { location, transaction } = await begun(oidc);
      const back = await brief.signIn('p-maria', location);
      await setTimeout(2_100);
      expect((await trouble(oidc.finish(transaction, back.search))).code).toBe('request-refused');
    } finally {
      await brief.stop();
    }
  });

  it('refuses a code that was given to another client', async () => {
    const [oidc, other] = [oidcAt(server.issuer), oidcAt(server.issuer, 'another')];
    const { location, transaction } = await begun(other);
    const back = await server.signIn('p-maria', location);
    expect((await trouble(oidc.finish(transaction, back.search))).code).toBe('request-refused');
  });

  it('refuses what the provider itself refuses, and an answer of another issuer', async () => {
    const oidc = oidcAt(server.issuer);
    const { location, transaction } = await begun(oidc);
    const denied = `?error=access_denied&state=${transaction.state}&iss=${encodeURIComponent(server.issuer)}`;
    expect((await trouble(oidc.finish(transaction, denied))).code).toBe('request-refused');
    const back = await server.signIn('p-maria', location);
    back.searchParams.set('iss', 'https://elsewhere.example');
    expect((await trouble(oidc.finish(transaction, back.search))).code).toBe('request-refused');
  });

  it('asks again at a step-up, though the person has a session there', async () => {
    const oidc = oidcAt(server.issuer);
    const browser = new Browser();
    const first = await begun(oidc);
    const before = await oidc.finish(
      first.transaction,
      (await server.signIn('p-maria', first.location, browser)).search,
    );
    await setTimeout(1_100);
    const second = await begun(oidc);
    const single = await oidc.finish(
      second.transaction,
      (await server.signIn('p-maria', second.location, browser)).search,
    );
    expect(single.atS).toBe(before.atS);
    const third = await begun(oidc, true);
    const fresh = await oidc.finish(
      third.transaction,
      (await server.signIn('p-maria', third.location, browser)).search,
    );
    expect(fresh.atS).toBeGreaterThan(before.atS);
  });
});

describe('a provider that is away, or bad', () => {
  it('is said to be away, and asked again once it is back', async () => {
    const gone = await OidcServer.start({ clients, redirectUri: returnTo.href });
    const oidc = oidcAt(gone.issuer);
    const { location, transaction } = await begun(oidc);
    const back = await gone.signIn('p-maria', location);
    await gone.stop();
    expect((await trouble(oidc.finish(transaction, back.search))).code).toBe('not-reachable');
    expect((await trouble(oidcAt(gone.issuer).begin(false))).code).toBe('not-reachable');
  });

  it('a failed discovery is not kept', async () => {
    let down = true;
    const flaky = await OidcServer.start({
      clients,
      redirectUri: returnTo.href,
      instead: (path) => (down && path.includes('.well-known') ? { status: 503, body: {} } : undefined),
    });
    try {
      const oidc = oidcAt(flaky.issuer);
      await trouble(oidc.begin(false));
      down = false;
      expect((await oidc.begin(false)).location.origin).toBe(flaky.issuer);
    } finally {
      await flaky.stop();
    }
  });

  it('is not followed elsewhere, nor asked at addresses that are not its own', async () => {
    const inner = await OidcServer.start({ clients, redirectUri: returnTo.href });
    const ends = { token_endpoint: `${inner.issuer}/token`, jwks_uri: `${inner.issuer}/jwks` };
    const bad = await OidcServer.start({
      clients,
      redirectUri: returnTo.href,
      instead: (path, issuer) =>
        path.includes('.well-known')
          ? { status: 200, body: { issuer, authorization_endpoint: `${issuer}/auth`, ...ends } }
          : undefined,
    });
    const sending = await OidcServer.start({
      clients,
      redirectUri: returnTo.href,
      instead: (path) => ({ status: 302, body: {}, location: `${inner.issuer}${path}` }),
    });
    try {
      expect((await trouble(oidcAt(sending.issuer).begin(false))).code).toBe('request-refused');
      const oidc = oidcAt(bad.issuer);
      const { transaction } = await begun(oidc);
      const back = `?code=x&state=${transaction.state}`;
      expect((await trouble(oidc.finish(transaction, back))).message).toContain(inner.issuer);
      expect(inner.asked).toEqual([]);
      // Said to be the provider's own, it is asked.
      const allowed = oidcAt(bad.issuer, 'atalaya', [inner.issuer]);
      const next = await begun(allowed);
      await trouble(allowed.finish(next.transaction, `?code=x&state=${next.transaction.state}`));
      expect(inner.asked).toContain('/token');
    } finally {
      for (const one of [inner, bad, sending]) await one.stop();
    }
  });

  it('does not send people elsewhere', async () => {
    const bad = await OidcServer.start({
      clients,
      redirectUri: returnTo.href,
      instead: (path, issuer) =>
        path.includes('.well-known')
          ? { status: 200, body: { issuer, authorization_endpoint: 'https://elsewhere.example/auth' } }
          : undefined,
    });
    try {
      expect((await trouble(oidcAt(bad.issuer).begin(false))).message).toContain('elsewhere.example');
    } finally {
      await bad.stop();
    }
  });

  it('cannot fill the memory', async () => {
    const bad = await OidcServer.start({
      clients,
      redirectUri: returnTo.href,
      instead: () => ({ status: 200, body: { padding: 'x'.repeat(2_000_000) } }),
    });
    try {
      expect((await trouble(oidcAt(bad.issuer).begin(false))).message).toContain('too much');
    } finally {
      await bad.stop();
    }
  });
});
