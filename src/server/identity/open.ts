import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DataFolder } from '../../store/folder/data-folder.ts';
import { AnonymousConcerns } from '../concerns/anonymous.ts';
import { anonymousRoutes } from '../concerns/routes.ts';
import type { SessionOf } from '../door/sessions.ts';
import type { App } from '../routes.ts';
import type { IdentitySettings } from './configuration.ts';
import type { OwnAddress } from './cookies.ts';
import { Chooser } from './exercise.ts';
import { Identity, type Way } from './identity.ts';
import { Oidc } from './oidc.ts';
import { limitRates, rateLimits } from './rates.ts';
import { identityRoutes, returnPath } from './routes.ts';
import { SessionsInMemory } from './session-records.ts';
import { Sessions, sessionEnds } from './sessions.ts';
import { SessionsInFile } from './sessions-sqlite.ts';
import { Transactions } from './transactions.ts';

/** Zero bits that an anonymous concern's work must show: some 260,000 hashes. */
const concernBits = 18;
/** Name in the data folder. */
const sessionsFile = 'sessions.sqlite';
const concernsADay = 500;
const concernsReadADay = 5_000;

export interface OpenIdentityOptions {
  readonly data: Pick<DataFolder, 'log' | 'memory' | 'keys'>;
  /** The data folder. */
  readonly folder: string;
  /** Sign-in by a provider, or an exercise's chooser at an address. */
  readonly signIn: IdentitySettings | { readonly address: OwnAddress; readonly exercise: true };
  /** States whose inspectors take concerns. */
  readonly states: readonly string[];
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly say: (line: string) => void;
}

/** What the door is given of identity. */
export interface OpenIdentity {
  readonly address: OwnAddress;
  readonly sessionOf: SessionOf;
  /** Adds limits of rate, by address and by session, to a scope: counted by themselves. */
  readonly limit: (app: App) => void;
  /** Adds limits of rate, the routes of signing in, and those of anonymous concerns. */
  readonly before: (app: App) => void;
  /** Ends what is under way; to be awaited before the data folder is closed. */
  close(): Promise<void>;
}

async function wayOf({ signIn, data }: OpenIdentityOptions): Promise<Way> {
  if ('exercise' in signIn) return { by: 'chooser', chooser: await Chooser.open(data.log, data.memory) };
  const oidc = new Oidc({ settings: signIn.oidc, returnTo: new URL(returnPath, signIn.address.origin) });
  return { by: 'oidc', oidc, transactions: new Transactions(randomBytes) };
}

/**
 * Opens everything of identity over a data folder. Concerns that wait from a former day are appended first, so this comes before anything else is.
 * @throws AtalayaError `request-refused` where a chooser is asked for and the log was not founded as an exercise.
 */
export async function openIdentity(options: OpenIdentityOptions): Promise<OpenIdentity> {
  const { data, folder, signIn, states, now, say } = options;
  const way = await wayOf(options);
  const { memory, keys, log } = data;
  const concerns = await AnonymousConcerns.open({
    ...{ memory, keys, log, states, now, say },
    folder: join(folder, 'concerns'),
    random: randomBytes,
    bits: concernBits,
    mostADay: concernsADay,
    mostReadADay: concernsReadADay,
  });
  // An exercise is played anew; who signed in truly stays so over a restart.
  const kept =
    way.by === 'oidc' ? await SessionsInFile.open(join(folder, sessionsFile), sessionEnds.absoluteS) : undefined;
  const sessions = new Sessions({ store: kept ?? new SessionsInMemory(), ends: sessionEnds, now, random: randomBytes });
  const identity = new Identity({ address: signIn.address, sessions, way, memory, now });
  const limit = (app: App): void =>
    limitRates(app, { limits: rateLimits, now, sessionKey: (request) => identity.sessionKey(request) });
  return {
    address: signIn.address,
    sessionOf: identity.sessionOf,
    limit,
    before: (app) => {
      limit(app);
      identityRoutes(app, identity);
      anonymousRoutes(app, concerns, now);
    },
    close: async () => {
      await concerns.close();
      await kept?.close().catch((error: unknown) => say(`sessions: ${String(error)}`));
    },
  };
}
