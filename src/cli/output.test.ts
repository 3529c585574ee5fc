import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, OutputClosed } from './output.ts';

describe('createOutput', () => {
  it('gathers small writes and hands over everything in order on flush', async () => {
    const blocks: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        blocks.push(chunk.toString('utf8'));
        done();
      },
    });
    const out = createOutput(stream);
    for (let i = 0; i < 1000; i++) await out.line(`line ${i}`);
    expect(blocks.length).toBe(0);
    await out.json({ a: 1 });
    await out.flush();
    expect(blocks.length).toBe(1);
    expect(blocks.join('').split('\n').slice(-3)).toEqual(['line 999', '{"a":1}', '']);
  });

  it('waits for a slow reader, so that memory stays bounded', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 });
    const out = createOutput(stream);
    let written = 0;
    const writing = (async () => {
      for (; written < 50; written++) await out.write('x'.repeat(10_000));
      await out.flush();
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBeLessThan(20); // two blocks of 64 Ki fill the stream; the rest waits
    let read = 0;
    stream.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    await writing;
    expect(read).toBe(500_000);
  });

  it('tells of a reader that has left, once and for every later write', async () => {
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const out = createOutput(stream);
    await out.write('a');
    await expect(out.flush()).rejects.toBeInstanceOf(OutputClosed);
    await expect(out.write('b')).rejects.toBeInstanceOf(OutputClosed);
    await expect(out.flush()).rejects.toBeInstanceOf(OutputClosed);
  });

  it('passes on any other trouble as it is', async () => {
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
      },
    });
    const out = createOutput(stream);
    await out.write('a');
    await expect(out.flush()).rejects.toThrow('no room');
  });
});
