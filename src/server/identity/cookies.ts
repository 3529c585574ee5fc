import { isIP } from 'node:net';
import { AtalayaError } from '../../model/errors.ts';

/** The one address by which people reach the service, and what follows from it. */
export interface OwnAddress {
  /** Scheme, host and port, as browsers send it in `Origin`. */
  readonly origin: string;
  readonly host: string;
  readonly secure: boolean;
  /** Reached by every name of the loopback, and at whatever port was free or is forwarded there: on one's own machine. */
  readonly anyLoopback?: true;
}

/** One's own machine. */
export const loopbackAddress: OwnAddress = {
  origin: 'http://127.0.0.1',
  host: '127.0.0.1',
  secure: false,
  anyLoopback: true,
};

const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * The origin of our own page, by the host that a request names; undefined where the service does not answer to that host. Browsers write `Host` themselves, and
 * names of the loopback lead to this machine only: no page of another site can come by one, nor by its port.
 */
export function ownOrigin(address: OwnAddress, host: string | undefined): string | undefined {
  if (address.anyLoopback !== true) return host === address.host ? address.origin : undefined;
  return host !== undefined && loopbackHost.test(host) ? `http://${host}` : undefined;
}

/** Whether a host's name stands for this very machine, whatever a name server says. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Parses the service's public address: https, or http on the loopback, without path. Errors: `usage`. */
export function parseOwnAddress(text: string, where: string): OwnAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const sound = url?.origin === text && (url.protocol === 'https:' || isPlainLoopback(url));
  if (url !== undefined && sound) return { origin: url.origin, host: url.host, secure: url.protocol === 'https:' };
  const cure = 'Give scheme, host and port alone, such as https://atalaya.example; http only on the loopback';
  throw new AtalayaError('usage', `${JSON.stringify(text)} is no address to be reached by`, where, cure);
}

export const isPlainLoopback = (url: URL): boolean => url.protocol === 'http:' && isLoopback(url.hostname);

export type CookieUse = 'session' | 'sign-in';

/**
 * A cookie's name. `__Host-` binds it to this very host, over TLS, for all paths (RFC 6265bis section 4.1.3.2); browsers refuse the prefix without TLS, so on the
 * loopback the name is plain.
 */
export function cookieName(use: CookieUse, secure: boolean): string {
  const name = use === 'session' ? 'atalaya' : 'atalaya-sign-in';
  return secure ? `__Host-${name}` : name;
}

/**
 * A `Set-Cookie` line without an age: it goes with the browser, and its end is kept here. The sign-in cookie alone is Lax: the provider sends the person back from another site,
 * and it only finds the sign-in that was begun in this browser.
 */
export function setCookie(use: CookieUse, value: string, secure: boolean): string {
  const site = use === 'session' ? 'Strict' : 'Lax';
  return `${cookieName(use, secure)}=${value}; Path=/; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}`;
}

/** Takes a cookie back. */
export const dropCookie = (use: CookieUse, secure: boolean): string => `${setCookie(use, '', secure)}; Max-Age=0`;

const tokenBytes = 32;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** Text of a random token of 32 bytes. */
export const tokenText = (random: (count: number) => Uint8Array): string =>
  Buffer.from(random(tokenBytes)).toString('base64url');

/** Our token among the cookies of a request; undefined where there is none, or more than one of the name. */
export function readCookie(header: string | undefined, use: CookieUse, secure: boolean): string | undefined {
  const wanted = `${cookieName(use, secure)}=`;
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(wanted))
    .map((part) => part.slice(wanted.length));
  const [value] = found;
  return found.length === 1 && value !== undefined && tokenPattern.test(value) ? value : undefined;
}
