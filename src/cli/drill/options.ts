import { requireDurationMs } from '../../platform/duration.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';

/** Repeats of one scenario; more are a soak test. */
const MOST_REPEATS = 1_000;
/** Each sandbox is nine processes and about 400 MB. */
const MOST_PARALLEL = 32;

/** The options of `drill run`, checked. */
export interface DrillOptions {
  readonly allowInject: boolean;
  readonly filter: string | undefined;
  readonly repeats: number;
  readonly parallel: number;
  readonly timeoutMs: number | null;
  readonly recordDirectory: string | null;
  readonly journalDirectory: string | null;
  /** What goes to stdout. */
  readonly stdout: 'text' | 'json' | 'github' | 'ndjson';
  readonly files: Readonly<Partial<Record<'json' | 'junit' | 'markdown', string>>>;
}

/** @throws WeaklinkError E_OPTION, E_DURATION */
export function drillOptions(options: OptionValues): DrillOptions {
  const json = textOf(options.json);
  const junit = textOf(options.junit);
  const markdown = textOf(options.markdown);
  return {
    allowInject: options.allowInject === true,
    filter: textOf(options.filter),
    repeats: count(options.repeat, '--repeat', MOST_REPEATS),
    parallel: count(options.parallel, '--parallel', MOST_PARALLEL),
    timeoutMs:
      typeof options.timeout === 'string' ? requireDurationMs(options.timeout, '--timeout') : null,
    recordDirectory: textOf(options.record) ?? null,
    journalDirectory: textOf(options.chaosToolkit) ?? null,
    stdout: stdoutOf(options),
    files: {
      ...(json === undefined || json === '-' ? {} : { json }),
      ...(junit === undefined ? {} : { junit }),
      ...(markdown === undefined ? {} : { markdown }),
    },
  };
}

function stdoutOf(options: OptionValues): DrillOptions['stdout'] {
  const asked = [
    ...(options.json === '-' ? (['json'] as const) : []),
    ...(options.github === true ? (['github'] as const) : []),
    ...(options.ndjson === true ? (['ndjson'] as const) : []),
  ];
  if (asked.length <= 1) return asked[0] ?? 'text';
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: 'only one of --json -, --github and --ndjson can go to stdout',
    hint: 'Write the JSON to a file: --json drill.json.',
  });
}

function count(value: OptionValues[string], option: string, most: number): number {
  if (value === undefined) return 1;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `${option}: "${value}" is not a whole number from 1 to ${most}`,
  });
}

function textOf(value: OptionValues[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
