import * as client from 'openid-client';
import { AtalayaError } from '../../model/errors.ts';
import type { OidcSettings } from './configuration.ts';
import { isPlainLoopback } from './cookies.ts';
import type { Transaction } from './transactions.ts';

/** What the provider says of a person, checked. */
export interface SignedIn {
  /** Value of the configured claim. */
  readonly person: string;
  /** When the person showed who they are, seconds since 1970 (`auth_time`). */
  readonly atS: number;
}

export interface OidcOptions {
  readonly settings: OidcSettings;
  /** Where the provider sends people back to. */
  readonly returnTo: URL;
  /** Seconds that one answer of the provider's may take. */
  readonly timeoutS?: number;
}

const answerLimitBytes = 1 << 20;
/** A person who signed in at the provider before need not again within this; less would defeat single sign-on. */
const longestSignInS = 12 * 3600;
/** Of a step-up: asked for is 0, and the way there and back takes its time. */
const stepUpToleranceS = 120;

type Fetch = client.CustomFetch;

function refused(what: string, cure = 'Sign in again'): AtalayaError {
  return new AtalayaError('request-refused', what, 'sign-in', cure);
}

/** Reads an answer to its end, but no more than is sensible. */
async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerLimitBytes) throw refused('The provider answered too much', 'Ask who keeps the provider');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * Asks the configured origins only, whatever the provider's metadata name, follows no redirect, and takes bounded answers: nobody who can write metadata makes this
 * service ask something else (OWASP, Server Side Request Forgery Prevention).
 */
function guardedFetch(origins: ReadonlySet<string>): Fetch {
  return async (url, options) => {
    const { origin } = new URL(url);
    if (!origins.has(origin)) {
      throw refused(`The provider names an address that is not its own: ${origin}`, 'See oidc.otherOrigins');
    }
    const { body, headers, method, signal } = options;
    const form = body instanceof URLSearchParams || typeof body === 'string' ? { body } : {};
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...form,
      ...(signal === undefined ? {} : { signal }),
    });
    const bytes = await readBounded(response);
    const { status, statusText } = response;
    const empty = bytes.length === 0 || status === 204 || status === 304;
    return new Response(empty ? null : bytes, { status, statusText, headers: response.headers });
  };
}

/** Signs people in at one OpenID provider: authorization code flow (OpenID Connect Core 1.0 section 3.1) with PKCE (RFC 7636), state and nonce. */
export class Oidc {
  readonly #options: OidcOptions;
  #configuration: Promise<client.Configuration> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  /**
   * Where to send the person, and what must come back. `stepUp` has them show who they are again, whatever session they have there.
   * Errors: `not-reachable` where the provider does not answer.
   */
  async begin(
    stepUp: boolean,
  ): Promise<{ readonly location: URL } & Pick<Transaction, 'state' | 'nonce' | 'verifier'>> {
    const configuration = await this.#discovered();
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const location = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#options.returnTo.href,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      // With max_age the token must say when the person signed in (Core, section 3.1.2.1).
      max_age: String(stepUp ? 0 : longestSignInS),
      ...(stepUp ? { prompt: 'login' } : {}),
    });
    if (!this.#options.settings.origins.has(location.origin)) {
      throw refused(`The provider sends people elsewhere: ${location.origin}`, 'See oidc.otherOrigins');
    }
    return { location, verifier, state, nonce };
  }

  /**
   * Ends a sign-in: checks what came back, exchanges the code, checks the token. `query` is the query of the address that the person came back by.
   * Errors: `request-refused` where anything does not agree, `not-reachable`.
   */
  async finish(transaction: Transaction, query: string): Promise<SignedIn> {
    const configuration = await this.#discovered();
    const back = new URL(this.#options.returnTo);
    back.search = query;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, back, {
        expectedState: transaction.state,
        expectedNonce: transaction.nonce,
        pkceCodeVerifier: transaction.verifier,
        maxAge: transaction.stepUp ? stepUpToleranceS : longestSignInS,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const person = claims?.[this.#options.settings.personClaim];
      if (typeof person !== 'string' || claims?.auth_time === undefined) {
        throw refused(`The provider does not say who this is (${this.#options.settings.personClaim})`);
      }
      return { person, atS: claims.auth_time };
    } catch (error) {
      throw troubleOf(error);
    }
  }

  /** Asks the provider for its metadata once; where that fails, the next sign-in asks again. */
  #discovered(): Promise<client.Configuration> {
    this.#configuration ??= this.#discover().catch((error: unknown) => {
      this.#configuration = undefined;
      throw troubleOf(error);
    });
    return this.#configuration;
  }

  #discover(): Promise<client.Configuration> {
    const { settings, timeoutS = 10 } = this.#options;
    const { issuer, clientId, clientSecret } = settings;
    const authentication = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret.reveal());
    // The token comes over TLS; its signature is checked nevertheless, which costs one more request.
    const execute = [client.enableNonRepudiationChecks];
    return client.discovery(issuer, clientId, {}, authentication, {
      [client.customFetch]: guardedFetch(settings.origins),
      timeout: timeoutS,
      // Plain http passes on the loopback alone: the issuer was parsed so, and no other origin is asked.
      execute: isPlainLoopback(issuer) ? [client.allowInsecureRequests, ...execute] : execute,
    });
  }
}

const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'OAUTH_TIMEOUT', 'ETIMEDOUT']);

function* causes(error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error; at = at.cause) yield at;
}

/** What went wrong, without anything of codes, tokens or secrets: those stand in the causes of errors. */
function troubleOf(error: unknown): AtalayaError {
  for (const one of causes(error)) if (one instanceof AtalayaError) return one;
  const codes = [...causes(error)].map((one) => ('code' in one ? String(one.code) : one.name));
  const gone = codes.some((code) => unreachable.has(code)) || (error instanceof TypeError && codes.length > 1);
  if (gone || codes.includes('TimeoutError')) {
    const cure = 'Try again; else ask who keeps the provider';
    return new AtalayaError('not-reachable', 'The sign-in provider does not answer', 'sign-in', cure);
  }
  return refused(`The sign-in does not hold (${codes.find((code) => /^[A-Z_]{3,60}$/.test(code)) ?? 'unknown'})`);
}
