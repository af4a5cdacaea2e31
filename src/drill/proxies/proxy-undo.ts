import type { z } from 'zod';
import type { Missing, Verification } from '../injector.ts';
import { isAlive } from '../leases/process-identity.ts';
import type { ProxyPlan } from '../types.ts';
import type { ScenarioWorld } from '../world.ts';
import { ControlClient } from './control-client.ts';
import type { ProxyOptions, proxyPlanSchema } from './proxy-injector.ts';
import { reach } from './reach.ts';

type Plan = z.infer<typeof proxyPlanSchema>;

/** @throws WeaklinkError E_DRILL_CONTROL when the control API is there no more and its proxy may be */
export async function undoProxyFault(plan: Plan): Promise<void> {
  if (isGone(plan)) return;
  const client = new ControlClient(plan.control, plan.proxy);
  if (plan.toxic !== null) return client.removeToxic(plan.toxic);
  if ((await client.look())?.enabled === false) await client.setEnabled(true);
}

export async function verifyProxyFault(plan: Plan): Promise<Verification> {
  if (isGone(plan)) {
    return { undone: true, seen: `the process ${plan.process?.pid} of the proxy is gone` };
  }
  const { control, proxy, toxic, listen } = plan;
  try {
    const seen = await new ControlClient(control, proxy).look();
    if (!seen) return { undone: true, seen: `${control} has no proxy "${proxy}" any more` };
    if (toxic !== null && seen.toxics?.some(({ name }) => name === toxic)) {
      return { undone: false, seen: `${control} says that ${toxic} is in force` };
    }
    if (toxic === null && !seen.enabled) {
      return { undone: false, seen: `${control} says that the proxy "${proxy}" is down` };
    }
    return await verifyByConnection(plan, seen.enabled);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { undone: false, seen: `nobody can say what "${proxy}" at ${listen} does: ${why}` };
  }
}

async function verifyByConnection(plan: Plan, isEnabled: boolean): Promise<Verification> {
  const { control, listen, wasReached, toxic } = plan;
  const says = `${control} says that ${toxic ?? 'the proxy'} is ${toxic === null ? 'up' : 'gone'}`;
  // Another fault has it down: that one has its own undo.
  if (!isEnabled) return { undone: true, seen: `${says}; the proxy is down for another reason` };
  if (!wasReached) {
    return {
      undone: true,
      seen: `${says}; ${listen} cannot be reached from here, nor could before`,
    };
  }
  return (await reach(listen, control))
    ? { undone: true, seen: `${says}, and ${listen} accepts connections` }
    : { undone: false, seen: `${says}, but ${listen} accepts no connection` };
}

/** What is not there for a fault of this kind. */
export async function missingProxy(
  kind: ProxyPlan['kind'],
  { proxy, toxiproxy }: ProxyOptions,
  { proxies }: ScenarioWorld,
): Promise<readonly Missing[]> {
  const handle = proxies.get(proxy);
  if (toxiproxy === undefined && handle?.kind !== kind) {
    const what = handle
      ? `the proxy "${proxy}" is of kind ${handle.kind}, and this fault needs one of kind ${kind}`
      : `there is no proxy "${proxy}" in this scenario`;
    return [{ what, remedy: `Write it under \`proxies\`, with \`kind: ${kind}\`.` }];
  }
  const control = toxiproxy ?? handle?.control ?? '';
  try {
    if (await new ControlClient(control, proxy).look()) return [];
    return [{ what: `${control} has no proxy "${proxy}"`, remedy: `See: curl ${control}/proxies` }];
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return [{ what, remedy: `Start it, and see: curl ${control}/proxies` }];
  }
}

function isGone({ process }: Plan): boolean {
  return process !== null && !isAlive(process);
}
