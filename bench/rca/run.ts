import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCase } from '../../src/diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics, type RcaResult } from '../../src/diagnosis/metrics/verdict/result.ts';
import { baselines } from './baselines/registry.ts';
import { type NeutralCase, writeCase } from './neutral.ts';
import type { Answer } from './score.ts';

/** How every method answered the same cases, in the same order. */
export interface Found {
  readonly answers: readonly Answer[];
  /** Ranks of the baselines; empty where nothing is broken. */
  readonly methods: ReadonlyMap<string, readonly { readonly rank: number }[]>;
}

export async function answersOf(work: string, cases: readonly NeutralCase[]): Promise<Found> {
  const answers: Answer[] = [];
  const methods = new Map<string, { rank: number }[]>(
    Object.keys(baselines).map((name) => [name, []]),
  );
  for (const each of cases) {
    const input = await readCase(writeCase(work, each));
    const { ranking, none } = diagnoseMetrics(input);
    rmSync(join(work, each.id), { recursive: true });
    const services = ranking.map(({ service }) => service);
    answers.push({
      ...each,
      rank: rankOf(services, each.rootCause),
      probability: ranking[0]?.probability ?? 0,
      none,
    });
    if (each.rootCause === undefined) continue;
    for (const [name, rank] of Object.entries(baselines)) {
      methods.get(name)?.push({ rank: rankOf(rank(input), each.rootCause) });
    }
  }
  return { answers, methods };
}

/** The cases that fit, with what every method answered to them. */
export function partOf({ answers, methods }: Found, fits: (answer: Answer) => boolean): Found {
  const some = <Item>(items: readonly Item[]) =>
    items.filter((_, at) => fits(answers[at] as Answer));
  return {
    answers: some(answers),
    methods: new Map([...methods].map(([name, ranks]) => [name, some(ranks)])),
  };
}

export async function diagnosed(work: string, each: NeutralCase): Promise<RcaResult> {
  return diagnoseMetrics(await readCase(writeCase(work, each)));
}

function rankOf(ranking: readonly string[], service: string | undefined): number {
  const at = service === undefined ? -1 : ranking.indexOf(service);
  return at === -1 ? Number.POSITIVE_INFINITY : at + 1;
}
