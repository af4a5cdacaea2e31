import type { Chain, Vantage as Place } from '../../chain/types.ts';
import { Vantages } from '../../session/vantages.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { ExecResult } from '../../vantage/types.ts';
import { type DoctorFinding, fine, lacking } from './finding.ts';

/** Milliseconds for standing at one place: a login through several hosts takes some seconds. */
const STAND_MS = 10_000;
/** Characters of why it cannot be stood at, and of what to do: both fingerprints of a key fit. */
const MAX_CHARACTERS = 1_000;

/** Whether each vantage of a chain can be stood at, one finding each, under its name. */
export async function checkVantages(
  { vantages: places }: Chain,
  signal: AbortSignal,
): Promise<readonly (DoctorFinding & { readonly name: string })[]> {
  const vantages = new Vantages(places);
  try {
    return await Promise.all(
      places.map(async (place) => ({
        name: `from ${place.name}`,
        ...(await checkPlace(place, vantages, signal)),
      })),
    );
  } finally {
    await vantages.close();
  }
}

async function checkPlace(
  { name, address }: Place,
  vantages: Vantages,
  signal: AbortSignal,
): Promise<DoctorFinding> {
  const vantage = vantages.named(name);
  const means = safe`Nothing can be seen from there; what only it sees stays untested.`;
  if (!vantage) {
    const mend = safe`Use a vantage of another kind.`;
    return lacking('missing', safe`${address}: no way there in this version`, means, mend);
  }
  const result = await vantage.exec(['true'], { deadlineMs: STAND_MS, signal });
  if (result.kind === 'ended') return fine(safe`${address}: runs programs there`);
  const [seen = '', ...more] = whyNot(result).split('; ');
  const hint = more.length > 0 ? more.join('; ') : 'Try by hand what this vantage does.';
  const mend = sanitise(hint, { maxCharacters: MAX_CHARACTERS });
  return lacking('failing', safe`${address}: ${seen}`, means, mend);
}

function whyNot(result: Exclude<ExecResult, { kind: 'ended' }>): string {
  switch (result.kind) {
    case 'lost':
    case 'not-started':
      return result.message;
    case 'timed-out':
      return `no answer within ${STAND_MS / 1_000} s`;
    case 'aborted':
      return 'cancelled';
  }
}
