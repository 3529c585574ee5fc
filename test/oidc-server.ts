import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is used here of `oidc-provider`, which brings no types of its own. */
interface ProviderModule {
  readonly default: new (
    issuer: string,
    configuration: object,
  ) => { callback(): (request: IncomingMessage, response: ServerResponse) => void };
}

export interface OidcServerOptions {
  /** Each client's id and secret; none for a public client. */
  readonly clients: ReadonlyMap<string, string | undefined>;
  readonly redirectUri: string;
  readonly codeLifeS?: number;
  /** Replaces the provider's answer at a path, to play a bad one. */
  readonly instead?: (
    path: string,
    issuer: string,
  ) => { readonly status: number; readonly body: object; readonly location?: string } | undefined;
}

/** An OpenID provider on the loopback: whoever gives a name is that person, by the claim `sub`. */
export class OidcServer {
  readonly issuer: string;
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
  }

  static async start(options: OidcServerOptions): Promise<OidcServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // cast: a server that listens on a host and port has an address of this shape
    const { port } = server.address() as AddressInfo;
    const issuer = `http://127.0.0.1:${port}`;
    const started = new OidcServer(server, issuer);
    const name: string = 'oidc-provider';
    const module: ProviderModule = await import(name);
    const provider = new module.default(issuer, configurationOf(options));
    const handle = provider.callback();
    server.on('request', (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      started.asked.push(path);
      const played = options.instead?.(path, issuer);
      if (played === undefined) return handle(request, response);
      const location = played.location === undefined ? {} : { location: played.location };
      response.writeHead(played.status, { 'content-type': 'application/json', ...location });
      response.end(JSON.stringify(played.body));
    });
    return started;
  }

  /** A browser that signs in as somebody: follows the provider's pages, and gives the address that it is sent back to. */
  async signIn(person: string, location: string, browser = new Browser()): Promise<URL> {
    let at = new URL(location);
    for (let step = 0; step < 12; step += 1) {
      const answer = await browser.get(at);
      const next = answer.headers.get('location');
      if (next === null) {
        const page = await answer.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        if (prompt === undefined) throw new Error(`${answer.status} ${at.pathname}: ${page.slice(0, 500)}`);
        const sent = await browser.post(at, { prompt, login: person, password: 'x' });
        at = new URL(sent.headers.get('location') ?? '', at);
      } else at = new URL(next, at);
      if (at.origin !== this.issuer) return at;
    }
    throw new Error('the provider sends people round in a circle');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function configurationOf({ clients, redirectUri, codeLifeS = 60 }: OidcServerOptions): object {
  return {
    clients: [...clients].map(([id, secret]) => ({
      client_id: id,
      redirect_uris: [redirectUri],
      ...(secret === undefined ? { token_endpoint_auth_method: 'none' } : { client_secret: secret }),
    })),
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a test has no secrets'] },
    ttl: { AuthorizationCode: codeLifeS, Interaction: 600, Session: 3600, Grant: 3600, IdToken: 600, AccessToken: 600 },
  };
}

/** Keeps cookies, follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  get(at: URL): Promise<Response> {
    return this.#ask(at, { method: 'GET' });
  }

  post(at: URL, form: Record<string, string>): Promise<Response> {
    return this.#ask(at, { method: 'POST', body: new URLSearchParams(form) });
  }

  async #ask(at: URL, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const cut = pair.indexOf('=');
      if (pair.slice(cut + 1) === '') this.#cookies.delete(pair.slice(0, cut));
      else this.#cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  }
}
