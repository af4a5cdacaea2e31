import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { readCardList } from '../smi-forms/card-list.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';

/** Whether each card is split into the parts that the link expects: only `-L` names profiles. */
export async function lookAtMigProfiles(look: AroundLook): Promise<Around> {
  const { migProfiles: expected } = look.options.expect;
  if (expected === undefined) return nothingAround;
  const run = await look.runner.run([look.options.binary, '-L'], look.context);
  if (run.kind !== 'ended') return nothingAround;
  const ours = new Set(look.cards.map(({ uuid }) => uuid));
  const signs: GpuSign[] = [];
  const facts: Record<string, Fact> = {};
  for (const { uuid, parts } of readCardList(run.stdout)) {
    if (uuid === null || !ours.has(uuid)) continue;
    const present = wordsOf(parts.map(({ profile }) => profile));
    facts[`${look.kept.fact(uuid.slice(0, 12))}.mig_profiles`] = look.kept.fact(present);
    if (present === wordsOf(expected)) continue;
    const words = safe`MIG ${present}, expected ${wordsOf(expected)}`;
    signs.push({ symptom: 'gpu.mig_mismatch', words });
  }
  return { signs, facts, evidence: [] };
}

/** The same words for the same profiles in any order: `2 × 1g.18gb, 1 × 3g.71gb`. */
function wordsOf(profiles: readonly string[]): string {
  const counted = Map.groupBy(profiles.toSorted(), (profile) => profile);
  const words = [...counted].map(([profile, same]) => `${same.length} × ${profile}`);
  return words.join(', ') || 'no parts';
}
