import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { type Target, targetsTold } from '../../cloud/targets.ts';
import { at, textAt } from '../../data/json.ts';
import { askGcp, computePath } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/** Groups of one backend service that are asked about. */
const MOST_GROUPS = 10;

/** What a load balancer thinks of the machines of its backend service. */
export async function lookAtTargets(options: GcpOptions, asking: Asking): Promise<Told> {
  const { region, backendService = '' } = options;
  const place = region === undefined ? ['global'] : ['regions', region];
  const service = region === undefined ? 'backendServices' : 'regionBackendServices';
  const path = computePath(options, ...place, 'backendServices', backendService);
  const document = await askGcp(`gcp compute ${service}.get`, options, asking, { path });
  const backends = at(document, 'backends');
  const groups = (Array.isArray(backends) ? backends : []).flatMap(
    (backend: unknown) => textAt(backend, 'group') ?? [],
  );
  const targets: Target[] = [];
  for (const group of groups.slice(0, MOST_GROUPS)) {
    const health = await askGcp(`gcp compute ${service}.getHealth`, options, asking, {
      path: `${path}/getHealth`,
      body: { group },
    });
    const states = at(health, 'healthStatus');
    targets.push(...(Array.isArray(states) ? states : []).map(targetOf));
  }
  const told = targetsTold(targets, asking.kept);
  // A global one stands in many places, and in none that could be named.
  return { ...told, facts: { ...told.facts, ...regionFact('gcp', region, asking.kept) } };
}

function targetOf(status: unknown): Target {
  const instance = textAt(status, 'instance') ?? textAt(status, 'ipAddress') ?? '';
  const state = textAt(status, 'healthState');
  return {
    name: instance.slice(instance.lastIndexOf('/') + 1),
    state: state === 'HEALTHY' ? 'healthy' : 'unhealthy',
    why: textAt(status, 'ipAddress') ?? '',
  };
}
