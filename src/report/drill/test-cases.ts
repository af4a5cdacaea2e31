import type { Assertion, DrillResult } from '../../drill/types.ts';
import { blamedAtEnd, oneLine, reasonOf, shortTime, statusLooks, verdictWords } from './words.ts';

/** What one thing that was asked of a run came to, as a CI server counts it. */
export interface TestCase {
  readonly name: string;
  /** `failure`: it did otherwise than expected. `error`: it could not be tried to its end. */
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** One sentence; empty where it passed. */
  readonly message: string;
  /** Several lines for the page of the test; may be empty. */
  readonly detail: string;
  readonly durationMs: number;
}

/** Words by which an assertion asks about the time after the diagnosis. */
const comesAfterTheFault = /^undo of |steady state after|recover/i;

/** Statuses in which a run could not be tried to its end. */
const unfinished: ReadonlySet<DrillResult['status']> = new Set([
  'invalid',
  'aborted',
  'not-undone',
  'interrupted',
]);

/**
 * The run as test cases in the order of time: the steady state before, each assertion, the
 * diagnosis, the undo of each fault, the steady state after. What an assertion has said already is
 * not said twice, and a run that did not pass always has a case that says so.
 */
export function testCasesOf(result: DrillResult): readonly TestCase[] {
  const after = result.assertions.findIndex(({ name }) => comesAfterTheFault.test(name));
  const end = after < 0 ? result.assertions.length : after;
  const assertions = result.assertions.map((assertion) => assertionCase(assertion, result));
  const cases = [
    ...assertions.slice(0, end),
    ...localizationCase(result),
    ...assertions.slice(end),
    ...undoCases(result),
    ...steadyAfterCase(result),
  ];
  return [...cases, ...runCase(result, cases)];
}

function assertionCase(assertion: Assertion, result: DrillResult): TestCase {
  const name = oneLine(assertion.name);
  const message = oneLine(`expected ${assertion.expected}, found ${assertion.found}`);
  const outcome = assertionOutcomes[assertion.status];
  if (outcome === 'passed') return { name, outcome, message: '', detail: '', durationMs: 0 };
  // Without data nothing is proven, neither that it holds nor that it does not.
  const unproven = outcome === 'failure' && result.status === 'inconclusive';
  const detail = `expected: ${oneLine(assertion.expected)}\nfound: ${oneLine(assertion.found)}`;
  return { name, outcome: unproven ? 'skipped' : outcome, message, detail, durationMs: 0 };
}

const assertionOutcomes = {
  passed: 'passed',
  failed: 'failure',
  skipped: 'skipped',
  error: 'error',
} as const;

function localizationCase(result: DrillResult): readonly TestCase[] {
  const { topLink, topMode, timeToVerdictMs } = result.score;
  if (topLink === null) return [];
  const name = 'localization';
  const durationMs = timeToVerdictMs ?? 0;
  const detail = timelineOf(result);
  // A scenario may be content with the link; only where the run failed is the mode held against it.
  const isWrong = !topLink || (topMode === false && result.status === 'failed');
  if (!isWrong) return [{ name, outcome: 'passed', message: '', detail, durationMs }];
  const blamed = blamedAtEnd(result) ?? 'no verdict';
  const message = `${topLink ? 'right link, wrong mode' : 'wrong link'}: ${blamed}`;
  const outcome = result.status === 'inconclusive' ? 'skipped' : 'failure';
  return [{ name, outcome, message, detail, durationMs }];
}

/** The verdicts as they were told, one a line, with their time from the first fault. */
function timelineOf({ verdicts }: DrillResult): string {
  return verdicts
    .map((mark) => {
      const sign = mark.offsetMs < 0 ? '-' : '+';
      return `${sign}${shortTime(Math.abs(mark.offsetMs))} ${verdictWords(mark)}`;
    })
    .join('\n');
}

function undoCases({ undos, assertions }: DrillResult): readonly TestCase[] {
  const said = new Set(assertions.map(({ name }) => name));
  return undos
    .map((undo) => ({ ...undo, name: `undo of ${undo.fault} verified` }))
    .filter(({ name }) => !said.has(name))
    .map(({ name, injector, undone, verified, seen }) => {
      const words = `${undone ? 'undone' : 'not undone'}, ${verified ? 'verified' : 'not verified'}`;
      const isClean = undone && verified;
      return {
        name: oneLine(name),
        outcome: isClean ? ('passed' as const) : ('error' as const),
        message: isClean ? '' : `${words}: ${oneLine(seen)}`,
        detail: oneLine(`${injector}: ${seen}`),
        durationMs: 0,
      };
    });
}

/** Words by which an assertion asks for the recovery. */
const asksForRecovery = /steady state after|recover/i;

function steadyAfterCase({ score, assertions, status }: DrillResult): readonly TestCase[] {
  const { recoveryNoticed, timeToRecoveryMs } = score;
  if (recoveryNoticed === null) return [];
  if (assertions.some(({ name }) => asksForRecovery.test(name))) return [];
  const name = 'steady state after';
  const durationMs = timeToRecoveryMs ?? 0;
  if (recoveryNoticed) return [{ name, outcome: 'passed', message: '', detail: '', durationMs }];
  const outcome = status === 'inconclusive' ? 'skipped' : 'failure';
  return [{ name, outcome, message: 'no verdict of health in time', detail: '', durationMs }];
}

/** Where no case says that the run went wrong, one for the whole run does. */
function runCase(result: DrillResult, cases: readonly TestCase[]): readonly TestCase[] {
  const { status } = result;
  if (status === 'passed') return [];
  const outcome = outcomeOfRun(status);
  if (cases.some((one) => one.outcome === outcome)) return [];
  const message = `${statusLooks[status].word}: ${reasonOf(result)}`;
  return [{ name: 'run', outcome, message, detail: '', durationMs: result.durationMs }];
}

function outcomeOfRun(status: DrillResult['status']): 'failure' | 'error' | 'skipped' {
  if (unfinished.has(status)) return 'error';
  return status === 'inconclusive' ? 'skipped' : 'failure';
}
