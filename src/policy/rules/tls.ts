import { isIP } from 'node:net';
import type { Ruling } from '../../events/ruling.ts';
import type { Observation } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import { isMeant, type Known, type Rule } from '../known.ts';

/** Oldest first, as Node calls them. */
const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Every server that speaks TLS refuses versions older than the minimum; plain HTTP only where allowed. */
export const tls: Rule<'tls'> = ({ minimum, everywhere = false, except }, known) =>
  known.observations
    .filter(({ link }) => isMeant({ id: link }, except))
    .flatMap((look): readonly Ruling[] => {
      const wanted = safe`TLS ${minimum} or newer, and nothing older accepted`;
      const common = { rule: 'tls', link: look.link, wanted, since: null } as const;
      const repeat = { command: look.command };
      const protocol = look.facts['tls.protocol'];
      if (typeof protocol === 'string') {
        return [{ ...common, ...repeat, ...judged(protocol, minimum, look, known) }];
      }
      if (isPlain(look, known)) {
        if (!everywhere) return [];
        const remedy = safe`serve it with TLS, or name it under "except"`;
        return [{ ...common, ...repeat, state: 'broken', seen: safe`plain HTTP`, remedy }];
      }
      if (!expectsTls(look, known)) return [];
      const remedy = safe`repeat the look: ${look.summary}`;
      return [{ ...common, ...repeat, state: 'unknown', seen: null, remedy }];
    });

function judged(
  protocol: string,
  minimum: string,
  { stream, link }: Observation,
  { olderTls }: Known,
): Pick<Ruling, 'state' | 'seen' | 'fact' | 'remedy'> {
  const remedy = safe`set the oldest version of ${link} to TLS ${minimum} (nginx: ssl_protocols, HAProxy: ssl-min-ver)`;
  if (versions.indexOf(protocol) < versions.indexOf(`TLSv${minimum}`)) {
    return { state: 'broken', seen: safe`${protocol}`, fact: 'tls.protocol', remedy };
  }
  const older = olderTls.get(stream);
  switch (older?.kind) {
    case 'accepted':
      return { state: 'broken', seen: safe`${protocol}, and it accepts ${older.protocol}`, remedy };
    case 'refused':
      return { state: 'held', seen: safe`${protocol}, older ones refused`, remedy: null };
    default: {
      const why = older ? safe`: ${older.why}` : safe``;
      const seen = safe`${protocol}; whether it takes older ones was not seen${why}`;
      return { state: 'unknown', seen, remedy: safe`ask it with an older version by hand` };
    }
  }
}

/** Asks over plain HTTP, beyond this machine. */
function isPlain(look: Observation, known: Known): boolean {
  const url = urlOf(look, known);
  if (url?.protocol !== 'http:') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = isIP(host) === 0 ? host === 'localhost' : /^(?:127\.|::1$)/.test(host);
  return !isLoopback;
}

function expectsTls(look: Observation, known: Known): boolean {
  return look.probe === 'tls' || urlOf(look, known)?.protocol === 'https:';
}

function urlOf({ link, stream }: Observation, { chain }: Known): URL | null {
  const plans = chain.links.find(({ id }) => id === link)?.probes ?? [];
  const plan = plans.find(({ name, vantage }) => stream === `${link}/${name}@${vantage}`);
  const url = plan?.options.url;
  return typeof url === 'string' ? URL.parse(url) : null;
}
