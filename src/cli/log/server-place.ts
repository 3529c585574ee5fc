import { AtalayaError } from '../../model/errors.ts';
import type { S3EvidenceOptions } from '../../store/evidence/s3.ts';
import { rebuildServerStore, type ServerStoreOptions } from '../../store/folder/server-store.ts';

/** Where a log on PostgreSQL lies, as it is written on a command line. */
export interface ServerPlace {
  /** `postgres://[user[:password]@]host[:port][/database]`. */
  readonly database: string;
  readonly schema: string | undefined;
  /** `http(s)://host[:port]/bucket[/prefix]`; undefined where the evidence is the folder's. */
  readonly bucket: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const usualSchema = 'atalaya';

/** A bucket from its URL; credentials and region from the variables that S3's own tools read. Errors: `usage`. */
export function bucketOf(text: string, env: Env): S3EvidenceOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, bucket = '', ...rest] = url?.pathname.replace(/\/+$/, '').split('/') ?? [];
  if (url === undefined || bucket === '') {
    throw new AtalayaError('usage', 'This is no bucket', text, 'Give http(s)://host[:port]/bucket[/prefix]');
  }
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const cure = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    throw new AtalayaError('usage', 'There are no credentials for the bucket', text, cure);
  }
  const sessionToken = env['AWS_SESSION_TOKEN'];
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return {
    endpoint: url.origin,
    bucket,
    prefix: rest.map((element) => `${element}/`).join(''),
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    credentials: () => credentials,
  };
}

/** What `openServerStore` needs, from a command line. */
export function serverStoreOf(folder: string, place: ServerPlace, env: Env, nowUs: () => number): ServerStoreOptions {
  return {
    folder,
    database: { url: place.database, schema: place.schema ?? usualSchema },
    now: nowUs,
    ...(place.bucket === undefined ? {} : { bucket: bucketOf(place.bucket, env) }),
  };
}

/** Makes the index in a database anew from evidence and journal. Gives the entries it then holds. */
export function rebuildServer(
  folder: string,
  place: ServerPlace,
  env: Env,
  along: (done: number) => void,
  nowUs: () => number,
): Promise<number> {
  return rebuildServerStore(serverStoreOf(folder, place, env, nowUs), (done) => along(done));
}
