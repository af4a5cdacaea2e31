import { probes } from '../../../probes/registry.ts';
import { listFaults } from '../../sandbox/faults/registry.ts';
import { injectors } from '../injectors/registry.ts';
import type { ScenarioCatalogue } from './catalogue.ts';

/** Everything that this version of weaklink has. */
export function wholeCatalogue(): ScenarioCatalogue {
  return { probes, faults: listFaults(), injectors };
}
