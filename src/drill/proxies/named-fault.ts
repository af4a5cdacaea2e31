import type { Injector } from '../injector.ts';
import type { ProxyPlan } from '../types.ts';
import { attributeWords, optionsByType, proxyName } from './fault-options.ts';
import { type ProxyFault, type ProxyOptions, proxyInjector } from './proxy-injector.ts';
import type { ToxicTypes } from './toxic.ts';

/** `{ proxy, fault, … }`, the attributes of the fault beside its name. */
type FaultOptions = ProxyOptions & { readonly fault: string } & Readonly<Record<string, unknown>>;

/** An injector for a kind of proxy of ours whose faults are all in one registry. */
export function namedFaultInjector(
  kind: ProxyPlan['kind'],
  faults: ToxicTypes,
  meets: string,
): Injector<FaultOptions> {
  return proxyInjector<FaultOptions>({
    kind,
    options: optionsByType('fault', faults, { proxy: proxyName }),
    faultOf,
    explain: (options) => {
      const words = attributeWords(faultOf(options).attributes);
      return `${options.fault}${words} in answers to ${meets} the proxy "${options.proxy}"`;
    },
  });
}

function faultOf({ proxy: _proxy, fault: type, ...attributes }: FaultOptions): ProxyFault {
  return { type, stream: 'downstream', attributes };
}
