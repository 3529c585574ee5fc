import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'sim/**/*.test.ts',
      'web/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // What a browser shows is waited for, not timed: a busy machine is no fault.
    expect: { poll: { timeout: 10_000 } },
    // In threads of one process Node itself fell over twice in three runs: a fault in one file must not take the others with it.
    pool: 'forks',
  },
});
