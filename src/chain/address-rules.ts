import type { ParsedFile } from './document.ts';
import type { LinkEntry } from './file-schema.ts';
import { parseKubernetesAddress } from './kubernetes-address.ts';
import type { Problem } from './problems.ts';
import { shown } from './shown.ts';
import type { LinkKind } from './types.ts';

/** `host`, `10.0.0.1` or `[2001:db8::1]`. */
const host = String.raw`(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]+\])`;
const hostPattern = new RegExp(`^${host}$`);
const hostPortPattern = new RegExp(`^(?:tcp://)?${host}:([0-9]{1,5})$`);
const maxPort = 65_535;

interface AddressRule {
  fits(address: string): boolean;
  readonly example: string;
}

const name: AddressRule = {
  fits: (address) => hostPattern.test(address),
  example: 'a name: chat.acme.ai',
};
const endpoint: AddressRule = {
  fits: isEndpoint,
  example: 'a host and a port: chat.acme.ai:443',
};
const service: AddressRule = {
  fits: (address) => isWebUrl(address) || isEndpoint(address) || isInCluster(address),
  example: 'a URL or a host and a port: https://chat.acme.ai/v1 or 10.0.0.7:5432',
};
/** Where data lie. Each scheme has a probe; a password has no place in an address. */
const store: AddressRule = {
  fits: (address) => service.fits(address) || isDataUrl(address),
  example:
    'a URL or a host and a port: postgres://db.acme.ai/app, https://s3.acme.ai/bucket or 10.0.0.7:5432',
};
const container: AddressRule = {
  fits: (address) => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(address) || isInCluster(address),
  example: "a container's name or id: vllm-0",
};
const process: AddressRule = {
  fits: () => true,
  example: 'a process number, the path of a pid file, or a name: 4711, /run/nginx.pid, nginx',
};

/**
 * What the address of a kind must look like; a link of such a kind needs one, or probes of its own.
 * The other kinds take any: this machine and all its cards need none, and a model is a name.
 */
const rules: Readonly<Partial<Record<LinkKind, AddressRule>>> = {
  dns: name,
  certificate: endpoint,
  network: endpoint,
  gateway: service,
  router: service,
  provider: service,
  'inference-server': service,
  service,
  store,
  attribution: service,
  container,
  process,
};

/** An object of a cluster, which the kubernetes probe looks at. */
function isInCluster(address: string): boolean {
  return parseKubernetesAddress(address) !== undefined;
}

function isEndpoint(address: string): boolean {
  const port = hostPortPattern.exec(address)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) <= maxPort;
}

function isWebUrl(address: string): boolean {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return false;
  return new URL(address).hostname !== '';
}

function isDataUrl(address: string): boolean {
  if (!/^(?:postgres|postgresql|redis|rediss|s3|gs|az|abfss?|wasbs?):\/\//.test(address))
    return false;
  if (!URL.canParse(address)) return false;
  const { hostname, password } = new URL(address);
  return hostname !== '' && password === '';
}

/** An address that no probe of its link's kind could use: told now, not as a link nobody looks at. */
export function addressProblem(
  id: string,
  { kind, address, probes }: LinkEntry,
  parsed: ParsedFile,
): Problem | undefined {
  const rule = rules[kind];
  if (rule === undefined || (address === undefined && probes !== undefined)) return undefined;
  if (address === undefined) {
    return {
      code: 'E_MISSING',
      message: `links.${id}.address is missing: kind "${kind}" cannot be looked at without one`,
      hint: `Give ${rule.example}. Where nobody can look, write "probes: []".`,
      place: parsed.placeOfKey(['links', id]),
    };
  }
  if (rule.fits(address)) return undefined;
  return {
    code: 'E_ADDRESS',
    message: `links.${id}.address: ${shown(address)} is not an address for kind "${kind}"`,
    hint: `Give ${rule.example}.`,
    place: parsed.placeOf(['links', id, 'address']),
  };
}
