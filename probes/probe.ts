import type { z } from 'zod';
import type { Link, Vantage as Place, Reach } from '../src/chain/types.ts';
import type { Spending } from '../src/events/spending/types.ts';
import type { Claim, Fact, Measure, Outcome, PhaseName } from '../src/events/types.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Redactor } from '../src/text/redact.ts';
import type { SafeText } from '../src/text/safe-text.ts';
import type { SshEnvironment } from '../src/vantage/ssh/environment.ts';
import type { Vantage } from '../src/vantage/types.ts';

/** What a look is given. It honours both the deadline and the signal. */
export interface LookContext {
  /** Milliseconds that the whole look may take; a finding is returned within it (plus 50 ms). */
  readonly deadlineMs: number;
  /** Aborted when the session ends: return an `unknown` finding with `self.cancelled` at once. */
  readonly signal: AbortSignal;
  readonly vantage: Vantage;
  /** What decides how SSH connections are made; that of this process where absent. */
  readonly ssh?: SshEnvironment;
  readonly clock: Clock;
  /** What looks that cost something have spent; known to this process alone where absent. */
  readonly spending?: Spending;
  /** Strikes out secrets; apply it before `sanitise` to everything kept from outside. */
  readonly redactor: Redactor;
  /** `env:NAME` or `file:/path` → its value, already known to the redactor. @throws WeaklinkError E_SECRET */
  secret(reference: string): Promise<string>;
}

/** What a look found: the part of an observation that a probe knows. */
export interface Finding {
  readonly outcome: Outcome;
  /** One of the probe's symptoms, or one of {@link selfSymptoms} when the outcome is `unknown`. */
  readonly symptom: string | null;
  readonly alsoSeen?: readonly string[];
  /** At most 60 characters: `200 in 12 ms`. */
  readonly summary: SafeText;
  readonly phases?: Readonly<Partial<Record<PhaseName, number>>>;
  readonly measures?: readonly Measure[];
  readonly facts?: Readonly<Record<string, Fact>>;
  readonly evidence?: readonly SafeText[];
  readonly servedBy?: SafeText;
  /** What the other side said about links, kept apart from what was seen. `link` is filled in by the scheduler when absent. */
  readonly claims?: readonly (Omit<Claim, 'link'> & { readonly link?: string })[];
}

/** Symptoms of weaklink itself: it could not look. Their outcome is always `unknown`, and nobody else is blamed. */
export const selfSymptoms = {
  'self.cancelled': 'the look was cancelled',
  'self.permission': 'weaklink lacks the permission to look',
  'self.missing_tool': 'the program needed for the look is not installed',
  'self.secret': 'a secret that the look needs cannot be read',
  'self.budget': 'what looks may spend is spent',
  'self.resource': 'this machine is out of descriptors, ports or memory',
  'self.vantage': 'weaklink cannot stand at this vantage',
  'self.bug': 'the probe itself failed: a bug of weaklink',
} as const;

/** Whether a look stands on this machine or at a vantage elsewhere. */
export type Standing = 'here' | 'elsewhere';

/** What a symptom means. The registry's union of these is all that the diagnosis has to explain. */
export interface SymptomSpec {
  readonly outcome: Exclude<Outcome, 'ok'>;
  /** In plain words, lower case, no full stop: `the name does not exist`. */
  readonly meaning: string;
}

/**
 * A read-only check of one link. It *returns* what it found and never throws for a sick target;
 * it throws only for a mistake in weaklink's own code.
 */
export interface Probe<Options> {
  readonly kind: string;
  /** One line for `weaklink probe --help`. */
  readonly summary: string;
  /** The options of a `probes:` entry of this kind; strict, so unknown keys are refused. */
  readonly options: z.ZodType<Options>;
  readonly symptoms: Readonly<Record<string, SymptomSpec>>;
  /** Looks that nobody asked for by name are not closer together than this: pages that change slowly. */
  readonly leastIntervalMs?: number;
  /**
   * The options with which this probe looks at `link` by default, or null where it does not suit.
   * `vantages` are the places that the chain looks from.
   */
  infer(link: Link, vantages?: readonly Place[]): unknown;
  /** TARGET of `weaklink probe KIND TARGET` → options as a file would state them. @throws WeaklinkError E_TARGET */
  fromTarget(target: string): unknown;
  reach(options: Options): Reach;
  /** The model that the look asks, where it asks one. */
  model?(options: Options): string | undefined;
  /**
   * The equivalent shell command, as one types it where the look stands; secrets as `$NAME`
   * references. `standing` is `here` where it is not given; few looks depend on it.
   */
  command(options: Options, standing?: Standing): SafeText;
  look(options: Options, context: LookContext): Promise<Finding>;
}
