import type { SafeText } from '../../../src/text/safe-text.ts';
import type { KeptText } from '../../network/kept-text.ts';
import type { Judgement } from '../../system/judgement.ts';
import type { KubernetesSymptom } from '../symptoms.ts';

/** One thing that is wrong, with what shows it. */
export type Sign = Judgement<KubernetesSymptom>;

export function sign(symptom: KubernetesSymptom, summary: SafeText, evidence = summary): Sign {
  return { symptom, summary, evidence };
}

/** What judging goes by beside the objects. */
export interface Judging {
  /** Wall clock of the cluster, in milliseconds. */
  readonly nowMs: number;
  readonly kept: KeptText;
}

/** A message of the cluster, which may be long: on one line, redacted, and cut late. */
export function said(message: string, { kept }: Pick<Judging, 'kept'>): SafeText {
  return kept.body(Buffer.from(message));
}
