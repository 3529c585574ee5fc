import { readFileSync, statSync } from 'node:fs';
import { inspect } from 'node:util';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AtalayaError } from '../../model/errors.ts';
import { isPlainLoopback, type OwnAddress, parseOwnAddress } from './cookies.ts';

/** A secret that shows itself to nobody who prints, logs or serialises it by mistake. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

const Text = Type.String({ minLength: 1, maxLength: 2_000 });
const exactly = { additionalProperties: false } as const;

/** The file that says how people sign in. */
export const IdentityFileSchema = Type.Object(
  {
    /** Where people reach the service. */
    address: Text,
    oidc: Type.Object(
      {
        issuer: Text,
        clientId: Text,
        /** Else ATALAYA_OIDC_SECRET; a public client has none. */
        clientSecretFile: Type.Optional(Text),
        /** The claim that holds the person's id of the log. */
        personClaim: Type.Optional(Text),
        /** Other origins of the provider's: some keep their token endpoint elsewhere. */
        otherOrigins: Type.Optional(Type.Array(Text, { maxItems: 8 })),
      },
      exactly,
    ),
  },
  exactly,
);
type IdentityFile = Static<typeof IdentityFileSchema>;

export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly personClaim: string;
  /** Origins that are asked and that people are sent to; the issuer's among them. */
  readonly origins: ReadonlySet<string>;
}

export interface IdentitySettings {
  readonly address: OwnAddress;
  readonly oidc: OidcSettings;
}

export const secretVariable = 'ATALAYA_OIDC_SECRET';

function wrong(what: string, where: string, cure: string): AtalayaError {
  return new AtalayaError('usage', what, where, cure);
}

/**
 * An address of the provider: https, or http on the loopback, without credentials, query or fragment (OpenID Connect Discovery 1.0 section 3). Nothing else is ever asked,
 * so that no configuration makes the service knock at inner servers by plain http. Errors: `usage`.
 */
export function parseIssuer(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url !== undefined && (url.protocol === 'https:' || isPlainLoopback(url));
  const bare = url !== undefined && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (url !== undefined && secure && bare) return url;
  const cure = 'Give an https address without query or credentials; http only on the loopback';
  throw wrong(`${JSON.stringify(text)} is no issuer that can be asked`, where, cure);
}

function parseOrigin(text: string, where: string): string {
  return parseOwnAddress(text, where).origin;
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new AtalayaError('file-not-found', `${what} cannot be read${code}`, path, 'Give the path of a readable file');
  }
}

function readSecret(file: string | undefined, env: Readonly<Record<string, string | undefined>>): Secret | undefined {
  if (file === undefined) {
    const value = env[secretVariable];
    return value === undefined || value === '' ? undefined : new Secret(value);
  }
  const value = readText(file, "The client's secret").trim();
  if (value === '') throw wrong("The client's secret is empty", file, 'Write it into the file');
  // On Windows the bits say nothing.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw wrong("Others may read the client's secret", file, 'chmod 600 it');
  }
  return new Secret(value);
}

function parseFile(text: string, path: string): IdentityFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('The file is no JSON', path, 'Mend it');
  }
  if (Value.Check(IdentityFileSchema, value)) return value;
  const [fault] = Value.Errors(IdentityFileSchema, value);
  const place = fault === undefined || fault.instancePath === '' ? 'the file' : fault.instancePath;
  throw wrong(`How people sign in is not understood: ${place} ${fault?.message ?? ''}`.trim(), path, 'Mend it');
}

/** How people sign in, from its file and the environment. Errors: `usage`, `file-not-found`; none of them tells a secret. */
export function readIdentitySettings(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): IdentitySettings {
  const { address, oidc } = parseFile(readText(path, 'How people sign in'), path);
  const issuer = parseIssuer(oidc.issuer, `${path}: oidc.issuer`);
  const others = (oidc.otherOrigins ?? []).map((one) => parseOrigin(one, `${path}: oidc.otherOrigins`));
  return {
    address: parseOwnAddress(address, `${path}: address`),
    oidc: {
      issuer,
      clientId: oidc.clientId,
      clientSecret: readSecret(oidc.clientSecretFile, env),
      personClaim: oidc.personClaim ?? 'sub',
      origins: new Set([issuer.origin, ...others]),
    },
  };
}
