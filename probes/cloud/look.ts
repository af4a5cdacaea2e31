import type { Fact, Measure } from '../../src/events/types.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { judged } from '../data/finding.ts';
import { secretFinding } from '../http/look.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import type { Judgement } from '../system/judgement.ts';
import { CloudCaller } from './caller.ts';
import type { CloudDial } from './options.ts';
import { type CloudSymptom, cloudSymptoms } from './symptoms.ts';
import { CloudTrouble, troubleFinding } from './trouble.ts';

/** What one look at a cloud told. */
export interface Told {
  readonly judgements: readonly Judgement<CloudSymptom>[];
  /** The summary where nothing is wrong. */
  readonly well: SafeText;
  readonly facts?: Readonly<Record<string, Fact>>;
  readonly measures?: readonly Measure[];
  readonly claims?: Finding['claims'];
}

/** What a look has at hand. */
export interface Asking {
  readonly caller: CloudCaller;
  readonly context: LookContext;
  readonly kept: KeptText;
}

/** One look at a cloud: what hinders it becomes a finding that blames nobody. */
export async function lookAtCloud(
  dial: CloudDial,
  context: LookContext,
  work: (asking: Asking) => Promise<Told>,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const caller = new CloudCaller(dial, context);
  try {
    const {
      judgements,
      well,
      facts,
      measures = [],
      claims,
    } = await work({
      caller,
      context,
      kept,
    });
    const seen = caller.asker.seen(facts, [...measures, ...clockMeasures(caller)]);
    const finding = judged(judgements, cloudSymptoms, context, well, seen);
    return claims && claims.length > 0 ? { ...finding, claims } : finding;
  } catch (error) {
    const seen = caller.asker.seen({}, clockMeasures(caller));
    if (context.signal.aborted)
      return { ...couldNotLook('self.cancelled', safe`cancelled`), ...seen };
    if (error instanceof CloudTrouble) return troubleFinding(error, seen, kept);
    if (error instanceof WeaklinkError && error.code === 'E_SECRET')
      return secretFinding(error, kept);
    throw error;
  }
}

/** A signature fails where the clocks differ by more than some minutes: how far they do is told. */
function clockMeasures({ clockOffsetMs }: CloudCaller): readonly Measure[] {
  if (clockOffsetMs === undefined) return [];
  return [{ name: 'cloud.clock_offset', value: Math.round(clockOffsetMs / 1_000), unit: 's' }];
}
