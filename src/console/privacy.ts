import type { Chain } from '../chain/types.ts';
import { sanitise } from '../text/sanitise.ts';

/** Addresses as people and programs write them: URLs, mail, IPv4, IPv6, names with a dot. */
const addresses = [
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]+/gi,
  /[\w.+-]+@[\w.-]+/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi,
  /\b(?:[a-z0-9_-]+\.)+[a-z]{2,}\b/gi,
] as const;
/** Text longer than any line of a screen is cut before it is searched. */
const maxCharacters = 2_000;

/** Text from outside → text that may be shown on this screen. */
export type Show = (text: string) => string;

export const showAll: Show = (text) => sanitise(text, { maxCharacters });

/**
 * For screens that others look at: every address loses its letters and digits and keeps its
 * shape, so that nothing moves. Names of machines that the chain speaks of are masked as well.
 */
export function maskAddresses(chain: Chain, host: string, mask: string): Show {
  const names = machineNames(chain, host);
  const known = names.length > 0 ? [new RegExp(`\\b(?:${names.join('|')})\\b`, 'g')] : [];
  return (text) =>
    [...known, ...addresses].reduce(
      (masked, pattern) =>
        masked.replace(pattern, (found) => found.replace(/[\p{L}\p{N}]/gu, mask)),
      showAll(text),
    );
}

function machineNames(chain: Chain, host: string): readonly string[] {
  const stated = [
    host,
    ...chain.links.map(({ address }) => address ?? ''),
    ...chain.vantages.map(({ address }) => address),
  ];
  const names = stated.flatMap((text) => text.match(/[\w-]{3,}/g) ?? []);
  const telling = names.filter((word) => /[a-z]/i.test(word) && !schemes.has(word.toLowerCase()));
  return [...new Set(telling)].toSorted((a, b) => b.length - a.length);
}

/** Words in addresses that give nobody away. */
const schemes = new Set([
  'http',
  'https',
  'ssh',
  'docker',
  'local',
  'localhost',
  'www',
  'com',
  'org',
]);
