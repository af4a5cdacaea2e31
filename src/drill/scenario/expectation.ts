import type { Path } from '../../chain/document.ts';
import { nearest } from '../../chain/nearest.ts';
import { allowedWords, shown } from '../../chain/shown.ts';
import { modeById } from '../../diagnosis/modes/catalogue.ts';
import { everyModeOf } from '../../diagnosis/modes/of-link.ts';
import type { Without } from '../../replay/types.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { Blamable, Expectation, PlannedFault, RootCause } from '../types.ts';
import type { ExpectEntry } from './expect-schema.ts';
import type { Findings } from './findings.ts';
import { msOf } from './grammar.ts';
import { checkLink, type KnownChain } from './known-chain.ts';

export const defaultWithinMs = 15_000;
export const defaultProbability = 0.5;
export const defaultRecoveryMs = 20_000;

export interface ExpectContext {
  readonly chain: KnownChain | null;
  readonly faults: readonly Pick<PlannedFault, 'injector' | 'options'>[];
  readonly sandboxFaults: readonly SandboxFault[];
  readonly without: Without;
  /** True where something runs that can recover. */
  readonly isLive: boolean;
  /** True where a Chaos Toolkit hypothesis judges the run, with or without us. */
  readonly hasExperiment: boolean;
  /** False where what the file expects is of the wrong form, which has been told. */
  readonly isSound: boolean;
  readonly findings: Findings;
}

const at = (...path: Path): Path => ['expect', ...path];

/** What the diagnosis should say, with every default; contradictions in it go to `findings`. */
export function expectationOf(given: ExpectEntry | null, context: ExpectContext): Expectation {
  const entry = given ?? {};
  const stated = entry['root-cause']?.map(rootCauseOf);
  const wanted = entry.verdict ?? 'fault';
  const rootCauses = stated ?? (wanted === 'fault' ? sandboxCauses(context) : []);
  const isUnasked = given === null && rootCauses.length === 0 && context.hasExperiment;
  const verdict = entry.verdict ?? (rootCauses.length > 0 ? 'fault' : 'healthy');
  if (!isUnasked && context.isSound) checkVerdict(entry, rootCauses, context.findings);
  checkCandidates(entry, context.findings);
  checkAfterChange(entry, verdict, context);
  checkNames(entry, context);
  checkContradictions(entry, rootCauses, context);
  return {
    rootCauses,
    verdict,
    candidates: entry.candidates?.map(rootCauseOf) ?? [],
    propagations: entry.propagation ?? [],
    afterChange: entry['after-change'] ?? null,
    cleared: entry.cleared ?? [],
    notBlamed: entry['not-blamed'] ?? [],
    withinMs: entry.within === undefined ? defaultWithinMs : msOf(entry.within),
    probability: entry.probability ?? defaultProbability,
    recoveryWithinMs: recoveryOf(entry, context.isLive),
    ...(isUnasked ? { unasked: true as const } : {}),
  };
}

function rootCauseOf(entry: NonNullable<ExpectEntry['root-cause']>[number]): RootCause {
  return { ...blamableOf(entry), or: (entry.or ?? []).map(blamableOf) };
}

function blamableOf({ link, mode }: { link: string | null; mode?: string | null | undefined }) {
  return { link, mode: mode ?? null } satisfies Blamable;
}

/** The truth of faults that are all of the sandbox, which knows what each of them breaks. */
function sandboxCauses({ faults, sandboxFaults }: ExpectContext): readonly RootCause[] {
  const causes = faults.map(({ injector, options }) =>
    injector === 'sandbox' ? sandboxFaults.find(({ name }) => name === options.fault) : undefined,
  );
  if (causes.some((cause) => cause === undefined)) return [];
  const distinct = new Map(
    causes.flatMap((cause) =>
      cause
        ? [[`${cause.link} ${cause.mode}`, { link: cause.link, mode: cause.mode, or: [] }]]
        : [],
    ),
  );
  return [...distinct.values()];
}

function recoveryOf({ recovery }: ExpectEntry, isLive: boolean): number | null {
  if (recovery === 'none') return null;
  if (recovery) return msOf(recovery.within);
  return isLive ? defaultRecoveryMs : null;
}

function checkVerdict(
  { verdict }: ExpectEntry,
  rootCauses: readonly RootCause[],
  findings: Findings,
): void {
  if (rootCauses.length > 0 && verdict !== undefined && verdict !== 'fault') {
    const message = `${verdict} does not go with a root cause`;
    findings.add(at('verdict'), 'E_CONFLICT', message, 'Remove one of verdict and root-cause.');
  }
  if (rootCauses.length === 0 && (verdict ?? 'fault') === 'fault') {
    const hint =
      'Name the link and the mode, or write "verdict: healthy", "outside" or "undetermined".';
    findings.add(at('root-cause'), 'E_MISSING', 'is missing', hint);
  }
}

