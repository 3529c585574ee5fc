import { AtalayaError } from '../../model/errors.ts';
import type { Log } from '../../store/log/log.ts';
import type { App } from '../routes.ts';
import type { LiveEntries } from './live.ts';
import type { DoorMetrics, Gauge } from './metrics.ts';
import * as schemas from './schemas.ts';

export interface ServiceRoutesParts {
  readonly log: Pick<Log, 'head'>;
  readonly metrics: DoorMetrics;
  readonly live: LiveEntries;
  readonly stopping: () => boolean;
}

const forOperators = { access: { anyone: 'for who runs the service; tells of nobody and of no content' } } as const;

/** How the service itself is. */
export function serviceRoutes(app: App, parts: ServiceRoutesParts): void {
  app.get(
    '/metrics',
    {
      config: forOperators,
      schema: { produces: ['text/plain'], response: { 200: schemas.MetricsText, ...schemas.problems } },
    },
    async (_request, reply) => {
      reply.type('text/plain; version=0.0.4; charset=utf-8');
      return reply.serializer(String).send(parts.metrics.text(await gaugesOf(parts)));
    },
  );
  app.get(
    '/health',
    {
      config: forOperators,
      schema: { response: { 200: schemas.HealthSchema, 503: schemas.HealthSchema } },
    },
    async (_request, reply) => {
      const reasons = await reasonsOf(parts);
      const ready = reasons.length === 0;
      return reply.code(ready ? 200 : 503).send({ live: true, ready, reasons });
    },
  );
}

async function gaugesOf({ log, live }: ServiceRoutesParts): Promise<readonly Gauge[]> {
  const { size, published, cosigned, troubles } = await log.head();
  const cosignatures = [...cosigned].map(([witness, value]) => ({ labels: { witness }, value }));
  return [
    { name: 'atalaya_log_entries', help: 'Entries acknowledged.', samples: [{ value: size }] },
    { name: 'atalaya_log_published', help: 'Entries in a signed checkpoint.', samples: [{ value: published }] },
    { name: 'atalaya_log_cosigned', help: 'Entries cosigned, by witness.', samples: cosignatures },
    {
      name: 'atalaya_log_troubles',
      help: 'What keeps publishing from going on.',
      samples: [{ value: troubles.length }],
    },
    { name: 'atalaya_live_readers', help: 'Readers of live entries.', samples: [{ value: live.readers }] },
  ];
}

/** Why no command should be sent now. A witness that is away keeps nobody from working. */
async function reasonsOf({ log, stopping }: ServiceRoutesParts): Promise<string[]> {
  if (stopping()) return ['The service is stopping'];
  try {
    await log.head();
    return [];
  } catch (error) {
    return [error instanceof AtalayaError ? error.message : 'The log does not answer'];
  }
}
