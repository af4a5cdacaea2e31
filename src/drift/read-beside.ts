import { seriesOf } from '../chain/series.ts';
import type { Chain, Link, ProbePlan } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';
import type { Vantage } from '../vantage/types.ts';
import type { BesideRead } from './collect.ts';
import type { ReadContext, Reader, ReadResult } from './readers/reader.ts';
import { readers } from './readers/registry.ts';

/** Readers that run at once: each asks a daemon or reads a file or two. */
const MOST_AT_ONCE = 8;

export interface ReadingOptions extends Omit<ReadContext, 'vantage' | 'deadlineMs'> {
  readonly chain: Chain;
  vantage(name: string): Vantage | undefined;
  /** The newest look of a series. */
  newest(series: string): Observation | undefined;
}

interface Job {
  readonly link: Link;
  readonly plan: ProbePlan;
  readonly reader: Reader;
}

/** Reads beside every series of looks what only a snapshot wants to know. Never throws for a sick target. */
export async function readBeside(options: ReadingOptions): Promise<readonly BesideRead[]> {
  const jobs = options.chain.links.flatMap((link) =>
    link.probes.flatMap((plan) =>
      (readers[plan.kind] ?? [])
        .filter(({ reads }) => reads?.(plan) ?? true)
        .map((reader): Job => ({ link, plan, reader })),
    ),
  );
  const found: BesideRead[] = [];
  for (let at = 0; at < jobs.length && !options.signal.aborted; at += MOST_AT_ONCE) {
    const batch = jobs.slice(at, at + MOST_AT_ONCE);
    found.push(...(await Promise.all(batch.map((job) => readOne(job, options)))));
  }
  return found;
}

async function readOne({ link, plan, reader }: Job, options: ReadingOptions): Promise<BesideRead> {
  const series = seriesOf(link.id, plan);
  const result = await resultOf({ link, plan, reader }, series, options);
  const { vantage } = plan;
  return {
    link: link.id,
    look: {
      series: `${series} ${reader.name}`,
      probe: reader.name,
      vantage,
      outcome: result?.outcome ?? 'unknown',
      symptom: null,
    },
    items:
      result?.outcome === 'ok'
        ? result.items.map((item) => ({ ...item, probe: reader.name, vantage }))
        : [],
  };
}

async function resultOf(
  { plan, reader }: Job,
  series: string,
  { vantage: named, newest, ...context }: ReadingOptions,
): Promise<ReadResult | null> {
  const vantage = named(plan.vantage);
  if (!vantage) return null;
  try {
    const { deadlineMs } = plan;
    return await reader.read(plan, newest(series), { ...context, vantage, deadlineMs });
  } catch {
    // A vantage that is lost, or a mistake of ours: nothing is known, and nobody is blamed.
    return null;
  }
}
