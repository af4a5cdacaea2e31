import { describe, expect, it } from 'vitest';
import { mechanisms } from '../../../bench/chains/mechanisms.ts';
import { modeById } from '../../../src/diagnosis/modes/catalogue.ts';

describe('a mechanism', () => {
  it('is named by a mode of the catalogue, for every kind of link that it strikes', () => {
    const nameless = mechanisms.flatMap(({ name, kinds, modes }) =>
      kinds
        .filter((kind) => !modes.some((id) => modeById(id)?.kinds.includes(kind)))
        .map((kind) => `${name} of a ${kind}`),
    );
    expect(nameless).toEqual([]);
  });

  it('has only modes that exist', () => {
    const made = mechanisms.flatMap(({ modes }) => modes.filter((id) => !modeById(id)));
    expect(made).toEqual([]);
  });
});
