import type { PlannedChange, PlannedClaim } from '../types.ts';
import { type Findings, soundEntries } from './findings.ts';
import { offset, offsetMs } from './grammar.ts';
import { checkLink, type KnownChain } from './known-chain.ts';
import { changeSchema, claimSchema } from './world-schema.ts';

/** Changes of a live scenario, by time from the first fault. */
export function plannedChanges(
  list: unknown,
  chain: KnownChain | null,
  findings: Findings,
): readonly PlannedChange[] {
  return soundEntries(list, changeSchema(offset), ['changes'])
    .map(({ path, value: { at, link, what, from, to } }) => {
      checkLink(link, [...path, 'link'], chain, findings);
      return { atMs: offsetMs(at) ?? 0, link, what, from: from ?? null, to: to ?? null };
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** Claims of a live scenario, true or not, by time from the first fault. */
export function plannedClaims(
  list: unknown,
  chain: KnownChain | null,
  findings: Findings,
): readonly PlannedClaim[] {
  return soundEntries(list, claimSchema(offset), ['claims'])
    .map(({ path, value: { at, ...claim } }) => {
      checkLink(claim.link, [...path, 'link'], chain, findings);
      return { atMs: offsetMs(at) ?? 0, ...claim };
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}
