import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Injector, UndoPlan } from '../injector.ts';
import { processIdentitySchema } from '../leases/process-identity.ts';
import type { ProxyPlan } from '../types.ts';
import type { ProxyHandle, ScenarioWorld } from '../world.ts';
import { ControlClient } from './control-client.ts';
import { missingProxy, undoProxyFault, verifyProxyFault } from './proxy-undo.ts';
import { reach } from './reach.ts';
import type { Stream } from './toxic.ts';

/** What every option of a proxy's fault says. */
export interface ProxyOptions {
  readonly proxy: string;
  /** Base address of a real Toxiproxy's API; absent: a proxy of the scenario. */
  readonly toxiproxy?: string | undefined;
}

/** What a fault is to the control API; `down` is no toxic but the proxy itself. */
export interface ProxyFault {
  readonly type: string;
  readonly stream: Stream;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ProxyInjectorSetup<Options extends ProxyOptions> {
  readonly kind: ProxyPlan['kind'];
  readonly options: z.ZodType<Options>;
  explain(options: Options): string;
  faultOf(options: Options): ProxyFault;
}

export const proxyPlanSchema = z.object({
  kind: z.enum(['tcp', 'llm', 'dns']),
  control: z.string(),
  proxy: z.string(),
  /** Null: the proxy is down. */
  toxic: z.string().nullable(),
  listen: z.string(),
  /** Whether it accepted connections before the fault. */
  wasReached: z.boolean(),
  /** Of a proxy of ours; null: somebody else's Toxiproxy. */
  process: processIdentitySchema.nullable(),
});

/** An injector that steers a proxy through its control API. */
export function proxyInjector<Options extends ProxyOptions>(
  setup: ProxyInjectorSetup<Options>,
): Injector<Options> {
  const { kind, options: schema, explain, faultOf } = setup;
  return {
    kind,
    options: schema,
    partial: true,
    explain,

    preflight: async (options, world) => missingProxy(kind, options, world),

    async plan({ options, intensity }, world, signal): Promise<z.infer<typeof proxyPlanSchema>> {
      const { type } = faultOf(options);
      if (type === 'down' && intensity < 1) throw noHalfDown(options);
      const { control, process } = steered(options, world);
      const seen = await new ControlClient(control, options.proxy).look(signal);
      if (!seen?.enabled) throw notUp(options, control, seen === null);
      return {
        kind,
        control,
        proxy: options.proxy,
        toxic: type === 'down' ? null : `weaklink-${type}-${randomBytes(4).toString('hex')}`,
        listen: seen.listen,
        wasReached: await reach(seen.listen, control),
        process,
      };
    },

    async inject({ options, intensity, ttlMs }, plan, _world, signal) {
      const { control, proxy, toxic, process } = proxyPlanSchema.parse(plan);
      const client = new ControlClient(control, proxy);
      // A real Toxiproxy knows no TTL: there the drill's watchdog keeps the time.
      const ttl = process ? { ttl: ttlMs } : {};
      if (toxic === null) return client.setEnabled(false, ttl.ttl, signal);
      await client.addToxic(
        { ...faultOf(options), name: toxic, toxicity: intensity, ...ttl },
        signal,
      );
    },

    undo: (plan: UndoPlan) => undoProxyFault(proxyPlanSchema.parse(plan)),
    verify: (plan: UndoPlan) => verifyProxyFault(proxyPlanSchema.parse(plan)),
  };
}

/** @throws WeaklinkError E_DRILL_TARGET where the scenario has no such proxy */
function steered(
  { proxy, toxiproxy }: ProxyOptions,
  { proxies }: ScenarioWorld,
): { readonly control: string; readonly process: (ProxyHandle['process'] & object) | null } {
  if (toxiproxy !== undefined) return { control: toxiproxy, process: null };
  const handle = proxies.get(proxy);
  if (handle?.process) return { control: handle.control, process: handle.process };
  throw new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: `there is no proxy "${proxy}" in this scenario`,
    hint: 'Write it under `proxies`, or name the API of your Toxiproxy: `toxiproxy: http://127.0.0.1:8474`.',
  });
}

function notUp({ proxy }: ProxyOptions, control: string, isMissing: boolean): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: `${control} ${isMissing ? 'has no proxy' : 'has taken down its proxy'} "${proxy}"`,
    hint: `See what it has: curl ${control}/proxies`,
  });
}

function noHalfDown({ proxy }: ProxyOptions): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_INTENSITY',
    message: `the proxy "${proxy}" is down as a whole or not at all: it has no intensity below 1`,
    hint: 'For a part of the connections, use reset_peer or timeout.',
  });
}
