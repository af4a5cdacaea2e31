import type { SafeText } from '../../../text/safe-text.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Nanos } from '../../types.ts';
import type { Ours, Theirs } from './types.ts';

/** Parts of an amount that may differ and still count as the same: vendors round what they sum. */
const toleratedPart = 1_000n;
/** The same of counts of tokens and requests. */
const toleratedShare = 0.001;

export interface Explanation {
  readonly agrees: boolean;
  readonly because: readonly SafeText[];
  /** Whether the attempts that were open are billed, where the totals allow no doubt. */
  readonly billed: 'yes' | 'no' | null;
}

/** Why a bill and we differ, as far as totals can tell; the likeliest first. */
export function explain(ours: Ours, theirs: Theirs | null): Explanation {
  if (theirs === null) return missingThere(ours);
  const billed = billedOf(ours, theirs);
  const added = billed === 'yes' ? openNanos(ours) : 0n;
  const counted = countsOf(ours, billed === 'yes');
  const rest = theirs.nanos === null ? null : theirs.nanos - ours.nanos - (added ?? 0n);
  const isSame = rest === null ? sameUse(counted, theirs) : within(rest, theirs);
  const because = [
    ...aboutOpen(ours, billed),
    ...(isSame ? [] : reasons({ ours, theirs, counted, rest })),
    ...(theirs.corrections > 0
      ? [safe`${theirs.corrections} of its lines correct an earlier invoice`]
      : []),
  ];
  return { agrees: isSame && added === 0n, because, billed };
}

function missingThere(ours: Ours): Explanation {
  const isNothing = ours.attempts === 0 && ours.open.length > 0;
  const because = isNothing
    ? [safe`the bill has none of it: ${attempts(ours.open.length)} cut off may not be billed`]
    : [safe`the bill has none of it: not billed yet, or billed by another vendor`];
  return { agrees: ours.nanos === 0n && ours.unpriced === 0, because, billed: null };
}

interface Counts {
  readonly attempts: number;
  readonly tokens: number;
}

function countsOf(ours: Ours, withOpen: boolean): Counts {
  if (!withOpen) return ours;
  return {
    attempts: ours.attempts + ours.open.length,
    tokens: ours.tokens + ours.openTokens,
  };
}

/** Decided by money where each open attempt would be seen in it, else by the count of requests. */
function billedOf(ours: Ours, theirs: Theirs): 'yes' | 'no' | null {
  if (ours.open.length === 0) return null;
  const byMoney = billedByMoney(ours, theirs);
  const byCount =
    theirs.requests === ours.attempts
      ? 'no'
      : theirs.requests === ours.attempts + ours.open.length
        ? 'yes'
        : null;
  // Two witnesses that contradict each other decide nothing.
  if (byMoney !== null && byCount !== null) return byMoney === byCount ? byMoney : null;
  return byMoney ?? byCount;
}

function billedByMoney(ours: Ours, theirs: Theirs): 'yes' | 'no' | null {
  if (theirs.nanos === null || ours.unpriced > 0) return null;
  const all = openNanos(ours);
  const slack = toleranceOf(theirs);
  // Less than the tolerance could hide in it.
  if (all === null || ours.open.some(({ nanos }) => (nanos ?? 0n) <= 2n * slack)) return null;
  const difference = theirs.nanos - ours.nanos;
  if (absolute(difference) <= slack) return 'no';
  return absolute(difference - all) <= slack ? 'yes' : null;
}

function openNanos({ open }: Ours): Nanos | null {
  let sum = 0n;
  for (const { nanos } of open) {
    if (nanos === null) return null;
    sum += nanos;
  }
  return sum;
}

function aboutOpen({ open }: Ours, billed: 'yes' | 'no' | null): readonly SafeText[] {
  if (open.length === 0) return [];
  if (billed === 'yes') return [safe`${attempts(open.length)} cut off: billed all the same`];
  if (billed === 'no') return [safe`${attempts(open.length)} cut off: not billed`];
  return [safe`${attempts(open.length)} cut off: some may be billed; the totals do not tell`];
}

interface Case {
  readonly ours: Ours;
  readonly theirs: Theirs;
  readonly counted: Counts;
  readonly rest: Nanos | null;
}

function reasons({ ours, theirs, counted, rest }: Case): readonly SafeText[] {
  const found: SafeText[] = [];
  if (counted.attempts === 0) found.push(safe`nobody told us of any attempt`);
  const requests = theirs.requests === null ? 0 : theirs.requests - counted.attempts;
  const tokens = theirs.tokens === null ? 0 : theirs.tokens - counted.tokens;
  const fewer = requests > 0 && !near(theirs.requests ?? 0, counted.attempts);
  const fewerTokens = tokens > 0 && !near(theirs.tokens ?? 0, counted.tokens);
  if (counted.attempts > 0 && (fewer || fewerTokens)) {
    found.push(
      fewer
        ? safe`${requests} requests of the bill are missing here`
        : safe`${tokens} tokens of the bill are missing here`,
    );
  }
  if (ours.unpriced > 0) found.push(safe`of ${attempts(ours.unpriced)} the cost is unknown here`);
  const more = requests < 0 && !near(theirs.requests ?? 0, counted.attempts);
  const moreTokens = tokens < 0 && !near(theirs.tokens ?? 0, counted.tokens);
  if (more || moreTokens) {
    found.push(safe`we know of more use than the bill: it is not final, or we count twice`);
  }
  const isUseTold = theirs.tokens !== null;
  if (isUseTold && !fewerTokens && !moreTokens && rest !== null && ours.nanos > 0n) {
    const percent = Number((rest * 10_000n) / ours.nanos) / 100;
    found.push(
      safe`the same tokens at ${percent > 0 ? '+' : ''}${percent} %: another price, a tier or a discount`,
    );
  }
  if (found.length > 0) return found;
  return rest !== null && rest > 0n
    ? [safe`attempts missing here, or another price: the bill tells no use`]
    : [safe`a discount, a lower price, or a bill that is not final`];
}

function sameUse(counted: Counts, { tokens, requests }: Theirs): boolean {
  return (
    (tokens === null || near(tokens, counted.tokens)) &&
    (requests === null || near(requests, counted.attempts))
  );
}

function within(rest: Nanos, theirs: Theirs): boolean {
  return absolute(rest) <= toleranceOf(theirs);
}

function toleranceOf({ nanos, roundingNanos }: Theirs): Nanos {
  return absolute(nanos ?? 0n) / toleratedPart + roundingNanos;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= toleratedShare * Math.max(a, b);
}

function absolute(nanos: Nanos): Nanos {
  return nanos < 0n ? -nanos : nanos;
}

function attempts(count: number): SafeText {
  return safe`${count.toLocaleString('en-US')} ${count === 1 ? 'attempt' : 'attempts'}`;
}
