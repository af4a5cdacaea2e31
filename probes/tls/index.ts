import { WeaklinkError } from '../../src/platform/errors.ts';
import { formatEndpoint, parseEndpoint } from '../network/endpoint.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtTls } from './look.ts';
import { type TlsOptions, tlsOptions } from './options.ts';
import { tlsSymptoms } from './symptoms.ts';

const HTTPS_PORT = 443;

export const tlsProbe: Probe<TlsOptions> = {
  kind: 'tls',
  summary: 'does a TLS handshake succeed, and with which certificate',
  options: tlsOptions,
  symptoms: { ...secureDialSymptoms, ...tlsSymptoms },
  infer({ kind, address }) {
    const endpoint = address === undefined ? undefined : endpointIn(address);
    return kind === 'certificate' && endpoint !== undefined ? { address: endpoint } : null;
  },
  fromTarget(target) {
    const address = endpointIn(target);
    if (address !== undefined) return { address };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `tls: "${target}" is not an address`,
      hint: 'Give host, host:port or an https URL: api.example.com:443',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtTls,
};

/** `host`, `host:port` or `https://host:port/…` → `host:port`. */
function endpointIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^(?:https|tls):\/\//, '')
    .replace(/\/.*$/, '');
  const endpoint = parseEndpoint(bare, HTTPS_PORT);
  return endpoint && formatEndpoint(endpoint);
}
