import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Real servers and processes need time on a busy two-core machine; a hang still ends.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Of two cores: many files mostly wait, for looks, faults and scrapes.
    maxWorkers: 3,
  },
});
