import { describe, expect, it } from 'vitest';
import { dice } from '../../../bench/chains/dice.ts';
import { mechanisms, mechanismsOf } from '../../../bench/chains/mechanisms.ts';
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

  it('holds most starved containers back at a limit that is counted, and no process', () => {
    const source = dice(1);
    const drawn = (kind: 'container' | 'process') => {
      const starved = mechanismsOf(kind).find(({ name }) => name === 'too little processor');
      return Array.from({ length: 200 }, () => starved?.draw(source).shows.docker ?? 'ok');
    };
    const held = drawn('container').filter((symptom) => symptom === 'docker.cpu_throttled');
    expect(held.length).toBeGreaterThan(120);
    expect(held.length).toBeLessThan(200);
    expect(new Set(drawn('process'))).toEqual(new Set(['ok']));
  });
});
