import { availableParallelism, loadavg } from 'node:os';
import { buildIndex } from '../../src/attribution/datanet/build/build-index.ts';
import { DatanetWriter } from '../../src/attribution/datanet/catalogue/datanet-writer.ts';
import { openDatanet } from '../../src/attribution/datanet/datanet.ts';
import { createDatanet } from '../../src/attribution/datanet/datanet-file.ts';
import { longestSuffixShares } from '../../src/attribution/methods/longest-suffix.ts';
import { searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../src/attribution/methods/trace/trace.ts';
import { words } from '../../src/attribution/tokens/words.ts';
import { dice } from '../../test/support/dice.ts';
import type { BrownDocument } from './brown.ts';
import { BENCH_TIME } from './datanets.ts';
import { quantile } from './statistics.ts';
import { TextSource } from './text-source.ts';

const DOCUMENT_WORDS = 2_000;
const ANSWER_WORDS = 450;
/** Of each kind. */
const ANSWERS = 300;
const ROUNDS = 10;

export interface Speed {
  readonly tokens: number;
  readonly workers: number;
  readonly addSeconds: number;
  readonly buildSeconds: number;
  /** Of the processor, all threads together. */
  readonly buildCpuSeconds: number;
  readonly openSeconds: number;
  readonly shards: number;
  readonly bytesPerToken: number;
  readonly falseCredit: number | null;
  readonly minimum: number;
  /** By what the answer is. */
  readonly traces: Readonly<Record<string, TraceTimes>>;
  readonly load: number;
}

/** Milliseconds. */
export interface TraceTimes {
  /** Of single traces, with all that the machine did meanwhile. */
  readonly p50: number;
  readonly p99: number;
  /** Over the answers, of the best of ten rounds each: a trace that was interrupted is not in it. */
  readonly bestP99: number;
  /** Processor time of single traces, with the collection of their garbage: what other work takes is not in it. */
  readonly cpuP99: number;
  /** The same, mean. */
  readonly cpuMean: number;
}

/** Hands in, indexes and searches a datanet of so many words, drawn from pairs of words of the corpus. */
export async function measureSpeed(
  directory: string,
  documents: readonly BrownDocument[],
  tokens: number,
  workers: number,
): Promise<Speed> {
  const source = new TextSource(documents, dice(3));
  const kept: string[] = [];
  const addFrom = performance.now();
  await createDatanet(directory, words);
  const writer = await DatanetWriter.open(directory);
  for (let at = 0; at * DOCUMENT_WORDS < tokens; at += 1) {
    const text = source.text(DOCUMENT_WORDS);
    if (at % 64 === 0) kept.push(text);
    const document = { title: `${at}`, contributor: `c${at % 100}`, licence: null, text };
    await writer.add({ ...document, registered: BENCH_TIME }, BENCH_TIME);
  }
  await writer.close();
  const addSeconds = (performance.now() - addFrom) / 1_000;
  const cpuFrom = process.cpuUsage();
  const buildFrom = performance.now();
  const signal = new AbortController().signal;
  const built = await buildIndex(directory, { workers, signal, now: BENCH_TIME });
  const buildSeconds = (performance.now() - buildFrom) / 1_000;
  const cpu = process.cpuUsage(cpuFrom);
  const openFrom = performance.now();
  const datanet = await openDatanet(directory);
  const openSeconds = (performance.now() - openFrom) / 1_000;
  const searched = searchedTogether([datanet]);
  const bytes = datanet.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return {
    tokens: built.tokens,
    workers: Math.min(workers, availableParallelism()),
    addSeconds,
    buildSeconds,
    buildCpuSeconds: (cpu.user + cpu.system) / 1e6,
    openSeconds,
    shards: built.shards,
    bytesPerToken: bytes / built.tokens,
    minimum: searched[0]?.minimum.length ?? 0,
    falseCredit: searched[0]?.minimum.falseCredit ?? null,
    traces: {
      'copied word for word': timed((at) => piece(kept[at % kept.length] ?? '', at)),
      'every 5th word changed': timed((at) =>
        altered(piece(kept[at % kept.length] ?? '', at), source),
      ),
      'in the style of the datanet': timed(() => source.text(ANSWER_WORDS)),
      'of the original corpus': timed((at) =>
        piece(documents[at % documents.length]?.text ?? '', at),
      ),
    },
    load: loadavg()[0] ?? 0,
  };

  function timed(answer: (at: number) => string): TraceTimes {
    const answers = Array.from({ length: ANSWERS }, (_, at) => answer(at));
    const rounds: number[][] = [];
    const cpuMs: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const times = answers.map((text) => {
        const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
        longestSuffixShares(traceAnswer(searched, text));
        const took = performance.now() - from;
        const used = process.cpuUsage(cpuFrom);
        // The first round is slow until its code is compiled.
        if (round > 0) cpuMs.push((used.user + used.system) / 1_000);
        return took;
      });
      if (round > 0) rounds.push(times);
    }
    const all = rounds.flat();
    const best = answers.map((_, at) => Math.min(...rounds.map((times) => times[at] ?? 0)));
    return {
      p50: quantile(all, 0.5),
      p99: quantile(all, 0.99),
      bestP99: quantile(best, 0.99),
      cpuP99: quantile(cpuMs, 0.99),
      cpuMean: cpuMs.reduce((sum, ms) => sum + ms, 0) / cpuMs.length,
    };
  }
}

/** As many words of a text as an answer has, from somewhere in it. */
function piece(text: string, at: number): string {
  const all = text.split(/\s+/).filter((word) => /\w/.test(word));
  const from = (at * 37) % Math.max(1, all.length - ANSWER_WORDS);
  return all.slice(from, from + ANSWER_WORDS).join(' ');
}

function altered(text: string, source: TextSource): string {
  const other = source.text(ANSWER_WORDS).split(' ');
  return text
    .split(' ')
    .map((word, at) => (at % 5 === 4 ? (other[at] ?? word) : word))
    .join(' ');
}
