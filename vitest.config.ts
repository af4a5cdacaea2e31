import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Rooms whose tests share no process: the diagnosis numbers what looks show, up to a bound that its tests together
 * would reach.
 */
const alone = ['bench', 'diagnosis', 'scenarios'].map((room) => `test/${room}/**/*.test.ts`);
/** Files that take a minute or more: they begin first, so that none of them is waited for alone in the end. */
const long =
  /test\/(?:scenarios\/library|probes\/from-elsewhere|drill\/(?:docker-drills|injectors\/docker|kill)|cli\/(?:demo|rca-prometheus|replay))\.test/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inOrder = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
    return [...inOrder.filter(isLong), ...inOrder.filter((file) => !isLong(file))];
  }
}

const all = 'test/**/*.test.{ts,tsx}';

export default defineConfig({
  test: {
    // Real servers and processes need time on a busy two-core machine; a hang still ends.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A loaded machine now and then delays a real process beyond every patience: one more try there, which
    // the report shows as `(retry x1)`. At home nothing is tried twice.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    // Of two cores: many files mostly wait, for looks, faults and scrapes.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      // One process for many files: to begin a process and to load the same rooms anew is a good part of their time.
      { extends: true, test: { name: 'shared', include: [all], exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
