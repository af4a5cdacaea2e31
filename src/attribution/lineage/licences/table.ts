import type { Licence } from './licence.ts';
import { modelLicences } from './model-licences.ts';
import { openLicences } from './open-licences.ts';

/**
 * Licences that models and data commonly have. Facts read in their texts (`source`), reduced to three
 * uses; not legal advice. A licence that is not here is unknown, never allowed.
 */
export const licences: readonly Licence[] = [...openLicences, ...modelLicences];

const byId = new Map(
  licences.flatMap((licence) => licence.ids.map((id) => [id, licence] as const)),
);

export function licenceNamed(id: string): Licence | null {
  return byId.get(id.toLowerCase()) ?? null;
}
