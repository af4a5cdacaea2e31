import { probes } from '../../../probes/registry.ts';
import { injectors } from '../../drill/injectors/registry.ts';
import type { ScenarioCatalogue } from '../../drill/scenario/catalogue.ts';
import { listFaults } from '../../sandbox/faults/registry.ts';

/** All that scenarios may name. */
export function catalogue(): ScenarioCatalogue {
  return { probes, injectors, faults: listFaults() };
}
