import { sanitise } from '../../text/sanitise.ts';
import type { Missing } from '../injector.ts';
import { injectorOf, injectors } from '../injectors/registry.ts';
import type { HeldLease } from '../leases/lease.ts';
import { listRuns, readLeases } from '../leases/run-directory.ts';
import type { PlannedFault, Scenario } from '../types.ts';
import type { ScenarioWorld } from '../world.ts';

/** What is wrong with a scenario beyond its shape: nothing of it may be run. */
export function refusals(scenario: Scenario): readonly string[] {
  return scenario.faults.flatMap((fault) => faultRefusals(scenario, fault));
}

function faultRefusals(scenario: Scenario, fault: PlannedFault): readonly string[] {
  const { name, link, injector: kind } = fault;
  const injector = injectorOf(kind);
  if (!injector) {
    return [`${name}: there is no injector "${kind}"; known: ${Object.keys(injectors).join(', ')}`];
  }
  const found: string[] = [];
  if (fault.intensity < 1 && !injector.partial) {
    found.push(`${name}: "${kind}" cannot do a part of a fault: leave intensity out`);
  }
  if (scenario.source.kind === 'chain') {
    const target = scenario.targets.find((one) => one.link === link);
    if (!target?.allow.includes(kind)) {
      found.push(`${name}: the scenario's targets do not allow ${kind} on ${link}`);
    }
  }
  return found.map((text) => sanitise(text));
}

/** What would be done, a sentence each: also what is said without `--allow-inject`. */
export function explanations(scenario: Scenario): readonly string[] {
  return scenario.faults.map((fault) => {
    const injector = injectorOf(fault.injector);
    return sanitise(injector?.explain(fault.options) ?? `${fault.name}: unknown`);
  });
}

/** Everything that the faults of a scenario lack, each once. */
export async function missingFor(
  scenario: Scenario,
  world: ScenarioWorld,
): Promise<readonly Missing[]> {
  const found = new Map<string, Missing>();
  for (const { name, injector: kind, options } of scenario.faults) {
    const injector = injectorOf(kind);
    if (!injector) continue;
    const missing = await injector
      .preflight(options, world)
      .catch((error: Error): readonly Missing[] => [
        { what: `${name}: ${error.message}`, remedy: 'See the message.' },
      ]);
    for (const one of missing) found.set(one.what, one);
  }
  return [...found.values()];
}

/** Leases of other runs, those that still drill and those that died. */
export function foreignLeases(stateDirectory: string, ownRun: string | null): readonly HeldLease[] {
  return listRuns(stateDirectory)
    .filter((run) => run !== ownRun)
    .flatMap((run) => readLeases(run).leases);
}

/** The lease of another run over something that this scenario would break. */
export function conflict(
  { source, faults }: Scenario,
  leases: readonly HeldLease[],
): HeldLease | undefined {
  // Every run has a sandbox of its own: nobody else's fault can be in it.
  if (source.kind !== 'chain') return undefined;
  const { name: chain } = source.chain;
  return leases.find(({ lease }) =>
    faults.some((fault) => lease.chain === chain && lease.link === fault.link),
  );
}
