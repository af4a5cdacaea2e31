import type { Path } from '../../chain/document.ts';
import type { Chain, LinkId, LinkKind } from '../../chain/types.ts';
import type { Findings } from './findings.ts';

/** What of a chain a scenario may name. */
export interface KnownChain {
  readonly links: ReadonlyMap<LinkId, KnownLink>;
  /** With `local`. */
  readonly vantages: readonly string[];
}

export interface KnownLink {
  readonly kind: LinkKind;
  readonly address?: string | undefined;
  /** `[name, kind]` of each of its probes. */
  readonly probes: readonly (readonly [name: string, kind: string])[];
}

export function knownOf({ links, vantages }: Chain): KnownChain {
  return {
    links: new Map(
      links.map(({ id, kind, address, probes }) => [
        id,
        { kind, address, probes: probes.map(({ name, kind: by }) => [name, by] as const) },
      ]),
    ),
    vantages: ['local', ...vantages.map(({ name }) => name)],
  };
}

const health = ['health', 'http'] as const;
const process = ['process', 'process'] as const;
const ask = (model: string) => [`ask-${model}`, 'openai'] as const;
const card: KnownLink = { kind: 'gpu', probes: [['gpu', 'gpu']] };
const replica: KnownLink = { kind: 'inference-server', probes: [health, ask('chat'), process] };
const gatewayProbes = [health, ask('chat'), ask('vendor-chat'), process];

/** The chain of the sandbox, which needs no running sandbox to be named. A test holds it to the real one. */
export const sandboxChain: KnownChain = {
  links: new Map<LinkId, KnownLink>([
    ['name', { kind: 'dns', probes: [['dns', 'dns']] }],
    ['certificate', { kind: 'certificate', probes: [['tls', 'tls']] }],
    ['edge', { kind: 'gateway', probes: gatewayProbes }],
    ['api-gateway', { kind: 'gateway', probes: gatewayProbes }],
    ['router', { kind: 'router', probes: [health, ask('chat'), process] }],
    ['replica-a', replica],
    ['replica-b', replica],
    ['gpu-a', card],
    ['gpu-b', card],
    ['store', { kind: 'store', probes: [health, ['model-data', 'http'], process] }],
    [
      'vendor',
      {
        kind: 'provider',
        probes: [['models', 'openai'], ask('vendor-chat'), ['statuspage', 'statuspage']],
      },
    ],
  ]),
  vantages: ['local'],
};

/** Tells of a link that does not exist. @returns it, where it does or where nobody can know */
export function checkLink(
  id: string,
  path: Path,
  chain: KnownChain | null,
  findings: Findings,
): KnownLink | null {
  const link = chain?.links.get(id) ?? null;
  if (chain && !link) findings.unknown(path, 'link', id, chain.links.keys());
  return link;
}
