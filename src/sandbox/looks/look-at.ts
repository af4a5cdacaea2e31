import { readFileSync } from 'node:fs';
import { canaries } from '../canaries.ts';
import { gpuNames, type Layout, loopback, paths, portOf } from '../layout.ts';
import { publicName } from '../services/public-name.ts';
import { askCanary, type CanaryTarget } from './ask-canary.ts';
import { askCertificate } from './ask-certificate.ts';
import { askGpu } from './ask-gpu.ts';
import { askName } from './ask-name.ts';
import { askStore } from './ask-store.ts';

type Look = (layout: Layout, deadlineMs: number) => Promise<string>;

function tlsOf(layout: Layout): NonNullable<CanaryTarget['tls']> {
  return { ca: readFileSync(paths.authority(layout)), servername: publicName };
}

const replica =
  (name: 'replica-a' | 'replica-b'): Look =>
  (layout, deadlineMs) =>
    askCanary({ port: portOf(layout, name) }, canaries.chat, deadlineMs);

const gpu =
  (name: 'gpu-a' | 'gpu-b'): Look =>
  (layout, deadlineMs) =>
    askGpu(paths.nvidiaSmi(layout, name), paths.kernelLog(layout), deadlineMs);

/**
 * One plain look at each link, without any of weaklink's probes: with these the sandbox makes
 * sure that a fault is in force and that the chain serves again.
 */
const looks = {
  name: (layout, deadlineMs) => askName(portOf(layout, 'name'), deadlineMs),
  certificate: (layout, deadlineMs) =>
    askCertificate(portOf(layout, 'edge'), tlsOf(layout), deadlineMs),
  edge: (layout, deadlineMs) => {
    const target = { port: portOf(layout, 'edge'), key: layout.gatewayKey, tls: tlsOf(layout) };
    return askCanary(target, canaries.chat, deadlineMs);
  },
  'api-gateway': (layout, deadlineMs) => {
    const target = { port: portOf(layout, 'api-gateway'), key: layout.gatewayKey };
    return askCanary(target, canaries.chat, deadlineMs);
  },
  router: (layout, deadlineMs) =>
    askCanary({ port: portOf(layout, 'router') }, canaries.chat, deadlineMs),
  'replica-a': replica('replica-a'),
  'replica-b': replica('replica-b'),
  'gpu-a': gpu('gpu-a'),
  'gpu-b': gpu('gpu-b'),
  store: (layout, deadlineMs) => askStore(portOf(layout, 'store'), deadlineMs),
  vendor: (layout, deadlineMs) => {
    const target = { port: portOf(layout, 'vendor'), key: layout.vendorKey };
    return askCanary(target, canaries['vendor-chat'], deadlineMs);
  },
} as const satisfies Record<string, Look>;

export type LookedAt = keyof typeof looks;

/** What a plain look at a link says, in a few words. @throws Error when the link is not looked at */
export function lookAt(link: string, layout: Layout, deadlineMs: number): Promise<string> {
  const look: Look | undefined = looks[link as LookedAt];
  if (look) return look(layout, deadlineMs);
  throw new Error(`the sandbox does not know how to look at ${link}`);
}

/** Milliseconds that a look of a healthy chain may take on a busy machine. */
const HEALTHY_MS = 2_000;

/** Links that are not well, with what the look said; none in a healthy chain. */
export async function unwell(layout: Layout): Promise<readonly string[]> {
  const links = Object.keys(looks);
  const words = await Promise.all(links.map((link) => lookAt(link, layout, HEALTHY_MS)));
  return links.flatMap((link, index) => {
    const word = words[index] ?? '';
    return isWell(link, word) ? [] : [`${link}: ${word.split('\n')[0]}`];
  });
}

function isWell(link: string, word: string): boolean {
  if (link === 'name') return word === loopback;
  if (gpuNames.some((gpu) => gpu === link)) return word.startsWith('ok\n');
  return word === 'ok';
}
