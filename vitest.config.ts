import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Real servers and processes need time on a busy two-core machine; a hang still ends.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A loaded machine now and then delays a real process beyond every patience: one more try there, which
    // the report shows as `(retry x1)`. At home nothing is tried twice.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    // Of two cores: many files mostly wait, for looks, faults and scrapes.
    maxWorkers: 3,
  },
});
