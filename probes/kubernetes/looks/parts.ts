import type { Fact, Measure } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import type { KubernetesApi } from '../api/api.ts';
import type { Refusal } from '../api/refusal.ts';
import type { Judging, Sign } from '../judge/sign.ts';
import type { KubernetesOptions } from '../options.ts';

/** What one look goes by. */
export interface Look extends Judging {
  readonly api: KubernetesApi;
  readonly options: KubernetesOptions;
  readonly namespace: string;
}

/** What was found of the object that was asked for. */
export interface Found {
  readonly kind: 'found';
  /** The most telling first. */
  readonly signs: readonly Sign[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly measures?: readonly Measure[];
  /** Beside what the signs show. */
  readonly evidence?: readonly SafeText[];
  /** Said where nothing is wrong. */
  readonly well: SafeText;
}

export type Result = Found | Refusal;

/**
 * Something that would tell more, and that the look can do without: what hinders it is a fact, so that
 * nobody takes "not asked" for "well".
 */
export function withoutIt(
  { why, detail }: Refusal,
  what: string,
  look: Pick<Look, 'kept'>,
): Readonly<Record<string, Fact>> {
  if (why === 'not-found') return {};
  return { [`k8s.not_seen.${what}`]: look.kept.fact(`${why}: ${detail}`) };
}
