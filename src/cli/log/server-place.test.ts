import { describe, expect, it } from 'vitest';
import { bucketOf, serverStoreOf } from './server-place.ts';

const env = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };

describe('the place of a log on a server', () => {
  it.each([
    ['http://127.0.0.1:9000/atalaya', 'http://127.0.0.1:9000', 'atalaya', ''],
    ['https://s3.example/atalaya/', 'https://s3.example', 'atalaya', ''],
    ['https://s3.example/atalaya/log/one', 'https://s3.example', 'atalaya', 'log/one/'],
  ])('reads %s', (text, endpoint, bucket, prefix) => {
    expect(bucketOf(text, env)).toMatchObject({ endpoint, bucket, prefix, region: 'us-east-1' });
  });

  it('takes credentials and region from the environment', () => {
    const full = { ...env, AWS_SESSION_TOKEN: 't', AWS_REGION: 'eu-south-2' };
    const bucket = bucketOf('http://h/atalaya', full);
    expect(bucket.region).toBe('eu-south-2');
    expect(bucket.credentials()).toEqual({ accessKeyId: 'k', secretAccessKey: 's', sessionToken: 't' });
    expect(() => bucketOf('http://h/atalaya', {})).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it.each(['atalaya', 'http://h', 'http://h/'])('refuses %s', (text) => {
    expect(() => bucketOf(text, env)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('names the usual schema where none is named, and no bucket where none is', () => {
    const place = { database: 'postgres://h', schema: undefined, bucket: undefined };
    const store = serverStoreOf('/d', place, {}, () => 5);
    expect(store).toMatchObject({ folder: '/d', database: { url: 'postgres://h', schema: 'atalaya' } });
    expect(store.bucket).toBeUndefined();
  });
});
