import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  clientConfig,
  connectionIsLost,
  databaseError,
  numberOf,
  textOf,
  usualPatience,
} from './connection.ts';

const config = (url: string, schema = 'log') => clientConfig({ url, schema }, usualPatience, 'test');

describe('the connection to PostgreSQL', () => {
  it.each([
    ['postgres://h:5432/d', `postgres://${userInfo().username}@h:5432/d`],
    ['postgres://me@h/d', 'postgres://me@h/d'],
    ['postgres://me:secret@h/d', 'postgres://me:secret@h/d'],
    ['postgres://h/d?user=me', 'postgres://h/d?user=me'],
    ['/var/run/postgresql d', '/var/run/postgresql d'],
  ])('reads %s', (url, connectionString) => expect(config(url).connectionString).toBe(connectionString));

  it('asks for durable commits and the schema', () => {
    expect(config('postgres://h', 'one_2').options).toContain('-c search_path=one_2 -c synchronous_commit=on');
  });

  it.each(['', 'Log', '1log', 'a-b', 'a;drop', 'x'.repeat(50)])('refuses %j as a schema', (schema) => {
    expect(() => config('postgres://h', schema)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  const server = (code: string) => Object.assign(new Error('said so'), { code, severity: 'ERROR' });

  it('tells errors of a statement from those of the connection', () => {
    expect(['08006', '57P01', '57P03', '25P03'].map((code) => connectionIsLost(server(code)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['40001', '55P03', '57014'].map((code) => connectionIsLost(server(code)))).toEqual([false, false, false]);
    expect(connectionIsLost(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))).toBe(true);
  });

  it.each([
    ['53100', 'disk-full'],
    ['23505', 'log-damaged'],
    ['55P03', 'log-failed'],
  ])('calls %s %s', (state, code) => {
    expect(databaseError(server(state), 'nothing was done', 'Try again.')).toMatchObject({
      code,
      message: `said so [${state}]: nothing was done`,
    });
  });

  it('says everything of an error that is several', () => {
    const error = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]);
    expect(databaseError(error, 'nothing', 'Try.').message).toBe('::1 refused; 127.0.0.1 refused: nothing');
  });

  it('reads columns as what they must be', () => {
    expect(numberOf('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    for (const wrong of ['9007199254740992', 'x', null, undefined, 1.5]) {
      expect(() => numberOf(wrong)).toThrow(expect.objectContaining({ code: 'log-damaged' }));
    }
    expect(() => textOf(null)).toThrow(expect.objectContaining({ code: 'log-damaged' }));
    expect(() => bytesOf('\\x00')).toThrow(expect.objectContaining({ code: 'log-damaged' }));
  });
});
