import { isConsistent, isIncluded } from '../../src/attribution/ledger/proofs.ts';
import { Prover } from '../../src/attribution/ledger/prover.ts';
import { dice } from '../../test/support/dice.ts';

const PROOFS = 1_000;

/** What proofs of random lines cost and weigh, each checked. */
export function timeProofs(directory: string): readonly string[] {
  const roll = dice(5);
  const startedMs = performance.now();
  const prover = new Prover(directory);
  const openMs = performance.now() - startedMs;
  const { size, root } = prover.latest;
  const made: number[] = [];
  const checked: number[] = [];
  let hashes = 0;
  let right = 0;
  for (let round = 0; round < PROOFS; round += 1) {
    const line = 1 + Math.floor(roll() * size);
    const beganMs = performance.now();
    const proof = prover.inclusion(line);
    const madeMs = performance.now();
    right += isIncluded(proof.leafHash, line - 1, size, proof.path, root) ? 1 : 0;
    checked.push(performance.now() - madeMs);
    made.push(madeMs - beganMs);
    hashes = Math.max(hashes, proof.path.length);
  }
  const first = firstCheckpoint(prover);
  const beganMs = performance.now();
  const consistency = prover.consistency(first);
  const consistencyMs = performance.now() - beganMs;
  const fits = isConsistent(first, size, consistency.from.root, root, consistency.path);
  prover.close();
  return [
    `proofs over ${size.toLocaleString('en-US')} lines: opened in ${openMs.toFixed(0)} ms; ${right} of ${PROOFS} ` +
      `inclusion proofs hold, at most ${hashes} hashes (${hashes * 32} bytes), made in p50 ${at(made, 0.5)} / ` +
      `p99 ${at(made, 0.99)} ms, checked in p50 ${at(checked, 0.5)} ms`,
    `consistency from ${first} lines: ${fits ? 'holds' : 'FAILS'}, ${consistency.path.length} hashes, ` +
      `${consistencyMs.toFixed(2)} ms`,
  ];
}

function firstCheckpoint(prover: Prover): number {
  return prover.sizes[0] ?? prover.latest.size;
}

function at(times: readonly number[], quantile: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0).toFixed(3);
}
