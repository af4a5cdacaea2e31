import type { Finding, LookContext, Probe } from '../../probes/probe.ts';
import { seriesOf } from '../chain/series.ts';
import type { Chain, Link, LinkId, ProbePlan, Reach } from '../chain/types.ts';
import { WeaklinkError } from '../platform/errors.ts';
import type { SafeText } from '../text/safe-text.ts';
import { commandFrom } from './command-from.ts';
import { targetOf } from './target.ts';

/** `probes/registry.ts` fits. Each probe parses its own options, so `unknown` is enough here. */
export type ProbeRegistry = Readonly<Record<string, Probe<unknown>>>;

/** A series of looks, ready to run. */
export interface PlannedLook {
  readonly link: LinkId;
  /** Key of the probe registry. */
  readonly probe: string;
  /** `<link>/<probe name>@<vantage>`. */
  readonly stream: string;
  readonly vantage: string;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly reach: Reach;
  readonly model?: string;
  readonly command: SafeText;
  /** What the look burdens; looks with the same target share its budget. */
  readonly target: string;
  /** What the options call slow: milliseconds of an answer, and from one token to the next. */
  readonly slow: { readonly ms?: number; readonly tokenMs?: number };
  /** Keys of the symptoms that the probe may return. */
  readonly symptoms: ReadonlySet<string>;
  look(context: LookContext): Promise<Finding>;
}

/**
 * All looks of a chain, in the order of its file.
 *
 * @throws WeaklinkError E_PLAN for a probe that does not exist or options that it refuses; a chain
 *   that was loaded with the same registry has neither
 */
export function planLooks(chain: Chain, registry: ProbeRegistry): readonly PlannedLook[] {
  const addresses = new Map(chain.vantages.map(({ name, address }) => [name, address]));
  return chain.links.flatMap((link) =>
    link.probes.map((plan) => {
      const from = addresses.get(plan.vantage) ?? plan.vantage;
      return planLook(link, plan, from, registry);
    }),
  );
}

/** @param from the address of its vantage */
function planLook(link: Link, plan: ProbePlan, from: string, registry: ProbeRegistry): PlannedLook {
  const stream = seriesOf(link.id, plan);
  const probe = Object.hasOwn(registry, plan.kind) ? registry[plan.kind] : undefined;
  if (!probe) throw unplannable(stream, `there is no probe of kind "${plan.kind}"`);
  const parsed = probe.options.safeParse(plan.options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unplannable(stream, `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const options = parsed.data;
  const reach = probe.reach(options);
  const model = probe.model?.(options);
  return {
    link: link.id,
    probe: plan.kind,
    stream,
    vantage: plan.vantage,
    intervalMs: plan.intervalMs,
    deadlineMs: plan.deadlineMs,
    reach,
    ...(model === undefined ? {} : { model }),
    command: commandFrom(from, probe.command(options, from === 'local' ? 'here' : 'elsewhere')),
    target: targetOf(link, plan, reach),
    slow: slowOf(plan.options),
    symptoms: new Set(Object.keys(probe.symptoms)),
    look: (context) => probe.look(options, context),
  };
}

function slowOf({ slowMs, slowTokenMs }: ProbePlan['options']): PlannedLook['slow'] {
  return {
    ...(typeof slowMs === 'number' ? { ms: slowMs } : {}),
    ...(typeof slowTokenMs === 'number' ? { tokenMs: slowTokenMs } : {}),
  };
}

function unplannable(stream: string, what: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_PLAN', message: `${stream}: ${what}` });
}
