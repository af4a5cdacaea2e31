import type { ParsedFile } from './document.ts';
import type { ChainFile, LinkEntry } from './file-schema.ts';
import type { Problem } from './problems.ts';
import { linkKinds } from './types.ts';
import { shown } from './zod-problems.ts';

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
  fits: (address) => isWebUrl(address) || isEndpoint(address),
  example: 'a URL or a host and a port: https://chat.acme.ai/v1 or 10.0.0.7:5432',
};

/** What the address of a kind must look like; a kind that is not here takes any. */
function ruleOf(kind: LinkEntry['kind']): AddressRule | null {
  if (kind === 'dns') return name;
  if (kind === 'certificate' || kind === 'network') return endpoint;
  if (kind === 'model' || kind === 'adapter' || kind === 'datanet') return null;
  return linkKinds[kind].role === 'behind' ? service : null;
}

function isEndpoint(address: string): boolean {
  const port = hostPortPattern.exec(address)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) <= maxPort;
}

function isWebUrl(address: string): boolean {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return false;
  return new URL(address).hostname !== '';
}

/** Addresses that no probe of their link's kind could use: told now, not as a link nobody looks at. */
export function wrongAddresses(file: ChainFile, parsed: ParsedFile): readonly Problem[] {
  return Object.entries(file.links).flatMap(
    ([id, { kind, address, probes }]): readonly Problem[] => {
      const rule = ruleOf(kind);
      if (!rule) return [];
      if (address === undefined) {
        const isNeeded = linkKinds[kind].role === 'access' && probes === undefined;
        return isNeeded ? [missing(id, kind, rule, parsed)] : [];
      }
      if (rule.fits(address)) return [];
      return [
        {
          code: 'E_ADDRESS',
          message: `links.${id}.address: ${shown(address)} is no address of a ${kind}`,
          hint: `Give ${rule.example}.`,
          place: parsed.placeOf(['links', id, 'address']),
        },
      ];
    },
  );
}

function missing(id: string, kind: string, rule: AddressRule, parsed: ParsedFile): Problem {
  return {
    code: 'E_MISSING',
    message: `links.${id}.address is missing, and a ${kind} cannot be looked at without one`,
    hint: `Give ${rule.example}.`,
    place: parsed.placeOfKey(['links', id]),
  };
}
