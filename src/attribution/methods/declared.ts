import { WeaklinkError } from '../../platform/errors.ts';
import { type PartyId, type Share, WHOLE_PPM } from '../types.ts';

/** A party's part as somebody says it is. */
export interface DeclaredPart {
  readonly party: PartyId;
  readonly ppm: number;
}

/**
 * Shares as they are declared.
 *
 * @throws WeaklinkError E_SHARES where they are not whole parts per million that sum to a million
 */
export function declaredShares(parts: readonly DeclaredPart[]): readonly Share[] {
  const sum = parts.reduce((total, { ppm }) => total + ppm, 0);
  const isSound = sum === WHOLE_PPM && parts.every(({ ppm }) => Number.isInteger(ppm) && ppm >= 0);
  if (!isSound) {
    throw new WeaklinkError({
      code: 'E_SHARES',
      message: `the declared shares sum to ${sum} parts per million`,
      hint: 'Give whole parts that sum to 1,000,000; what nobody earns is "unattributed".',
    });
  }
  return parts.map(({ party, ppm }) => ({ party, ppm, method: 'declared', evidence: 'declared' }));
}
