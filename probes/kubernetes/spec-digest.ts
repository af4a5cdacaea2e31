import { digestOf } from '../data/digest.ts';
import { at } from '../data/json.ts';

/**
 * Names what an object is meant to be: the same until somebody changes it. How many replicas it has is
 * left out, since an autoscaler changes that all day, and so is what the cluster writes itself.
 */
export function specDigest(object: unknown): string {
  const spec = at(object, 'spec');
  const kept =
    typeof spec === 'object' && spec !== null
      ? Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'replicas'))
      : null;
  return digestOf(JSON.stringify(kept, sortedJson));
}

/** Members in the order of their names, so that the order of an answer says nothing. */
export function sortedJson(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );
}
