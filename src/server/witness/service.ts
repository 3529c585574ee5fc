import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { isFault } from '../../account/fault.ts';
import { blobFolder, checkpointFile } from '../../account/format.ts';
import { parseTreePath } from '../../account/tile.ts';
import { addCheckpointLimitBytes } from '../../account/witness.ts';
import type { Witness } from '../../store/witness/witness.ts';

const blobPattern = new RegExp(`^${blobFolder}/([0-9a-f]{2})/\\1[0-9a-f]{62}$`);

export interface WitnessService {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The witness over HTTP, on the loopback unless told otherwise: `POST /add-checkpoint` (C2SP tlog-witness), its copy of the evidence read-only under the
 * names of tlog-tiles, and `GET /health`.
 */
export async function serveWitness(
  witness: Witness,
  folder: string,
  listen: { readonly host: string; readonly port: number },
): Promise<WitnessService> {
  const app = Fastify({ bodyLimit: addCheckpointLimitBytes, logger: false, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onSend', async (_request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Content-Security-Policy', "default-src 'none'");
  });
  app.post('/add-checkpoint', async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
    const answer = await witness.addCheckpoint(body);
    return reply.code(answer.status).type(answer.contentType).send(answer.body);
  });
  app.get('/health', async () => ({
    name: witness.key.name,
    verifierKey: witness.verifierKey,
    cosignedSize: witness.state?.size ?? 0,
  }));
  app.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    return reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .send(status === 413 ? 'too long\n' : 'not understood\n');
  });
  serveCopy(app, join(folder, 'evidence'));
  await app.listen({ host: listen.host, port: listen.port });
  // cast: a server that listens on a host and port has an address of this shape
  const address = app.server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${host}:${address.port}/`, close: () => app.close() };
}

/** Serves the names of the evidence and nothing else of the folder. */
function serveCopy(app: FastifyInstance, evidence: string): void {
  app.get('/*', async (request, reply) => {
    const name = request.url.slice(1).split('?', 1)[0] ?? '';
    const known = name === checkpointFile || blobPattern.test(name) || !isFault(parseTreePath(name));
    const found = known ? await stat(join(evidence, name)).catch(() => undefined) : undefined;
    if (found === undefined || !found.isFile())
      return reply.code(404).type('text/plain; charset=utf-8').send('not here\n');
    const mutable = name === checkpointFile;
    reply.header('Cache-Control', mutable ? 'no-cache' : 'public, max-age=31536000, immutable');
    reply.type(mutable ? 'text/plain; charset=utf-8' : 'application/octet-stream');
    reply.header('Content-Length', found.size);
    return reply.send(createReadStream(join(evidence, name)));
  });
}
