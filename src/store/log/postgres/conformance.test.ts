import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { logConformance } from '../../../../test/conformance/log.ts';
import { testSigning } from '../../../../test/log-subject.ts';
import { makeDatabase, postgresUrl, type TestDatabase } from '../../../../test/postgres.ts';
import { type S3Server, startS3Server } from '../../../../test/s3-server.ts';
import { openEvidenceFolder } from '../../evidence/files.ts';
import { openS3Evidence } from '../../evidence/s3.ts';
import { openPostgresLog } from './open.ts';

const common = () => ({ signing: testSigning(), publishMs: 20, publishPatienceMs: 20_000 });

describe.skipIf(postgresUrl === undefined)('the suite of every log', () => {
  let database: TestDatabase;
  let server: S3Server;
  beforeAll(async () => {
    database = await makeDatabase();
    server = await startS3Server();
  });
  afterAll(async () => {
    await database?.drop();
    await server?.close();
  });

  logConformance('on PostgreSQL, evidence in a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atalaya-pg-log-'));
    const place = database.fresh();
    const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
    const open = () => openPostgresLog({ ...common(), database: place, evidence });
    return {
      open,
      beside: open,
      remove: async () => {
        await evidence.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  });

  logConformance('on PostgreSQL, evidence in a bucket', async () => {
    const place = database.fresh();
    const evidence = openS3Evidence({ ...server.place, prefix: `${place.schema}/` });
    const open = () => openPostgresLog({ ...common(), database: place, evidence });
    return {
      open,
      beside: open,
      remove: async () => evidence.close(),
    };
  });
});
