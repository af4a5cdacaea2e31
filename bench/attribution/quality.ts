import { join } from 'node:path';
import type { Datanet } from '../../src/attribution/datanet/datanet.ts';
import { creditBy, TOKEN_WEIGHT } from '../../src/attribution/methods/credit.ts';
import { exactSpanOwners } from '../../src/attribution/methods/exact-span.ts';
import { longestSuffixOwners } from '../../src/attribution/methods/longest-suffix.ts';
import { trigramModel } from '../../src/attribution/methods/loo/count-model.ts';
import { leaveOneOut } from '../../src/attribution/methods/loo/leave-one-out.ts';
import { type Searched, searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import type { Source } from '../../src/attribution/methods/trace/source.ts';
import { traceAnswer } from '../../src/attribution/methods/trace/trace.ts';
import { dice } from '../../test/support/dice.ts';
import type { BrownDocument } from './brown.ts';
import { makeDatanet } from './datanets.ts';
import { Sampler } from './sampler.ts';
import { mean, spearman, top } from './statistics.ts';

/** A datanet for each genre, each document by its own contributor. */
export async function genreDatanets(
  directory: string,
  documents: readonly BrownDocument[],
): Promise<readonly Datanet[]> {
  const datanets: Datanet[] = [];
  for (const genre of new Set(documents.map((document) => document.genre))) {
    const own = documents.filter((document) => document.genre === genre);
    const handedIn = own.map(({ id, text }) => ({ title: id, contributor: id, text }));
    datanets.push(await makeDatanet(join(directory, genre), handedIn));
  }
  return datanets;
}

type Owners = readonly (readonly Source[] | null)[];
const methods = {
  'longest suffix': longestSuffixOwners,
  'exact span': exactSpanOwners,
} as const;
export type MethodName = keyof typeof methods;

/** Part of the words of texts that somebody is credited for. */
export function creditedPart(
  searched: readonly Searched[],
  texts: readonly string[],
): Readonly<Record<MethodName, number>> {
  const credited = { 'longest suffix': 0, 'exact span': 0 };
  let tokens = 0;
  for (const text of texts) {
    const trace = traceAnswer(searched, text);
    tokens += trace.tokens.count;
    for (const [name, ownersOf] of Object.entries(methods)) {
      credited[name as MethodName] += ownersOf(trace).filter((owners) => owners !== null).length;
    }
  }
  return {
    'longest suffix': credited['longest suffix'] / tokens,
    'exact span': credited['exact span'] / tokens,
  };
}

export interface Agreement {
  readonly spearman: number;
  /** How often the same datanet is first. */
  readonly first: number;
}
export type AgreementTable = Readonly<Record<string, Agreement>>;

const OUTPUTS = 60;
const OUTPUT_WORDS = 300;

/**
 * How each way of sharing ranks datanets, beside the exact effect of leaving each out of a trigram model,
 * over texts drawn from that model: by all datanets together, or by one at a time.
 */
export function agreementWithLoo(
  datanets: readonly Datanet[],
  documents: readonly BrownDocument[],
  isMixture: boolean,
  seed: number,
  weights?: readonly number[],
): AgreementTable {
  const roll = dice(seed);
  const sampler = new Sampler(documents, roll);
  const usual = trigramModel(sampler.shard.data.vocabulary.keyEnds.length);
  const model = weights ? { ...usual, weights } : usual;
  // The order of each word is drawn as the model weighs them, so these are texts of the model.
  const order = () => drawn(model.weights, roll());
  const plain = searchedTogether(datanets, 1);
  const calibrated = searchedTogether(datanets);
  const sizes = datanets.map(({ shards }) => shards.reduce((sum, one) => sum + one.tokenCount, 0));
  const found = new Map<string, { rank: number[]; first: number[] }>();
  for (let output = 0; output < OUTPUTS; output += 1) {
    const genre = datanets[output % datanets.length]?.name;
    const within = isMixture ? undefined : documentsOf(documents, genre);
    const text = sampler.textOf(sampler.sample(OUTPUT_WORDS, order, within));
    const trace = traceAnswer(plain, text);
    const truth = leaveOneOut(plain, trace.tokens, model);
    const scores: Readonly<Record<string, readonly number[]>> = {
      'by size': sizes,
      'longest suffix': byDatanet(datanets, longestSuffixOwners(trace)),
      'exact span': byDatanet(datanets, exactSpanOwners(trace)),
      'longest suffix, calibrated': byDatanet(
        datanets,
        longestSuffixOwners(traceAnswer(calibrated, text)),
      ),
    };
    for (const [name, score] of Object.entries(scores)) {
      const list = found.get(name) ?? { rank: [], first: [] };
      found.set(name, list);
      list.rank.push(spearman(score, truth));
      list.first.push(Number(top(score) === top(truth)));
    }
  }
  return Object.fromEntries(
    [...found].map(([name, { rank, first }]) => [
      name,
      { spearman: mean(rank), first: mean(first) },
    ]),
  );
}

function drawn(weights: readonly number[], roll: number): number {
  let sum = 0;
  for (const [order, weight] of weights.entries()) {
    sum += weight;
    if (roll < sum) return order;
  }
  return 0;
}

function documentsOf(documents: readonly BrownDocument[], genre: string | undefined): Set<number> {
  return new Set([...documents.keys()].filter((at) => documents[at]?.genre === genre));
}

function byDatanet(datanets: readonly Datanet[], owners: Owners): readonly number[] {
  const credit = creditBy(owners, ({ searched }) => searched.name);
  return datanets.map(({ name }) => credit.get(name) ?? 0);
}

export interface Provenance {
  readonly order: number;
  /** Mean part of the credit of a word that its true document is given. */
  readonly oracle: number;
  readonly suffix: number;
  readonly span: number;
}

/** Texts whose every word was drawn from a known document; the oracle knows of how many words before. */
export function provenance(
  datanets: readonly Datanet[],
  documents: readonly BrownDocument[],
  order: number,
  seed: number,
): Provenance {
  const sampler = new Sampler(documents, dice(seed));
  const searched = searchedTogether(datanets, 1);
  const [oracle, suffix, span]: [number[], number[], number[]] = [[], [], []];
  for (let output = 0; output < OUTPUTS; output += 1) {
    const sampled = sampler.sample(OUTPUT_WORDS, () => order);
    const trace = traceAnswer(searched, sampler.textOf(sampled));
    const [suffixOwners, spanOwners] = [longestSuffixOwners(trace), exactSpanOwners(trace)];
    sampled.forEach(({ document }, at) => {
      const title = documents[document]?.id;
      oracle.push(sampler.oracle(sampled, at, order).get(document) ?? 0);
      suffix.push(partOf(suffixOwners[at], title));
      span.push(partOf(spanOwners[at], title));
    });
  }
  return { order, oracle: mean(oracle), suffix: mean(suffix), span: mean(span) };
}

function partOf(owners: readonly Source[] | null | undefined, title: string | undefined): number {
  if (!owners) return 0;
  return owners.filter(({ content }) => content.owner.title === title).length / owners.length;
}

export interface Paraphrase {
  /** Part of the words that were replaced. */
  readonly replaced: number;
  /** Mean part of the credit that the true document is given … */
  readonly credit: number;
  /** … and how often it is given most. */
  readonly first: number;
}

/** Passages of 200 words, learned by heart, with some words replaced by others of the corpus. */
export function paraphrase(
  datanets: readonly Datanet[],
  documents: readonly BrownDocument[],
  replaced: number,
  seed: number,
  minimum?: number,
): Paraphrase {
  const roll = dice(seed);
  const searched = searchedTogether(datanets, minimum);
  const all = documents.map(({ text }) => text.split(/\s+/).filter((word) => /\w/.test(word)));
  const [credits, firsts]: [number[], number[]] = [[], []];
  for (let round = 0; round < 200; round += 1) {
    const at = Math.floor(roll() * documents.length);
    const own = all[at] ?? [];
    const from = Math.floor(roll() * (own.length - 200));
    const words = own.slice(from, from + 200).map((word) => {
      if (roll() >= replaced) return word;
      const other = all[Math.floor(roll() * all.length)] ?? [];
      return other[Math.floor(roll() * other.length)] ?? word;
    });
    const trace = traceAnswer(searched, words.join(' '));
    const credit = creditBy(longestSuffixOwners(trace), ({ content }) => content.owner.title);
    const mine = credit.get(documents[at]?.id ?? '') ?? 0;
    credits.push(mine / (TOKEN_WEIGHT * trace.tokens.count));
    firsts.push(Number(mine > 0 && mine === Math.max(...credit.values())));
  }
  return { replaced, credit: mean(credits), first: mean(firsts) };
}
