import { readLineageFile } from '../../attribution/lineage/load.ts';
import type { Lineage } from '../../attribution/lineage/types.ts';
import type { Chain } from '../../chain/types.ts';

/** The lineage file that a chain names; null where it names none. @throws what a wrong file throws */
export async function lineageOf({ attribution }: Chain): Promise<Lineage | null> {
  return attribution?.lineage === undefined ? null : readLineageFile(attribution.lineage);
}
