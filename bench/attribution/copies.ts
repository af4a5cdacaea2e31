import { join } from 'node:path';
import type { Datanet } from '../../src/attribution/datanet/datanet.ts';
import { longestSuffixShares } from '../../src/attribution/methods/longest-suffix.ts';
import { searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../src/attribution/methods/trace/trace.ts';
import { dice } from '../../test/support/dice.ts';
import type { BrownDocument } from './brown.ts';
import { type BenchDocument, makeDatanet } from './datanets.ts';

const COPIES = 9;
const LATER = '2026-11-22T00:00:00.000Z';

/** What the thief's share of an answer that quotes the copied document is, in parts per million. */
export interface CopyResult {
  readonly what: string;
  readonly author: number;
  readonly thief: number;
}

/** Somebody hands in what is there already: nine times, as it is, changed, in parts, or in another datanet. */
export async function copyAttacks(
  directory: string,
  documents: readonly BrownDocument[],
): Promise<readonly CopyResult[]> {
  const roll = dice(5);
  const [victim] = documents;
  if (!victim) return [];
  const words = victim.text.split(/\s+/);
  const changed = () =>
    words
      .map((word, at) => (at % 40 === 39 ? `${word}x${Math.floor(roll() * 1e6)}` : word))
      .join(' ');
  const part = () => {
    const from = Math.floor(roll() * (words.length - 400));
    return `My own words come first ${roll()}. ${words.slice(from, from + 400).join(' ')}`;
  };
  const attacks: Readonly<Record<string, () => string>> = {
    'as it is': () => victim.text,
    'in capitals, without punctuation': () =>
      victim.text.toUpperCase().replace(/[^\p{L}\p{N}'’\s]/gu, ''),
    'with own words before it': () => `Number ${roll()} of mine. ${victim.text}`,
    'with every 40th word changed': changed,
    'in parts of 400 words': part,
  };
  const originals = documents.map(({ id, text }) => ({ title: id, contributor: id, text }));
  const results: CopyResult[] = [];
  for (const [what, make] of Object.entries(attacks)) {
    const copies: BenchDocument[] = Array.from({ length: COPIES }, (_, at) => ({
      title: `copy ${at}`,
      contributor: 'thief',
      text: make(),
      registered: LATER,
    }));
    const place = join(directory, `copies-${results.length}`);
    const inOne = await makeDatanet(place, [...originals, ...copies]);
    results.push({ what, ...sharesOf([inOne], victim.text, victim.id) });
  }
  const apart = [
    await makeDatanet(join(directory, 'original'), originals),
    await makeDatanet(join(directory, 'stolen'), [
      { title: 'copy', contributor: 'thief', text: victim.text, registered: LATER },
    ]),
  ];
  results.push({ what: 'in a datanet of its own', ...sharesOf(apart, victim.text, victim.id) });
  return results;
}

function sharesOf(datanets: readonly Datanet[], answer: string, author: string) {
  const shares = longestSuffixShares(traceAnswer(searchedTogether(datanets), answer));
  const partOf = (party: string) => shares.find((share) => share.party === party)?.ppm ?? 0;
  return { author: partOf(`contributor:${author}`), thief: partOf('contributor:thief') };
}
