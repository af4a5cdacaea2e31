import type { Chain } from '../chain/types.ts';
import { sanitise } from '../text/sanitise.ts';

/** Text from outside → text that may be shown on this screen. */
export type Show = (text: string) => string;

/** Text longer than any line of a screen is cut before it is searched. */
const maxCharacters = 2_000;

export const showAll: Show = (text) => sanitise(text, { maxCharacters });

/** First words of symptoms, fault modes and changes, which look like host names: `gpu.xid`. */
const symptomFamilies =
  'dns|tcp|tls|http|openai|llm|gpu|docker|host|process|self|certificate|network|service|auth|quota|engine|model|stream|store|container|statuspage|file|image|secret|gateway|router|filter|usage|cache|tokenizer|weights|adapter|vector|datanet|attribution|billing|prometheus|metrics|monitoring|k8s|cluster';

/** Addresses as people and programs write them: URLs, mail, IPv4, IPv6, names with a dot. */
const addresses = [
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]+/gi,
  /[\w.+-]+@[\w.-]+/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi,
  new RegExp(`\\b(?!(?:${symptomFamilies})\\.)(?:[a-z0-9_-]+\\.)+[a-z]{2,}\\b`, 'gi'),
] as const;

/**
 * For screens that others look at: every address loses its letters and digits and keeps its
 * shape, so that nothing moves. Machines that the chain speaks of are masked by name as well.
 */
export function maskAddresses(chain: Chain, host: string, mask: string): Show {
  const machines = machineNames(chain, host).map((name) => name.replace(/[.\\[\]]/g, '\\$&'));
  const known = machines.length > 0 ? [new RegExp(`\\b(?:${machines.join('|')})\\b`, 'g')] : [];
  return (text) =>
    [...addresses, ...known].reduce(
      (shown, pattern) => shown.replace(pattern, (found) => found.replace(/[\p{L}\p{N}]/gu, mask)),
      showAll(text),
    );
}

/** Hosts of all addresses, the longest first so that no name hides a part of a longer one. */
function machineNames(chain: Chain, host: string): readonly string[] {
  const stated = [
    host,
    ...chain.links.map(({ address }) => address ?? ''),
    ...chain.vantages.map(({ address }) => address),
  ];
  const names = stated.map(hostOf).filter((name) => /^[\w.-]{3,}$/.test(name));
  return [...new Set(names)].toSorted((a, b) => b.length - a.length);
}

/** `https://user@node-2:8080/path`, `ssh:ops@node-2:22`, `node-2:0` → `node-2`. */
function hostOf(address: string): string {
  return address
    .replace(/^[a-z][a-z0-9+.-]*:(?:\/\/)?(?=\D)/i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/[:/?#].*$/, '');
}
