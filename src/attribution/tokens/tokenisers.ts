import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import { bytes } from './bytes.ts';
import type { Tokeniser } from './types.ts';
import { words } from './words.ts';

/** Every tokeniser, by the name that `datanet add --tokens` takes. One file each, and one line here. */
export const tokenisers = { words, bytes } as const satisfies Record<string, Tokeniser>;

/** @throws WeaklinkError E_TOKENISER for an id that this version does not know */
export function tokeniserWithId(id: string): Tokeniser {
  const found = Object.values(tokenisers).find((one) => one.id === id);
  if (found) return found;
  throw new WeaklinkError({
    code: 'E_TOKENISER',
    message: `"${sanitise(id)}" is no tokeniser of this version`,
    hint: `It knows ${Object.values(tokenisers)
      .map((one) => one.id)
      .join(' and ')}.`,
  });
}
