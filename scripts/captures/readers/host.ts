import { parseDisks } from '../../../probes/host/disks.ts';
import { type Interface, parseInterfaces } from '../../../probes/host/interfaces.ts';
import { judgeLinks } from '../../../probes/host/judge-network.ts';
import { missingValues } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { isRecord, type Named, parseJson } from './parse-json.ts';

/** What no disk that stays is called: images, memory, and drives whose medium comes and goes. */
const passing = /^(?:loop|ram|zram|sr|fd|nbd|drbd|rbd)\d/;
const usedOfDisks = ['name', 'type', 'size', 'rm', 'ro', 'model'];

/** `lsblk` with `-J` or `-P`. */
export function readDisks(text: string): CaptureReading | null {
  if (!/"blockdevices"|^NAME="/m.test(text)) return null;
  const disks = parseDisks(text);
  if (disks.length === 0) return null;
  const devices = devicesOf(text);
  const expected = devices
    .filter(({ type, rm }) => type === 'disk' && rm !== true && rm !== '1')
    .map(({ name }) => String(name).replace(/^\/dev\//, ''))
    .filter((name) => !passing.test(name));
  return reading({
    parsedBy: 'host: lsblk',
    inText: expected.length,
    kept: disks.length,
    lost: missingValues(
      expected,
      disks.map(({ name }) => name),
    ),
    unknown: once(devices.flatMap((one) => Object.keys(one))).filter(
      (name) => !usedOfDisks.includes(name),
    ),
    facts: [
      `${disks.length} disks`,
      ...disks.map(({ name, sizeBytes }) => `${name} ${(sizeBytes / 1e9).toFixed(0)} GB`),
    ],
  });
}

function devicesOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  const parsed = parseJson(text);
  if (isRecord(parsed)) return recordsOf(parsed.blockdevices);
  return text.split('\n').map((line) => {
    const pairs = [...line.matchAll(/([A-Z:]+)="([^"]*)"/g)];
    return Object.fromEntries(pairs.map(([, key = '', value]) => [key.toLowerCase(), value]));
  });
}

/** Cards of containers, tunnels and virtual switches, and the machine's own loop. */
const virtual =
  /^(?:lo|veth|docker|br-|virbr|vnet|cali|flannel|cni|tap|tun|lxc|ifb|dummy|wg|kube|nodelocaldns)/;
/** What `link_type` says of an interface that has a cable, or is made of some that have. */
const cabled: ReadonlySet<string> = new Set(['ether', 'infiniband']);
const usedOfInterfaces = [
  'ifname',
  'flags',
  'mtu',
  'operstate',
  'link_type',
  'linkinfo',
  'stats64',
];

/**
 * `ip -j link`, alone or with the files that say how the system is set up: the interfaces that those
 * name have to work, as the option `interfaces` says it.
 */
export function readInterfaces(text: string): CaptureReading | null {
  const { parsed, listed, interfaces, signs } = linksIn(text);
  if (interfaces.length === 0) return null;
  const expected = listed
    .flatMap(({ ifname, link_type: type }) => (cabled.has(String(type)) ? [String(ifname)] : []))
    .filter((name) => !virtual.test(name));
  return reading({
    parsedBy: 'host: ip -j link',
    inText: expected.length,
    kept: interfaces.length,
    lost: missingValues(
      expected,
      interfaces.map(({ name }) => name),
    ),
    unknown: [
      ...(isRecord(parsed) ? Object.keys(parsed) : []).filter(
        (name) => !['intf_status', 'intf_ifcfg'].includes(name),
      ),
      ...once(listed.flatMap((one) => Object.keys(one))).filter(
        (name) => !usedOfInterfaces.includes(name),
      ),
    ],
    facts: interfaces.map(inWords),
    symptoms: once(signs.map(({ symptom }) => symptom)),
  });
}

/** The interfaces that a text tells of, and what is wrong with those that have to work. */
export function linksIn(text: string) {
  const parsed = text.includes('"ifname"') ? parseJson(text) : null;
  const listed = recordsOf(isRecord(parsed) ? parsed.intf_status : parsed);
  const interfaces = parseInterfaces(JSON.stringify(listed));
  const wanted = setUpIn(isRecord(parsed) ? parsed.intf_ifcfg : undefined);
  const slow = { interfaces, before: new Map() };
  return { parsed, listed, interfaces, signs: judgeLinks({ slow }, { interfaces: [...wanted] }) };
}

/** The interfaces that the system's own files name, and the bonds that they are parts of. */
function setUpIn(files: unknown): readonly string[] {
  if (!isRecord(files)) return [];
  const bonds = Object.values(files).flatMap((file) =>
    isRecord(file) && typeof file.MASTER === 'string' ? [file.MASTER] : [],
  );
  return once([...Object.keys(files), ...bonds]);
}

function inWords({ name, isUp, works, mtu }: Interface): string {
  const state = works ? 'works' : 'has no link';
  return `${name} ${isUp ? state : 'is switched off'} (MTU ${mtu})`;
}

function recordsOf(value: unknown): readonly Named[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
