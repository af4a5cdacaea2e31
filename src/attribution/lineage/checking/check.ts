import type { Use } from '../licences/licence.ts';
import type { Lineage } from '../types.ts';
import type { ByteFact } from './bytes.ts';
import { byteFindings, contradictions } from './contradictions.ts';
import { findingKinds, type LineageFinding } from './findings.ts';
import { missingParts } from './missing.ts';
import { permissionFindings } from './permissions.ts';

export interface CheckOptions {
  /** Of {@link factsOfBytes}; empty where nobody looked. */
  readonly facts: readonly ByteFact[];
  /** Null: no use is asked about. */
  readonly use: Use | null;
}

/** Everything that can be said against a lineage: what is forbidden first, then by place in the file. */
export function checkLineage(
  lineage: Lineage,
  { facts, use }: CheckOptions,
): readonly LineageFinding[] {
  const all = [
    ...(use === null ? [] : permissionFindings(lineage, use)),
    ...contradictions(lineage),
    ...byteFindings(facts),
    ...missingParts(lineage),
  ];
  const rank = ({ kind }: LineageFinding) => findingKinds.indexOf(kind);
  const line = ({ path }: LineageFinding) => lineage.placeOf(path).line;
  return all.toSorted((a, b) => rank(a) - rank(b) || line(a) - line(b));
}
