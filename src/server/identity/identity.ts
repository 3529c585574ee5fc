import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Office, type Person, sameOffice } from '../../account/people/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { WhoView } from '../../model/log-views.ts';
import { troubleOf } from '../../model/troubles.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { SessionOf } from '../door/sessions.ts';
import { dropCookie, type OwnAddress, ownOrigin, readCookie, setCookie } from './cookies.ts';
import { checkCsrf } from './csrf.ts';
import type { Chooser } from './exercise.ts';
import type { Oidc } from './oidc.ts';
import { personOf } from './people.ts';
import type { ActiveSession, Sessions } from './sessions.ts';
import type { Transactions } from './transactions.ts';

/** How people sign in here: never both ways. */
export type Way =
  | { readonly by: 'oidc'; readonly oidc: Oidc; readonly transactions: Transactions }
  | { readonly by: 'chooser'; readonly chooser: Chooser };
type ProviderWay = Way & { readonly by: 'oidc' };

export interface IdentityOptions {
  readonly address: OwnAddress;
  readonly sessions: Sessions;
  readonly way: Way;
  readonly memory: Pick<Memory, 'recall'>;
  /** Microseconds since 1970. */
  readonly now: () => number;
}

/** Signing in and out, and who is signed in. */
export class Identity {
  readonly #options: IdentityOptions;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  get way(): Way {
    return this.#options.way;
  }

  #provider(): ProviderWay {
    if (this.#options.way.by === 'oidc') return this.#options.way;
    throw new AtalayaError('not-found', 'In an exercise people choose whom to be', 'sign-in', 'Choose a person');
  }

  /** Errors: `request-refused`. */
  #checkCsrf(request: FastifyRequest): void {
    const { address } = this.#options;
    checkCsrf(request, ownOrigin(address, request.headers.host) ?? address.origin);
  }

  /** The session's id as the browser holds it. */
  #idOf(request: FastifyRequest): string | undefined {
    return readCookie(request.headers.cookie, 'session', this.#options.address.secure);
  }

  #putSession(reply: FastifyReply, id: string): void {
    reply.header('set-cookie', setCookie('session', id, this.#options.address.secure));
  }

  /** The session of a request. Whatever changes something and uses a session is held to come from our own page, so no route can forget it. */
  async active(request: FastifyRequest): Promise<ActiveSession | undefined> {
    const id = this.#idOf(request);
    if (id === undefined) return undefined;
    this.#checkCsrf(request);
    return this.#options.sessions.find(id);
  }

  /** Print of the session in force, for limits of rate. */
  async sessionKey(request: FastifyRequest): Promise<string | undefined> {
    const id = this.#idOf(request);
    return id === undefined ? undefined : (await this.#options.sessions.find(id))?.key;
  }

  /** For the door. Errors: `request-refused` where another site asks. */
  readonly sessionOf: SessionOf = async (request) => {
    const active = await this.active(request);
    if (active === undefined) return undefined;
    const { person, office, signedInBy, signedInUs } = active;
    return { person, office, signedInBy, signedInUs };
  };

  /** Errors: `not-signed-in`. */
  async required(request: FastifyRequest): Promise<ActiveSession> {
    const active = await this.active(request);
    if (active === undefined) throw troubleOf('nobody-signed-in', 'session');
    return active;
  }

  /** How people sign in here, and who is signed in. What they hold is read from the log anew. */
  async who(request: FastifyRequest): Promise<WhoView> {
    const signInBy = this.#options.way.by;
    const active = await this.active(request);
    if (active === undefined) return { signInBy, session: null };
    const { person, office, signedInAgoS, stepUpAgoS = null } = active;
    const { offices, compartments } = (await this.person(person)) ?? { offices: [], compartments: [] };
    return { signInBy, session: { person, office, offices, compartments, signedInAgoS, stepUpAgoS } };
  }

  person(id: string): Promise<Person | undefined> {
    return personOf(this.#options.memory, id);
  }

  /** Begins a sign-in, or a step-up of the session in force, at the provider; gives where to send the person. */
  async begin(request: FastifyRequest, reply: FastifyReply, stepUp: boolean): Promise<string> {
    const { address, now } = this.#options;
    const { oidc, transactions } = this.#provider();
    this.#checkCsrf(request);
    const session = (stepUp ? await this.required(request) : await this.active(request))?.key;
    const { location, state, nonce, verifier } = await oidc.begin(stepUp);
    const token = transactions.begin({ state, nonce, verifier, atUs: now(), stepUp, session });
    reply.header('set-cookie', setCookie('sign-in', token, address.secure));
    return location.href;
  }

  /** The person is back from the provider. Errors: `request-refused`, `not-reachable`. */
  async finish(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { address, sessions, now } = this.#options;
    const { oidc, transactions } = this.#provider();
    const token = readCookie(request.headers.cookie, 'sign-in', address.secure);
    // Whatever comes of it, what was begun is used up.
    reply.header('set-cookie', dropCookie('sign-in', address.secure));
    const transaction = transactions.take(token, now());
    if (transaction === undefined) throw troubleOf('sign-in-not-begun', 'sign-in');
    const query = new URL(request.url, address.origin).search;
    const { person, atS } = await oidc.finish(transaction, query);
    const signIn = { person, by: 'oidc', atUs: atS * 1_000_000 } as const;
    if (!transaction.stepUp) {
      const office = await this.#firstOffice(person);
      this.#putSession(reply, await sessions.open({ ...signIn, office }, transaction.session));
      return;
    }
    const id = transaction.session === undefined ? undefined : await sessions.stepUp(transaction.session, signIn);
    if (id === undefined) throw troubleOf('somebody-else', 'sign-in');
    this.#putSession(reply, id);
  }

  /** The player is the chosen person from now on. Choosing the person who is in force already counts as a step-up. */
  async choose(request: FastifyRequest, reply: FastifyReply, person: string): Promise<void> {
    const { way, sessions, now } = this.#options;
    this.#checkCsrf(request);
    if (way.by !== 'chooser') throw new AtalayaError('not-found', 'This is no exercise', 'sign-in', 'Sign in');
    const before = await this.active(request);
    const signIn = { person, by: 'chooser', atUs: now() } as const;
    const again = before?.person === person ? await sessions.stepUp(before.key, signIn) : undefined;
    const id = again ?? (await sessions.open({ ...signIn, office: await this.#firstOffice(person) }, before?.key));
    this.#putSession(reply, id);
  }

  /** Errors: `request-refused` where the person does not hold the office. */
  async actIn(request: FastifyRequest, office: Office): Promise<void> {
    const { key, person } = await this.required(request);
    const held = (await this.person(person))?.offices.some((one) => sameOffice(one, office)) ?? false;
    if (!held) throw troubleOf('office-not-held', 'office');
    await this.#options.sessions.actIn(key, office);
  }

  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { address, sessions } = this.#options;
    this.#checkCsrf(request);
    const id = this.#idOf(request);
    if (id !== undefined) await sessions.close(id);
    reply.header('set-cookie', dropCookie('session', address.secure));
  }

  /** The log, not the token, says what somebody holds; who holds nothing has nothing to do here. */
  async #firstOffice(id: string): Promise<Office> {
    const [office] = (await this.person(id))?.offices ?? [];
    if (office !== undefined) return office;
    throw troubleOf('no-office', 'sign-in');
  }
}