function checkCandidates({ candidates, verdict }: ExpectEntry, findings: Findings): void {
  if (!candidates || verdict === 'undetermined') return;
  const hint = 'Write "verdict: undetermined", or name a root cause with "or".';
  findings.add(at('candidates'), 'E_CONFLICT', 'are for "verdict: undetermined" alone', hint);
}

function checkAfterChange(
  entry: ExpectEntry,
  verdict: Expectation['verdict'],
  { chain, findings }: ExpectContext,
): void {
  const link = entry['after-change'];
  if (link === undefined) return;
  checkLink(link, at('after-change'), chain, findings);
  if (verdict === 'fault') return;
  const hint = 'Remove one of verdict and after-change.';
  findings.add(at('after-change'), 'E_CONFLICT', `${verdict} follows no change`, hint);
}

function checkNames(entry: ExpectEntry, { chain, findings }: ExpectContext): void {
  for (const key of ['root-cause', 'candidates'] as const) {
    (entry[key] ?? []).forEach((cause, index) => {
      checkBlamable(cause, at(key, index), chain, findings);
      (cause.or ?? []).forEach((other, i) => {
        checkBlamable(other, at(key, index, 'or', i), chain, findings);
      });
    });
  }
  (entry.propagation ?? []).forEach(({ from, to }, index) => {
    const path = at('propagation', index);
    checkLink(from, [...path, 'from'], chain, findings);
    checkLink(to, [...path, 'to'], chain, findings);
    if (from === to) findings.add(path, 'E_CONFLICT', `${shown(from)} spreads to itself`);
  });
  for (const key of ['cleared', 'not-blamed'] as const) {
    (entry[key] ?? []).forEach((link, index) => {
      checkLink(link, at(key, index), chain, findings);
    });
  }
}

function checkBlamable(
  { link, mode = null }: { link: string | null; mode?: string | null | undefined },
  path: Path,
  chain: KnownChain | null,
  findings: Findings,
): void {
  const known = link === null ? null : checkLink(link, [...path, 'link'], chain, findings);
  if (mode === null) return;
  const place = [...path, 'mode'];
  if (link === null) {
    findings.add(
      place,
      'E_CONFLICT',
      'a cause outside the chain has no mode',
      'Leave "mode" away.',
    );
    return;
  }
  const allowed = known ? everyModeOf(known.kind).map(({ id }) => id) : [];
  if (known ? allowed.includes(mode) : modeById(mode)) return;
  const what = known ? `${shown(mode)} is no way in which a link of kind ${known.kind} breaks` : '';
  const near = nearest(mode, allowed);
  const hint = near ? `Did you mean "${near}"?` : allowedWords(allowed);
  if (known) findings.add(place, 'E_DANGLING', what, hint);
  else findings.add(place, 'E_DANGLING', `there is no fault mode ${shown(mode)}`);
}

function checkContradictions(
  entry: ExpectEntry,
  rootCauses: readonly RootCause[],
  { without, findings }: ExpectContext,
): void {
  const blamed = new Set(rootCauses.map(({ link }) => link));
  for (const key of ['cleared', 'not-blamed'] as const) {
    (entry[key] ?? []).forEach((link, index) => {
      if (!blamed.has(link)) return;
      const message = `${shown(link)} is a root cause too`;
      findings.add(at(key, index), 'E_CONFLICT', message, 'Remove it here or there.');
    });
  }
  (entry.propagation ?? []).forEach(({ to }, index) => {
    if (!blamed.has(to)) return;
    const message = `${shown(to)} is a root cause too: what spreads is a symptom`;
    findings.add(at('propagation', index, 'to'), 'E_CONFLICT', message);
  });
  const absent = new Set(without.links);
  (entry.cleared ?? []).forEach((link, index) => {
    if (!absent.has(link)) return;
    const message = `${shown(link)} is taken away by "without"`;
    findings.add(
      at('cleared', index),
      'E_CONFLICT',
      message,
      'Who is not there cannot be cleared.',
    );
  });
  for (const link of blamed) {
    if (link === null || !absent.has(link)) continue;
    const message = `the root cause ${shown(link)} is taken away by "without"`;
    findings.add(['expect'], 'E_CONFLICT', message, 'Expect "verdict: outside".');
  }
}
