import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { busSuite } from '../../test/conformance/bus.ts';
import { openLocalBus } from './local.ts';

busSuite(
  'in one process',
  async () => openLocalBus(() => {}),
  () => setImmediate(),
);

it('says what a listener threw', async () => {
  const said: string[] = [];
  const bus = openLocalBus((line) => said.push(line));
  bus.subscribe('log.grown', () => {
    throw new Error('played');
  });
  await bus.publish('log.grown', { size: 1 });
  await bus.close();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('played');
});
