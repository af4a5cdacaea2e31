import { z } from 'zod';

/** A network interface, as `ip -j -s link` tells of it. */
export interface Interface {
  readonly name: string;
  /** The machine means it to work. */
  readonly isUp: boolean;
  /** It has a carrier, and what it is part of works. */
  readonly works: boolean;
  readonly mtu: number;
  /** Errors of both directions since it came up; undefined where they were not asked for. */
  readonly errors: number | undefined;
  readonly packets: number | undefined;
}

const counters = z
  .object({
    packets: z.number().catch(0),
    errors: z.number().catch(0),
  })
  .optional()
  .catch(undefined);

const schema = z.array(
  z
    .object({
      ifname: z.string().min(1),
      flags: z.array(z.string()).catch([]),
      mtu: z.number().catch(0),
      operstate: z.string().catch('UNKNOWN'),
      link_type: z.string().catch(''),
      linkinfo: z.object({ info_kind: z.string() }).partial().optional().catch(undefined),
      stats64: z.object({ rx: counters, tx: counters }).optional().catch(undefined),
    })
    .nullable()
    // Options that an old `ip` does not know leave empty objects behind.
    .catch(null),
);

/** Interfaces kept; a host of many containers has one for each, and those are left out before. */
const MOST_INTERFACES = 128;

/** Names under which containers, tunnels and virtual switches appear. */
const virtualName =
  /^(?:lo|veth|docker|br-|virbr|vnet|cali|flannel|cni|tap|tun|lxc|ifb|dummy|wg|kube|nodelocaldns)/;
const virtualTypes = new Set(['loopback', 'sit', 'ipip', 'tunnel6', 'gre', 'none']);

/** The interfaces that stand for cables and bonds, by the JSON of `ip -j -s link`. */
export function parseInterfaces(text: string): readonly Interface[] {
  const parsed = schema.safeParse(json(text));
  if (!parsed.success) return [];
  return parsed.data
    .filter((one) => one !== null)
    .filter(({ ifname, link_type }) => !virtualName.test(ifname) && !virtualTypes.has(link_type))
    .slice(0, MOST_INTERFACES)
    .map(({ ifname: name, flags, mtu, operstate, stats64 }) => ({
      name,
      isUp: flags.includes('UP'),
      works:
        !flags.includes('NO-CARRIER') && operstate !== 'DOWN' && operstate !== 'LOWERLAYERDOWN',
      mtu,
      errors: stats64 && (stats64.rx?.errors ?? 0) + (stats64.tx?.errors ?? 0),
      packets: stats64 && (stats64.rx?.packets ?? 0) + (stats64.tx?.packets ?? 0),
    }));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
