import type { Command } from './command.ts';

/** Commands by name, each loaded when it is asked for. */
export type Registry = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

/**
 * The commands, by name, in the order the help lists them. Each is loaded when it is asked for, so that a short
 * command does not pay for the parts of a long one.
 */
export const registry: Registry = {
  exploit: () => import('./commands/exploit.ts'),
  klv: () => import('./commands/klv.ts'),
  mux: () => import('./commands/mux.ts'),
  check: () => import('./commands/check.ts'),
  verify: () => import('./commands/verify.ts'),
  log: () => import('./commands/log.ts'),
  witness: () => import('./commands/witness.ts'),
  policy: () => import('./commands/policy.ts'),
  bench: () => import('./commands/bench.ts'),
};
