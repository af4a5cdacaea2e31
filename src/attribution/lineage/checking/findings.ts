import type { Path } from '../../../chain/document.ts';
import type { SafeText } from '../../../text/safe-text.ts';

/**
 * What a check can say of a lineage. `condition` and `unchecked` are news, not faults: a licence allows
 * the use under conditions, bytes that are named are not here.
 */
export const findingKinds = [
  'forbidden',
  'contradicts',
  'missing',
  'condition',
  'unchecked',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface LineageFinding {
  readonly kind: FindingKind;
  /** Stable and searchable: `licence`, `hash`, `contributors` … */
  readonly about: string;
  /** `adapter:support-lora`, `model:chat-70b`. */
  readonly node: SafeText;
  /** What is so, in one sentence without a full stop. */
  readonly words: SafeText;
  /** What to do about it; null where there is nothing to do. */
  readonly todo: SafeText | null;
  /** Where the file says it. */
  readonly path: Path;
}

/** Whether a check fails on it. */
export function isFault({ kind }: LineageFinding): boolean {
  return kind === 'forbidden' || kind === 'contradicts' || kind === 'missing';
}
