import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { troubleOf } from '../../model/troubles.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which limit the route counts under; by its method where nothing is said. */
    readonly rate?: RouteClass;
    /** Nothing may be kept of who asks here: no session, address, log line, or time. */
    readonly anonymous?: true;
  }
}

export type RouteClass = 'read' | 'change' | 'sign-in';

/** A bucket of so many requests, filled again at so many a second. */
export interface Rate {
  readonly burst: number;
  readonly perS: number;
}

export interface RateLimits {
  readonly session: Readonly<Record<RouteClass, Rate>>;
  /** Of an address: an office may stand behind one. */
  readonly address: Readonly<Record<RouteClass, Rate>>;
}

export const rateLimits: RateLimits = {
  session: {
    read: { burst: 600, perS: 50 },
    change: { burst: 60, perS: 5 },
    'sign-in': { burst: 10, perS: 0.1 },
  },
  address: {
    read: { burst: 6_000, perS: 500 },
    change: { burst: 600, perS: 50 },
    'sign-in': { burst: 30, perS: 0.5 },
  },
};

interface Bucket {
  tokens: number;
  atUs: number;
}

/** Token buckets by key. Holds so many at most: the one that was unused longest goes first, and begins full again. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #rate: Rate;
  readonly #most: number;

  constructor(rate: Rate, most = 10_000) {
    this.#rate = rate;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one; gives 0, or the seconds until there will be one. */
  take(key: string, nowUs: number): number {
    const { burst, perS } = this.#rate;
    const before = this.#buckets.get(key);
    this.#buckets.delete(key);
    const elapsedS = before === undefined ? 0 : Math.max(0, nowUs - before.atUs) / 1_000_000;
    const tokens = before === undefined ? burst : Math.min(burst, before.tokens + elapsedS * perS);
    const taken = tokens >= 1;
    this.#buckets.set(key, { tokens: taken ? tokens - 1 : tokens, atUs: nowUs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#most && oldest !== undefined) this.#buckets.delete(oldest);
    return taken ? 0 : (1 - tokens) / perS;
  }
}

/** Who an address stands for: of IPv6 the first 64 bits, since one subscriber has all that follow (RFC 6177). */
export function addressKey(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function classOf(request: FastifyRequest): RouteClass {
  const given = request.routeOptions.config.rate;
  return given ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'change');
}

export interface RateOptions {
  readonly limits: RateLimits;
  readonly now: () => number;
  /** Print of the session in force; undefined where there is none. */
  readonly sessionKey: (request: FastifyRequest) => Promise<string | undefined>;
}

function bucketsOf(rates: Readonly<Record<RouteClass, Rate>>): Readonly<Record<RouteClass, Buckets>> {
  return { read: new Buckets(rates.read), change: new Buckets(rates.change), 'sign-in': new Buckets(rates['sign-in']) };
}

function refuse(reply: FastifyReply, waitS: number): void {
  if (waitS <= 0) return;
  const seconds = Math.ceil(waitS);
  reply.header('retry-after', seconds);
  throw troubleOf('asked-too-often', 'request', { seconds: String(seconds) });
}

/** Limits requests by address and by session, for each class of routes: 429 with Retry-After. Anonymous routes are left alone. */
export function limitRates(app: FastifyInstance, { limits, now, sessionKey }: RateOptions): void {
  const byAddress = bucketsOf(limits.address);
  const bySession = bucketsOf(limits.session);
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.anonymous === true) return;
    const kind = classOf(request);
    refuse(reply, byAddress[kind].take(addressKey(request.ip), now()));
    const key = await sessionKey(request);
    if (key !== undefined) refuse(reply, bySession[kind].take(key, now()));
  });
}
