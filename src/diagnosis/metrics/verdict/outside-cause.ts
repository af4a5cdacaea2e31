import { median } from '../evidence/statistics.ts';
import type { Localization } from './localize.ts';

/** What kind of cause the new messages speak of, where they speak of one that no change explains. */
export type OutsideCause = 'dns' | 'tls' | 'upstream' | 'node' | 'traffic' | 'data';

const patterns: Readonly<Record<OutsideCause, RegExp>> = {
  dns: /no such host|enotfound|getaddrinfo|servfail|nxdomain|name resolution|could not resolve|eai_again|\blookup \S+ on\b/i,
  tls: /x509|certificate (has )?(expired|is not)|cert(ificate)? verif|tls(v1)? (handshake|alert)|handshake fail|unable to get local issuer/i,
  upstream:
    /\b(region|availability zone|az)\b.*\b(impair|degrad|unavailable|outage)|provider (outage|unavailable|error|returned)|third.?party|slowdown|serviceunavailable|internalerror.*(s3|storage)|\bs3\b.*\b5\d\d\b|upstream provider/i,
  node: /node (not ready|pressure|saturat)|disk ?pressure|memory ?pressure|noisy neighbo|cpu steal|evicted|neighbou?r.*(cpu|pod)|conntrack/i,
  traffic:
    /shedding load|load.?shed|rate.?limit(ed|ing)? (all|incoming)|surge|flash sale|queue full|too many requests.*ingress/i,
  data: /poison|redeliver\w* (the )?same|out of range \[|malformed (record|message|payload)|schema violation|invalid (record|payload|coordinates)|failed validation|dead.?letter/i,
};

/** The least part of the new messages that must speak of it. */
const PART = 0.25;

/** @param messages new bad messages of every service */
export function outsideCauseOf(messages: readonly string[]): OutsideCause | undefined {
  if (messages.length === 0) return undefined;
  const counted = (Object.keys(patterns) as OutsideCause[]).map((cause) => ({
    cause,
    part: messages.filter((text) => patterns[cause].test(text)).length / messages.length,
  }));
  const best = counted.reduce((most, next) => (next.part > most.part ? next : most));
  return best.part >= PART ? best.cause : undefined;
}

/** Requests over their level from which one speaks of a surge. */
const SURGE = 1.5;

/** Whether those whom nobody calls, in the middle, have many more requests than before. */
export function trafficSurged({ evidence, graph }: Localization): boolean {
  const ratios = [...evidence.services].flatMap(([service, { shifts }]) => {
    const { now, level } = shifts.get('requests')?.main ?? {};
    const first = graph.callers(service).size === 0 && graph.callees(service).size > 0;
    return first && now !== undefined && level !== undefined && level > 0 ? [now / level] : [];
  });
  return median(ratios) >= SURGE;
}
