/** What somebody wants to do with what a licence covers. */
export const uses = ['commercial', 'research', 'derivatives'] as const;
export type Use = (typeof uses)[number];

/** `conditions`: allowed, with duties or limits that a person must read. */
export type Permission = 'yes' | 'no' | 'conditions';

export interface Licence {
  /** As cards and SPDX expressions name it, lower case; the first is what messages say. */
  readonly ids: readonly string[];
  readonly permits: Readonly<Record<Use, Permission>>;
  /** The conditions or the prohibition, in words; null where none concerns these uses. */
  readonly words: string | null;
  /** Where that is read. */
  readonly source: string;
  /** How its text begins; null where it has no text of its own that can be told. */
  readonly text: RegExp | null;
}

/** What kinds of licences permit. */
export const permits = {
  free: { commercial: 'yes', research: 'yes', derivatives: 'yes' },
  copyleft: { commercial: 'yes', research: 'yes', derivatives: 'conditions' },
  conditional: { commercial: 'conditions', research: 'yes', derivatives: 'conditions' },
  restricted: { commercial: 'conditions', research: 'conditions', derivatives: 'conditions' },
  researchOnly: { commercial: 'no', research: 'yes', derivatives: 'conditions' },
} as const satisfies Record<string, Licence['permits']>;
