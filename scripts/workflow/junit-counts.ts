import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';

export interface JunitCounts {
  readonly suites: number;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/** Counted from the test cases themselves, as a CI server does, not from the totals that the file claims. */
export function junitCounts(path: string): JunitCounts {
  const isArray = (name: string) => name === 'testsuite' || name === 'testcase';
  const parser = new XMLParser({ ignoreAttributes: false, isArray });
  const suites = parser.parse(readFileSync(path, 'utf8')).testsuites?.testsuite ?? [];
  const cases = suites.flatMap((suite: { testcase?: object[] }) => suite.testcase ?? []);
  const count = (name: string) => cases.filter((one: object) => name in one).length;
  return {
    suites: suites.length,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}
