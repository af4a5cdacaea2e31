import { WeaklinkError } from '../../src/platform/errors.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { dialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtPort } from './look.ts';
import { type TcpOptions, tcpOptions } from './options.ts';
import { tcpSymptoms } from './symptoms.ts';

export const tcpProbe: Probe<TcpOptions> = {
  kind: 'tcp',
  summary: 'does a port accept connections, at every address of its name',
  options: tcpOptions,
  symptoms: { ...dialSymptoms, ...tcpSymptoms },
  infer({ kind, address }) {
    const endpoint = address === undefined ? undefined : endpointIn(address);
    // Names and certificates have probes of their own; what runs things has no port.
    const foreign = ['dns', 'certificate', 'container', 'process', 'gpu', 'host', 'model'];
    return endpoint === undefined || foreign.includes(kind) ? null : { address: endpoint };
  },
  fromTarget(target) {
    const address = endpointIn(target);
    if (address !== undefined) return { address };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `tcp: "${target}" is not an address with a port`,
      hint: 'Give host:port or [v6]:port: db.internal:5432',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtPort,
};

/** `host:port`, with or without `tcp://` before it. */
function endpointIn(text: string): string | undefined {
  const bare = text.trim().replace(/^tcp:\/\//, '');
  return parseEndpoint(bare) ? bare : undefined;
}
