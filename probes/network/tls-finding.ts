import type { Fact, Measure } from '../../src/events/types.ts';
import type { TlsFacts } from './handshake.ts';
import type { KeptText } from './kept-text.ts';

const DAY_MS = 86_400_000;

/** Facts of a handshake, the names of certificate facts as change watchers know them. */
export function tlsFacts(
  tls: TlsFacts,
  nowMs: number,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {
    'tls.protocol': kept.fact(tls.protocol),
    'tls.cipher': kept.fact(tls.cipher),
    'certificate.trusted': tls.problems.length === 0,
    'certificate.chain_length': tls.chain.length,
  };
  const [leaf] = tls.chain;
  if (!leaf) return facts;
  return {
    ...facts,
    'certificate.subject': kept.fact(leaf.subject),
    'certificate.names': kept.fact(leaf.names),
    'certificate.issuer': kept.fact(leaf.issuer),
    'certificate.serial': kept.fact(leaf.serial),
    'certificate.fingerprint': kept.fact(leaf.fingerprint),
    'certificate.not_before': instant(leaf.notBeforeMs, kept),
    'certificate.not_after': instant(leaf.notAfterMs, kept),
    'certificate.chain_expires': instant(chainExpiresMs(tls, nowMs), kept),
    ...(tls.chain.length > 1 ? { 'certificate.issuers': kept.fact(issuers(tls)) } : {}),
  };
}

/** Hex digits of a fingerprint, without colons, that tell issuers of one name apart. */
const FINGERPRINT_DIGITS = 16;

/** `CN=Intermediate 1f0a…, CN=Root 9c2b…`: who stands above the leaf, nearest first. */
function issuers({ chain }: TlsFacts): string {
  const digits = (fingerprint: string) =>
    fingerprint.replaceAll(':', '').slice(0, FINGERPRINT_DIGITS).toLowerCase();
  return chain
    .slice(1)
    .map(({ subject, fingerprint }) => `${subject} ${digits(fingerprint)}`)
    .join(', ');
}

/**
 * When the first certificate of the chain expires; NaN where none has a readable date. What has
 * expired in a chain that is trusted is not needed for the trust, and does not count.
 */
export function chainExpiresMs({ chain, problems }: TlsFacts, nowMs: number): number {
  const trusted = problems.length === 0;
  const dates = chain
    .map(({ notAfterMs }) => notAfterMs)
    .filter((ms) => Number.isFinite(ms) && !(trusted && ms < nowMs));
  return dates.length > 0 ? Math.min(...dates) : Number.NaN;
}

/** Whole days until the first certificate of the chain expires, below 0 when it has. */
export function daysLeft(tls: TlsFacts, nowMs: number): number {
  return Math.floor((chainExpiresMs(tls, nowMs) - nowMs) / DAY_MS);
}

export function tlsMeasures(tls: TlsFacts, nowMs: number): readonly Measure[] {
  const value = daysLeft(tls, nowMs);
  return Number.isFinite(value) ? [{ name: 'certificate.days_left', value, unit: 'd' }] : [];
}

function instant(ms: number, kept: KeptText): Fact {
  return Number.isFinite(ms) ? kept.fact(new Date(ms).toISOString()) : null;
}
