import { dirname, resolve } from 'node:path';
import type { ParsedFile } from '../../chain/document.ts';
import { intervalText } from '../../chain/grammar.ts';
import { chainOf } from '../../chain/load.ts';
import { ChainFileError } from '../../chain/problems.ts';
import type { Chain } from '../../chain/types.ts';
import { timelineEvents } from '../timeline/events.ts';
import type { RootCause, ScenarioSource } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { type Findings, sound } from './findings.ts';
import { msOf } from './grammar.ts';
import { type KnownChain, knownOf, sandboxChain } from './known-chain.ts';
import { timelineSchema } from './timeline-schema.ts';

/** Milliseconds between two looks of a series at the sandbox. */
export const defaultIntervalMs = 250;

/** What stands in other files, read by whoever calls. */
export interface OutsideFiles {
  /** The chain file that `chain:` names. */
  readonly chain?: Chain;
  /** Why it could not be had. */
  readonly problem?: string;
  /** The chain of the recording that `source.recording` names. */
  readonly recorded?: Chain;
  /** Why that could not be had. */
  readonly recordingProblem?: string;
}

interface Context {
  readonly file: string;
  readonly catalogue: ScenarioCatalogue;
  readonly outside: OutsideFiles;
  readonly findings: Findings;
}

export interface Source {
  readonly kind: ScenarioSource['kind'];
  /** Null where nobody can know: the chain is wrong, or in a recording. */
  readonly known: KnownChain | null;
  readonly isLive: boolean;
  /** Null where something about it is wrong, which has been told then. */
  build(causes: readonly RootCause[]): ScenarioSource | null;
}

type Raw = Readonly<Record<string, unknown>>;

/** Where the events come from, with what scenarios from there cannot hold. */
export function sourceOf(raw: Raw, context: Context): Source {
  const { recording, timeline } = (isRecord(raw.source) ? raw.source : {}) as Raw;
  const chain = chainOfFile(raw, context);
  if (recording !== undefined) return recordingSource(recording, raw, chain, context);
  if (timeline !== undefined) return timelineSource(timeline, raw, chain, context);
  if (raw.chain === undefined || raw.chain === 'sandbox') return sandboxSource(raw);
  refuse(raw, ['every'], 'only the sandbox takes it', 'Set it in the chain file.', context);
  return {
    kind: 'chain',
    known: chain && knownOf(chain),
    isLive: true,
    build: () => chain && { kind: 'chain', chain },
  };
}

/** A chain that nobody wrote: see `derivedChain`. */
export function plainSource(chain: Chain): Source {
  return {
    kind: 'chain',
    known: knownOf(chain),
    isLive: true,
    build: () => ({ kind: 'chain', chain }),
  };
}

function sandboxSource(raw: Raw): Source {
  const every = sound(raw.every, intervalText);
  const intervalMs = every === null ? defaultIntervalMs : msOf(every);
  return {
    kind: 'sandbox',
    known: sandboxChain,
    isLive: true,
    build: () => ({ kind: 'sandbox', intervalMs }),
  };
}

/** What only makes sense where something runs. */
const liveKeys = [
  'every',
  'faults',
  'targets',
  'guards',
  'load',
  'proxies',
  'processes',
  'ssh-config',
] as const;
const experimentKeys = ['steady-state-hypothesis', 'method', 'rollbacks', 'controls'] as const;
const markKeys = ['changes', 'claims'] as const;

function recordingSource(
  recording: unknown,
  raw: Raw,
  stated: Chain | null,
  context: Context,
): Source {
  const why = 'nothing can be done to what has been';
  const hint = 'A scenario from a recording holds "expect" and "without" beside it.';
  refuse(raw, [...liveKeys, ...experimentKeys, ...markKeys], why, hint, context);
  const { recorded, recordingProblem } = context.outside;
  if (recordingProblem !== undefined) {
    const where = 'Write the path of a recording, seen from this file.';
    context.findings.add(['source', 'recording'], 'E_FILE', recordingProblem, where);
  }
  const chain = recorded ?? stated;
  const file = typeof recording === 'string' ? resolve(dirname(context.file), recording) : null;
  return {
    kind: 'recording',
    known: chain && knownOf(chain),
    isLive: false,
    build: () => (file === null ? null : { kind: 'recording', file }),
  };
}

function timelineSource(
  timeline: unknown,
  raw: Raw,
  chain: Chain | null,
  context: Context,
): Source {
  const { findings, catalogue } = context;
  const hint = 'Changes, claims and notes of a timeline stand inside it.';
  const keys = [...liveKeys, ...experimentKeys, ...markKeys];
  refuse(raw, keys, 'nothing runs in a timeline', hint, context);
  if (raw.chain === undefined || raw.chain === 'sandbox') {
    const message = 'a timeline needs a chain of its own';
    findings.add(['chain'], 'E_MISSING', message, 'Write it here as in a chain.yaml, or its path.');
  }
  const entry = sound(timeline, timelineSchema);
  return {
    kind: 'timeline',
    known: chain && knownOf(chain),
    isLive: false,
    build: (causes) => {
      if (!chain || !entry) return null;
      const { probes } = catalogue;
      if (causes.length > 0 && !entry.fault) {
        const hint = 'Write "fault: { from: 5m, to: 25m }".';
        const path = ['source', 'timeline', 'fault'];
        findings.add(path, 'E_MISSING', 'is missing: the score counts from there', hint);
      }
      return { kind: 'timeline', ...timelineEvents(entry, { chain, probes, causes, findings }) };
    },
  };
}

/** The chain that the file holds or names; null for the sandbox, and where it is wrong. */
function chainOfFile(raw: Raw, { outside, catalogue, findings }: Context): Chain | null {
  const { chain } = raw;
  if (typeof chain === 'string' && chain !== 'sandbox') {
    if (outside.chain) return outside.chain;
    const hint = 'Write the path of a chain.yaml, seen from this file, or sandbox.';
    findings.add(['chain'], 'E_FILE', outside.problem ?? 'nobody has read this file', hint);
    return null;
  }
  if (!isRecord(chain)) return null;
  try {
    return chainOf(inside(findings.parsed, 'chain'), catalogue.probes);
  } catch (error) {
    if (!(error instanceof ChainFileError)) throw error;
    findings.problems.push(...error.problems);
    return null;
  }
}

/** A part of a file as if it were a file. */
function inside(parsed: ParsedFile, key: string): ParsedFile {
  return {
    data: (parsed.data as Raw)[key],
    problems: [],
    placeOf: (path) => parsed.placeOf([key, ...path]),
    placeOfKey: (path) => parsed.placeOfKey([key, ...path]),
  };
}

function refuse(
  raw: Raw,
  keys: readonly string[],
  message: string,
  hint: string,
  { findings }: Context,
): void {
  for (const key of keys) {
    if (raw[key] !== undefined) findings.add([key], 'E_CONFLICT', message, hint);
  }
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
