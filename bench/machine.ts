import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import process from 'node:process';

/** What the figures depend on. */
export function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e8) / 10,
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}
