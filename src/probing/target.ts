import type { Link, ProbePlan, Reach } from '../chain/types.ts';

/**
 * What a look burdens, as a key for budgets: `host:port` where it asks a server, so that the many
 * services of one machine do not share one server's budget; the link itself where it asks beside
 * the serving path, as a look into /proc or at a GPU does.
 */
export function targetOf(link: Link, plan: ProbePlan, reach: Reach): string {
  const itself = `${link.id}@${plan.vantage}`;
  if (reach === 'self') return itself;
  const { url, address } = plan.options;
  for (const text of [url, address, link.address]) {
    if (typeof text === 'string') return hostAndPort(text) ?? text;
  }
  return itself;
}

/** The port that a URL leaves out is the one of its scheme: `https://a` and `a:443` are one target. */
const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function hostAndPort(text: string): string | undefined {
  const url = URL.parse(text.includes('://') ? text : `tcp://${text}`);
  if (!url?.hostname) return undefined;
  return `${url.hostname}:${url.port || (PORTS[url.protocol] ?? '')}`;
}
