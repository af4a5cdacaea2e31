/**
 * Program: `inject <kind> <request>` plans, writes the plan to stdout, injects, says `injected` and
 * stays; `undo <kind> <plan>` undoes and verifies from the plan alone, and writes what it saw.
 */
import type { FaultRequest, UndoPlan } from '../../src/drill/injector.ts';
import { injectorOf } from '../../src/drill/injectors/registry.ts';
import type { ScenarioWorld } from '../../src/drill/world.ts';

const [what, kind = '', json = ''] = process.argv.slice(2);
const injector = injectorOf(kind);
if (!injector) throw new Error(`no injector ${kind}`);

if (what === 'inject') {
  const signal = new AbortController().signal;
  const given = JSON.parse(json) as {
    request: FaultRequest<unknown>;
    processes: [string, never][];
  };
  const world: ScenarioWorld = {
    sandbox: null,
    proxies: new Map(),
    processes: new Map(given.processes),
  };
  const plan = await injector.plan(given.request, world, signal);
  process.stdout.write(`${JSON.stringify(plan)}\n`);
  await injector.inject(given.request, plan, world, signal);
  process.stdout.write('injected\n');
  setInterval(() => {}, 60_000);
} else {
  const plan = JSON.parse(json) as UndoPlan;
  await injector.undo(plan, null);
  process.stdout.write(JSON.stringify(await injector.verify(plan, null)));
}
