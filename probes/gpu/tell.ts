import { posix } from 'node:path';
import type { Fact } from '../../src/events/types.ts';
import { formatDuration } from '../../src/platform/duration.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import { readAmdOutput } from './amd/amd-output.ts';
import { cudaVersion, driverVersion, type GpuReading, readGpu } from './gpu-reading.ts';
import type { GpuSign } from './gpu-sign.ts';
import { unknownSections } from './known-sections.ts';
import type { GpuOptions } from './options.ts';
import { exitCodeMeaning, lostBuses, smiFailure } from './smi-failure.ts';
import { readSmiLog, type SmiFields, type SmiLog, type SmiLogReading } from './smi-log.ts';
import type { HungRun, SmiRun } from './smi-runner.ts';
import { cutOut } from './smi-xml.ts';
import { toolOf } from './vendor.ts';

/** What one run of nvidia-smi told. */
export interface Told {
  /** Whether it printed a document whose list of cards is complete. */
  readonly complete: boolean;
  readonly cards: readonly GpuReading[];
  /** What stands beside the cards; empty without a document. */
  readonly fields: SmiFields;
  /** What is wrong with the telling, not with the cards. */
  readonly signs: readonly GpuSign[];
  /** Bus addresses of cards that it named as lost. */
  readonly lost: readonly string[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly evidence: readonly SafeText[];
}

/** Characters of a message looked at; real ones have two lines. */
const MESSAGE_CHARACTERS = 4_096;

const nothing: Told = {
  complete: false,
  cards: [],
  fields: new Map(),
  signs: [],
  lost: [],
  facts: {},
  evidence: [],
};

/**
 * The clocks that a card could run at are left out: they never change, tell nothing of its health,
 * and are nine tenths of the document.
 */
export function tell(
  run: Exclude<SmiRun, { kind: 'aborted' | 'lost' }>,
  more: readonly string[],
  { binary }: GpuOptions,
  kept: KeptText,
): Told {
  switch (run.kind) {
    case 'not-started':
      return { ...nothing, signs: [notStarted(run.code, binary)] };
    case 'hung':
      return tellHung(run, binary, kept);
    case 'ended': {
      const reading = readAnswer(binary, run.stdout, more);
      if (reading.kind === 'read') return tellDocument(reading.log, run, kept);
      const why = reading.kind === 'refused' ? reading.why : null;
      return tellMessage(why, run, kept);
    }
  }
}

function readAnswer(binary: string, stdout: string, more: readonly string[]): SmiLogReading {
  if (toolOf(binary) === 'nvidia-smi') {
    return readSmiLog(cutOut(stdout, '<supported_clocks>', '</supported_clocks>'));
  }
  const log = readAmdOutput(stdout, ...more);
  return log === null ? { kind: 'absent' } : { kind: 'read', log };
}

function notStarted(code: string, binary: string): GpuSign {
  if (code === 'EACCES' || code === 'EPERM') {
    return { symptom: 'self.permission', words: safe`may not run ${binary}` };
  }
  return { symptom: 'gpu.smi_missing', words: safe`${binary} is not installed (${code})` };
}

function tellHung(run: HungRun, binary: string, kept: KeptText): Told {
  const since = run.forMs === 0 ? '' : ` for ${formatDuration(run.forMs)}`;
  const state = run.state === null ? '' : ` in state ${run.state}`;
  const words = run.stillRunning
    ? safe`${posix.basename(binary)} hangs${since}${state}`
    : safe`${posix.basename(binary)} did not answer in time`;
  return {
    ...nothing,
    signs: [{ symptom: 'gpu.smi_hung', words }],
    facts: {
      ...(run.pid === null ? {} : { 'smi.pid': run.pid }),
      ...(run.state === null ? {} : { 'smi.state': kept.fact(run.state) }),
      ...(run.wchan === null ? {} : { 'smi.waits_in': kept.fact(run.wchan) }),
    },
  };
}

type Ended = Extract<SmiRun, { kind: 'ended' }>;

function tellMessage(why: string | null, run: Ended, kept: KeptText): Told {
  const output = `${run.stdout.slice(0, MESSAGE_CHARACTERS)}\n${run.stderr.slice(0, MESSAGE_CHARACTERS)}`;
  const sign: GpuSign =
    why === null
      ? smiFailure(run.exitCode, output)
      : { symptom: 'gpu.smi_failed', words: safe`its document is not read: ${why}` };
  return {
    ...nothing,
    signs: [sign],
    lost: lostBuses(output),
    facts: exitFacts(run),
    evidence: output.trim() === '' ? [] : [kept.fact(output.trim())],
  };
}

function tellDocument(log: SmiLog, run: Ended, kept: KeptText): Told {
  // The list is short where the tool died on its way: that is not a card that is missing.
  const died = log.truncated && run.exitCode !== 0;
  return {
    complete: !log.truncated,
    cards: log.gpus.map(readGpu),
    fields: log.fields,
    signs: died ? [{ symptom: 'gpu.smi_failed', words: safe`nvidia-smi died while it wrote` }] : [],
    lost: lostBuses(`${run.stdout.slice(0, MESSAGE_CHARACTERS)}\n${run.stderr}`),
    facts: { ...logFacts(log, kept), ...exitFacts(run) },
    evidence: [],
  };
}

function logFacts(log: SmiLog, kept: KeptText): Told['facts'] {
  const driver = driverVersion(log.fields);
  const cuda = cudaVersion(log.fields);
  const [warning] = log.warnings;
  const unknown = unknownSections(log.gpus);
  return {
    ...(driver === null ? {} : { driver: kept.fact(driver) }),
    ...(cuda === null ? {} : { cuda: kept.fact(cuda) }),
    gpus: log.gpus.length,
    ...(unknown.length === 0 ? {} : { 'smi.new_sections': kept.fact(unknown.join(', ')) }),
    ...(warning === undefined ? {} : { 'smi.warning': kept.fact(warning) }),
  };
}

function exitFacts({ exitCode }: Ended): Told['facts'] {
  const meaning = exitCodeMeaning(exitCode);
  return meaning === null ? {} : { 'smi.exit': safe`${exitCode}: ${meaning}` };
}
