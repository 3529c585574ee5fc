import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AtalayaError } from '../model/errors.ts';
import { loopbackAddress, type OwnAddress, ownOrigin } from './identity/cookies.ts';

/** What the page may do: nothing that does not come from this service. MapLibre and mpegts.js run workers from blobs. */
export const contentSecurityPolicy: string = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
};

/** A page of another site could reach the loopback under a name of its own (DNS rebinding): only our own names are answered. */
function checkHost(request: FastifyRequest, address: OwnAddress): void {
  if (ownOrigin(address, request.headers.host) !== undefined) return;
  const names = address.anyLoopback === true ? '127.0.0.1 and localhost' : address.origin;
  throw new AtalayaError('request-refused', `This service answers on ${names} only`, 'Host', 'Open it there');
}

/** Other sites may link to the page; they may not call the service, nor change anything. */
function checkOrigin(request: FastifyRequest, address: OwnAddress): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const navigating = reading && request.headers['sec-fetch-mode'] === 'navigate' && !request.url.startsWith('/api/');
  const foreign =
    (origin !== undefined && origin !== ownOrigin(address, host)) || site === 'cross-site' || site === 'same-site';
  if (!foreign || navigating) return;
  throw new AtalayaError(
    'request-refused',
    'The request comes from another site',
    'Origin',
    'Use the page of this service',
  );
}

/** The validator takes "1e400" for a number, infinity, to which it then holds no limit. */
function checkNumbers(request: FastifyRequest): void {
  const { query, params } = request;
  for (const [name, value] of [query, params].flatMap((part) => Object.entries(part ?? {}))) {
    if (typeof value !== 'number' || Number.isFinite(value)) continue;
    throw new AtalayaError('request-invalid', `${name} is no number that can be used`, name, 'Give a smaller one');
  }
}

/** For a year, browsers come by TLS only (RFC 6797). */
const transportSecurity = 'max-age=31536000';

/**
 * Checks who asks before anything else, and what is asked, and sets the headers that every answer has. `address` is where people reach the service; the loopback where
 * there is none.
 */
export function guard(app: FastifyInstance, address: OwnAddress = loopbackAddress): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (address.secure) reply.header('strict-transport-security', transportSecurity);
    checkHost(request, address);
    checkOrigin(request, address);
  });
  app.addHook('preHandler', async (request) => checkNumbers(request));
}
