import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DoorClient, startUs } from '../../test/door.ts';
import { expectProblem, ServiceClient } from '../../test/service-client.ts';
import { createService as createDoor, type Service } from '../app.ts';
import { openDataFolder } from '../store/folder/data-folder.ts';
import { foundLog } from '../store/folder/founding.ts';
import { parseIssuer, readIdentitySettings, secretVariable } from './identity/configuration.ts';
import { parseOwnAddress } from './identity/cookies.ts';
import { type OpenIdentity, openIdentity } from './identity/open.ts';
import { contentSecurityPolicy } from './security.ts';
import { createService } from './service.ts';

/** What every answer has, whatever was asked: OWASP Secure Headers Project. */
const required: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
};
const address = parseOwnAddress('https://atalaya.example', 'test');
const own = { host: address.host, origin: address.origin, 'x-atalaya': '1' };
const secretText = 'hush-8d1c-planted';

let folder: string;
let door: DoorClient;
let service: Service;
let identity: OpenIdentity;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-security-test-'));
  const file = join(folder, 'identity.json');
  // Nobody listens there.
  const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'atalaya' };
  writeFileSync(file, JSON.stringify({ address: address.origin, oidc }));
  door = await DoorClient.open();
  const { data, options } = door;
  const signIn = readIdentitySettings(file, { [secretVariable]: secretText });
  identity = await openIdentity({ data, folder, signIn, states: ['USA', 'MEX'], now: options.now, say: options.say });
  const { sessionOf, before } = identity;
  service = await createDoor({ ...options, address: identity.address, sessionOf, before });
});
afterAll(async () => {
  await identity.close();
  await service.stop();
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const methods = { GET: 'GET', HEAD: 'HEAD', POST: 'POST', PUT: 'PUT', DELETE: 'DELETE' } as const;
const isMethod = (text: string): text is keyof typeof methods => Object.hasOwn(methods, text);

function ask(method: string, url: string, headers: Record<string, string> = own) {
  if (!isMethod(method)) throw new Error(`a route of the method ${method}`);
  const body = method === 'POST' || method === 'PUT' ? { payload: {} } : {};
  return service.http.inject({ method, url, headers, ...body });
}

describe('every route of the door', () => {
  it('answers with all headers, and no cookie to who is nobody', async () => {
    const { routes } = service;
    expect(routes.length).toBeGreaterThan(30);
    for (const url of ['/api/session', '/api/concerns/anonymous', '/api/session/sign-in'])
      expect(routes.map((route) => route.url)).toContain(url);
    for (const { method, url } of [...routes, { method: 'GET', url: '/nothing/here' }]) {
      if (url.includes('events')) continue;
      const answer = await ask(method, url.replaceAll(/:\w+/g, '1'));
      expect(answer.statusCode, `${method} ${url} ${answer.body.slice(0, 200)}`).not.toBe(500);
      expect(answer.headers, `${method} ${url}`).toMatchObject(required);
      expect(answer.headers['strict-transport-security'], url).toBe('max-age=31536000');
      expect(answer.headers['cache-control'], url).toBe('no-store');
      expect(answer.headers, url).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers, url).not.toHaveProperty('server');
      for (const line of [answer.headers['set-cookie'] ?? []].flat())
        expect(line, url).toMatch(
          /^__Host-atalaya(-sign-in)?=; Path=\/; HttpOnly; SameSite=(Strict|Lax); Secure; Max-Age=0$/,
        );
    }
  });

  it('refuses other sites and other names', async () => {
    for (const { method, url } of service.routes.filter((route) => !route.url.includes('events'))) {
      const path = url.replaceAll(/:\w+/g, '1');
      const bad = [
        { ...own, host: 'elsewhere.example' },
        { ...own, origin: 'https://elsewhere.example' },
      ];
      for (const headers of bad) {
        const answer = await ask(method, path, headers);
        // What answers HEAD has no body.
        if (method === 'HEAD') expect(answer.statusCode, url).toBe(403);
        else expectProblem(answer, 403, 'request-refused');
      }
    }
  });

  it('counts: limits hold for routes that were added after them', async () => {
    let last = await ask('POST', '/api/commands/account.raise-concern');
    for (let i = 0; i < 700 && last.statusCode !== 429; i += 1)
      last = await ask('POST', '/api/commands/account.raise-concern');
    expectProblem(last, 429, 'too-many');
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    // Somebody at another address is not held up, and a concern never is.
    expect((await ask('GET', '/api/concerns/anonymous')).statusCode).toBe(200);
  });

  it('takes no body beyond its limit', async () => {
    const payload = JSON.stringify({ says: 'x'.repeat(300_000) });
    const headers = { ...own, 'content-type': 'application/json' };
    for (const url of ['/api/concerns/anonymous', '/api/session/sign-in']) {
      const answer = await service.http.inject({ method: 'POST', url, headers, payload });
      expectProblem(answer, 413, 'too-large');
    }
  });
});

describe('what scripts may do', () => {
  it.each([
    "default-src 'self'",
    "script-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])('the policy says %s', (part) => expect(contentSecurityPolicy.split('; ')).toContain(part));
  it('nothing inline, evaluated, or from elsewhere', () =>
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/));
});

describe('the provider’s address', () => {
  it.each([
    'http://login.example',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.5',
    'http://127.0.0.1.login.example',
    'http://localhost.login.example',
    'http://0.0.0.0:80',
    'https://user:pass@login.example',
    'https://login.example/?next=http://10.0.0.5',
    'https://login.example/#x',
    'file:///etc/passwd',
    'ftp://login.example',
    'login.example',
  ])('%s is not asked', (text) => expect(() => parseIssuer(text, 'test')).toThrow(/no issuer/));
  it.each([
    'https://login.example',
    'https://login.example/realms/a',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'http://localhost:3000',
  ])('%s is', (text) => expect(parseIssuer(text, 'test').href).toContain(text));
});

describe('the file of how people sign in', () => {
  const oidc = { issuer: 'https://login.example', clientId: 'atalaya' };
  const read = (value: unknown, env: Record<string, string> = {}) => {
    const file = join(folder, 'tried.json');
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return readIdentitySettings(file, env);
  };
  it('is read, its secret shown to nobody', () => {
    const settings = read({ address: address.origin, oidc }, { [secretVariable]: secretText });
    expect(settings.oidc.clientSecret?.reveal()).toBe(secretText);
    expect(JSON.stringify(settings)).not.toContain(secretText);
    expect(settings.oidc.personClaim).toBe('sub');
  });
  it('may name a file of the secret, which others cannot read', () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, `${secretText}\n`, { mode: 0o600 });
    const named = { address: address.origin, oidc: { ...oidc, clientSecretFile: secret } };
    expect(read(named).oidc.clientSecret?.reveal()).toBe(secretText);
    rmSync(secret);
    writeFileSync(secret, secretText, { mode: 0o644 });
    expect(() => read(named)).toThrow(/Others may read/);
  });
  it.each([
    ['no JSON', '{', 'no JSON'],
    ['no issuer', { address: address.origin, oidc: { clientId: 'x' } }, 'oidc'],
    ['a word it does not know', { address: address.origin, oidc, secret: secretText }, 'not understood'],
    ['an address without TLS', { address: 'http://atalaya.example', oidc }, 'no address'],
    [
      'a secret that is not there',
      { address: address.origin, oidc: { ...oidc, clientSecretFile: '/nowhere/at-all' } },
      'cannot be read',
    ],
  ])('is refused with %s, and says nothing of a secret', (_what, value, says) => {
    let message = '';
    try {
      read(value, { [secretVariable]: secretText });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(says);
    expect(message).not.toContain(secretText);
  });
});

describe('an exercise’s chooser', () => {
  it('is not opened over operations by any setting', async () => {
    const own = mkdtempSync(join(tmpdir(), 'atalaya-security-operations-'));
    const now = (): number => startUs;
    const data = await openDataFolder({
      folder: own,
      origin: 'log.test/own',
      now,
      witnesses: [],
      publishIntervalMs: 'none',
    });
    try {
      await foundLog(data.log, 'operations', startUs);
      const signIn = { address: parseOwnAddress('http://127.0.0.1:8400', 'test'), exercise: true } as const;
      const open = () => openIdentity({ data, folder: own, signIn, states: ['USA'], now, say: () => {} });
      await expect(open()).rejects.toMatchObject({ code: 'request-refused' });
      await expect(foundLog(data.log, 'exercise', startUs)).rejects.toMatchObject({ code: 'usage' });
    } finally {
      await data.close();
      rmSync(own, { recursive: true });
    }
  });
});

describe('files that are served', () => {
  it('are those of the folder and no others, by whatever path', async () => {
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    writeFileSync(join(pages, 'index.html'), 'the page');
    writeFileSync(join(folder, 'outside.txt'), 'kept outside');
    const transcoder = { kind: 'none', reason: 'this is a test' } as const;
    const workstation = await createService({ transcoder, pages, say: () => {} });
    const paths = [
      '/../outside.txt',
      '/..%2foutside.txt',
      '/%2e%2e/outside.txt',
      '/assets/../../outside.txt',
      '/..\\outside.txt',
    ];
    const more = [
      '/assets/%2e%2e%2f%2e%2e%2foutside.txt',
      `/${folder}/outside.txt`,
      '//etc/passwd',
      '/%00',
      '/index.html%00.txt',
      '/assets',
    ];
    try {
      for (const url of [...paths, ...more]) {
        const answer = await workstation.app.inject({ method: 'GET', url, headers: { host: '127.0.0.1' } });
        expect([400, 404], url).toContain(answer.statusCode);
        expect(answer.body).not.toContain('kept outside');
        expect(answer.headers, url).toMatchObject(required);
      }
      const page = await workstation.app.inject({ method: 'GET', url: '/', headers: { host: '127.0.0.1' } });
      expect([page.statusCode, page.body]).toEqual([200, 'the page']);
      expect(page.headers).toMatchObject(required);
    } finally {
      await workstation.close();
    }
  });

  it('recordings are taken up to a limit', async () => {
    const client = await ServiceClient.open();
    try {
      const answer = await client.service.app.inject({
        method: 'POST',
        url: '/api/flights?name=x.ts',
        headers: { host: '127.0.0.1', 'content-type': 'application/octet-stream', 'content-length': String(2 ** 50) },
        payload: Buffer.alloc(0),
      });
      expectProblem(answer, 413, 'too-large');
      expect(answer.headers).toMatchObject(required);
    } finally {
      await client.close();
    }
  });
});
