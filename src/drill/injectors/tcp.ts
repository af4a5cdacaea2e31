import { z } from 'zod';
import { attributeWords, optionsByType, proxyName } from '../proxies/fault-options.ts';
import { type ProxyFault, type ProxyOptions, proxyInjector } from '../proxies/proxy-injector.ts';
import { tcpToxics } from '../proxies/tcp/toxics/registry.ts';
import type { Stream } from '../proxies/toxic.ts';

type TcpOptions = ProxyOptions & {
  readonly toxic: string;
  readonly stream: Stream;
} & Readonly<Record<string, unknown>>;

/** Toxiproxy's toxics with its attributes in its units, and `down`. */
const options = optionsByType<TcpOptions>(
  'toxic',
  { ...tcpToxics, down: { attributes: z.object({}) } },
  {
    proxy: proxyName,
    /** The API of a real Toxiproxy; absent: a proxy of the scenario. */
    toxiproxy: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .refine((text) => new URL(text).username === '', 'must not hold a user name')
      .optional(),
    stream: z.enum(['upstream', 'downstream']).default('downstream'),
  },
);

/** Faults of the connection itself; `intensity` is the share of connections that meet them. */
export const tcpInjector = proxyInjector<TcpOptions>({
  kind: 'tcp',
  options,
  faultOf,
  explain(one) {
    const where = `the proxy "${one.proxy}"${one.toxiproxy ? ` of ${one.toxiproxy}` : ''}`;
    if (one.toxic === 'down') return `takes ${where} down: nothing listens there any more`;
    const words = attributeWords(faultOf(one).attributes);
    return `${one.toxic}${words} on what goes ${one.stream} through ${where}`;
  },
});

function faultOf(one: TcpOptions): ProxyFault {
  const { proxy: _proxy, toxiproxy: _toxiproxy, toxic: type, stream, ...attributes } = one;
  return { type, stream, attributes };
}
