/** Reproducible numbers in 0…1 (xorshift32). */
export function dice(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) | 1;
  const roll = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 20; i += 1) roll();
  return roll;
}
