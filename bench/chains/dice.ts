/** A reproducible source of chance: the same seed gives the same world, faults and noise. */
export interface Dice {
  /** 0…1, 1 excluded. */
  roll(): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  between(from: number, to: number): number;
  /** Log-normal: half of all draws lie below `median`; `sigma` is the spread of the logarithm. */
  lognormal(median: number, sigma: number): number;
  /** Another source, which depends on this one's seed and the label alone. */
  branch(label: string): Dice;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  // Splitmix32: any seed, 0 included, gives a good sequence at once.
  const roll = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  return {
    roll,
    chance: (probability) => roll() < probability,
    pick: (items) => {
      const item = items[Math.floor(roll() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    whole: (from, to) => from + Math.floor(roll() * (to - from + 1)),
    between: (from, to) => from + roll() * (to - from),
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    branch: (label) => dice(hash(label, seed)),
  };
}

function hash(label: string, seed: number): number {
  let sum = Math.imul(seed ^ 0x811c9dc5, 0x01000193) >>> 0;
  for (const letter of label) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum;
}
