import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { createRedactor } from '../../text/redact.ts';
import { safe } from '../../text/sanitise.ts';
import { execLocal } from '../../vantage/local-exec.ts';
import type { ExecResult } from '../../vantage/types.ts';
import type { Injector, Missing } from '../injector.ts';
import { msOf, span } from '../scenario/grammar.ts';
import { argvSchema } from '../scenario/world-schema.ts';
import { findProgram } from './exec/find-program.ts';

/** Milliseconds of one program, where nobody says how long it may take. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** A program that takes longer than this is no switch. An undo and its check must fit into half a minute each. */
const LONGEST_TIMEOUT_MS = 25_000;
/** Bytes of each output that are read: only the end is shown. */
const OUTPUT_BYTES = 16_384;
/** Characters of a program's last words that are repeated. */
const LAST_WORDS_CHARACTERS = 300;

const options = z.strictObject({
  inject: argvSchema.meta({ description: 'Breaks it; in force when it exits with 0. No shell.' }),
  undo: argvSchema.meta({ description: 'Undoes it; also when nothing is broken.' }),
  verify: argvSchema.meta({ description: 'Exits with 0 when it is undone.' }),
  timeout: span
    .transform(msOf)
    .refine((ms) => ms <= LONGEST_TIMEOUT_MS, 'must be at most 25s')
    .default(DEFAULT_TIMEOUT_MS)
    .meta({ description: 'Of each of the three. Default: 10s.' }),
});
type ExecFault = z.output<typeof options>;

const planSchema = z.object({
  /** With the path of the program, as it was found when the plan was made. */
  undo: argvSchema,
  verify: argvSchema,
  timeoutMs: z.number(),
});

type Step = 'inject' | 'undo' | 'verify';
const steps = ['inject', 'undo', 'verify'] as const satisfies readonly Step[];

/** A fault that a program of the user's own applies, undoes and verifies. */
export const execInjector: Injector<ExecFault> = {
  kind: 'exec',
  options,
  partial: false,

  explain({ inject, undo }) {
    return safe`runs ${shown(inject)}${found(inject)}; undone by ${shown(undo)}${found(undo)}`;
  },

  async preflight(given) {
    return steps.flatMap((step) => missingProgram(step, given[step]));
  },

  async plan({ options: given }) {
    const [missing] = steps.flatMap((step) => missingProgram(step, given[step]));
    if (missing) throw failure('E_DRILL_TARGET', missing.what, missing.remedy);
    return {
      undo: resolved(given.undo),
      verify: resolved(given.verify),
      timeoutMs: given.timeout,
    };
  },

  async inject({ options: given }, _plan, _world, signal) {
    await runStep('inject', resolved(given.inject), given.timeout, signal);
  },

  async undo(undoPlan) {
    const { undo, timeoutMs } = planSchema.parse(undoPlan);
    await runStep('undo', undo, timeoutMs, new AbortController().signal);
  },

  async verify(undoPlan) {
    const { verify, timeoutMs } = planSchema.parse(undoPlan);
    const result = await run(verify, timeoutMs, new AbortController().signal);
    const undone = result.kind === 'ended' && result.exitCode === 0;
    return { undone, seen: safe`${shown(verify)} ${outcomeWords(result)}` };
  },
};

async function runStep(
  step: Step,
  argv: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const result = await run(argv, timeoutMs, signal);
  if (result.kind === 'ended' && result.exitCode === 0) return;
  throw failure(
    step === 'inject' ? 'E_DRILL_INJECT' : 'E_DRILL_UNDO',
    safe`${step}: ${shown(argv)} ${outcomeWords(result)}`,
    'Run it by hand; it must exit with 0 when it has done its work.',
  );
}

async function run(
  [program = '', ...args]: readonly string[],
  deadlineMs: number,
  signal: AbortSignal,
): Promise<ExecResult> {
  return execLocal([program, ...args], { deadlineMs, signal, maxBytes: OUTPUT_BYTES });
}

function outcomeWords(result: ExecResult): string {
  switch (result.kind) {
    case 'ended': {
      const how =
        result.exitCode === null
          ? `was ended by ${result.signal}`
          : `exited with ${result.exitCode}`;
      return how + lastWords(result.stderr || result.stdout);
    }
    case 'timed-out':
      return `did not end in time${lastWords(result.stderr || result.stdout)}`;
    case 'aborted':
      return 'was cancelled';
    default:
      return 'could not be started';
  }
}

function lastWords(output: string): string {
  const tail = createRedactor().redact(output).trim().slice(-LAST_WORDS_CHARACTERS);
  return tail === '' ? '' : safe`: ${tail.replaceAll(/\s+/g, ' ')}`;
}

function shown(argv: readonly string[]): string {
  return createRedactor().redact(
    argv.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(' '),
  );
}

/** Said of a program that PATH decides: another environment would run another one. */
function found([program = '']: readonly string[]): string {
  if (program.startsWith('/')) return '';
  const path = findProgram(program);
  return path === null ? ' (not in PATH)' : safe` (${path}, by PATH)`;
}

function resolved([program = '', ...args]: readonly string[]): [string, ...string[]] {
  return [findProgram(program) ?? program, ...args];
}

function missingProgram(step: Step, [program = '']: readonly string[]): readonly Missing[] {
  if (findProgram(program) !== null) return [];
  const where = program.includes('/') ? 'is not an absolute path of a program' : 'is not in PATH';
  return [
    {
      what: safe`${step}: ${program} ${where}`,
      remedy: 'Write the absolute path of a file that may be executed, or a name that PATH finds.',
    },
  ];
}

function failure(code: `E_${string}`, message: string, hint: string): WeaklinkError {
  return new WeaklinkError({ code, message, hint, exitCode: ExitCode.CouldNotLook });
}
