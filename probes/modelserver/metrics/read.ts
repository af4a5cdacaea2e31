import type { Exposition, Sample } from '../../metrics/exposition.ts';
import {
  familyOf,
  foldingOf,
  type MetricName,
  type MetricNames,
  plainName,
  type Quantity,
  quantities,
  runtimePrefix,
} from './names.ts';

/** The mean of a histogram is what matters: its sum and its count, since the server began. */
export interface Spread {
  readonly sum: number;
  readonly count: number;
}

/** What a page of metrics says in the words of the judgement. */
export interface ServerMeters {
  readonly values: ReadonlyMap<Quantity, number>;
  readonly spreads: ReadonlyMap<Quantity, Spread>;
  /** Quantity → the older or newer name under which this page tells it. */
  readonly aliased: ReadonlyMap<Quantity, string>;
  /** Families with a meaning, by the name on the page. */
  readonly known: readonly string[];
  /** Families of this server that nobody here has heard of. */
  readonly unknown: readonly string[];
  /** Families of the runtime below it: Python, the process, HTTP. */
  readonly runtime: readonly string[];
  readonly samples: readonly Sample[];
}

/** Reads a page by a server's table of names. Nothing is lost: each family is known, unknown or the runtime's. */
export function readServerMeters(page: Exposition, names: MetricNames): ServerMeters {
  const families = new Map<string, Sample[]>();
  const declared = new Map([...page.families].map(([name, { type }]) => [plainName(name), type]));
  for (const sample of page.samples) {
    const family = familyOf(plainName(sample.name), declared);
    const before = families.get(family);
    if (before) before.push(sample);
    else families.set(family, [sample]);
  }
  for (const name of declared.keys()) {
    const family = familyOf(name, declared);
    if (!families.has(family)) families.set(family, []);
  }
  return meaningOf(families, page.samples, names);
}

function meaningOf(
  families: ReadonlyMap<string, readonly Sample[]>,
  samples: readonly Sample[],
  names: MetricNames,
): ServerMeters {
  const values = new Map<Quantity, number>();
  const spreads = new Map<Quantity, Spread>();
  const aliased = new Map<Quantity, string>();
  for (const quantity of quantities) {
    const candidates = candidatesOf(names, quantity);
    const present = candidates.filter(({ name }) => familyWith(families, name) !== undefined);
    const [used] = present;
    if (!used) continue;
    if (used !== candidates[0] && !isAll(names, quantity)) aliased.set(quantity, used.name);
    const taken = isAll(names, quantity) ? present : [used];
    const parts = taken.flatMap((one) => matching(familyWith(families, one.name) ?? [], one));
    if (foldingOf(quantity) === 'histogram') {
      const spread = spreadOf(parts);
      if (spread) spreads.set(quantity, spread);
      continue;
    }
    const figures = parts
      .map(({ sample, factor }) => sample.value * factor)
      .filter((figure) => Number.isFinite(figure));
    // A counter has no sample with a label before that first happens: so far it is 0.
    const isCounted = taken.some(({ where }) => where !== undefined) && parts.length === 0;
    if (figures.length > 0 || isCounted) values.set(quantity, fold(quantity, figures));
  }
  return { values, spreads, aliased, samples, ...sorted(families, names) };
}

function sorted(families: ReadonlyMap<string, unknown>, names: MetricNames) {
  const meant = new Set([
    ...quantities.flatMap((quantity) => candidatesOf(names, quantity).map(({ name }) => name)),
    ...names.alsoKnown,
  ]);
  const isKnown = (name: string) => meant.has(name) || meant.has(name.replace(/_total$/, ''));
  const known: string[] = [];
  const unknown: string[] = [];
  const runtime: string[] = [];
  for (const name of families.keys()) {
    if (isKnown(name)) known.push(name);
    else if (runtimePrefix.test(name) && !names.prefix.test(name)) runtime.push(name);
    else unknown.push(name);
  }
  return { known, unknown, runtime };
}

function candidatesOf({ named }: MetricNames, quantity: Quantity): readonly MetricName[] {
  const entry = named[quantity];
  if (entry === undefined) return [];
  return 'all' in entry ? entry.all : entry;
}

function isAll({ named }: MetricNames, quantity: Quantity): boolean {
  const entry = named[quantity];
  return entry !== undefined && 'all' in entry;
}

/** Writers differ in whether they put `_total` behind a counter. */
function familyWith(
  families: ReadonlyMap<string, readonly Sample[]>,
  name: string,
): readonly Sample[] | undefined {
  return families.get(name) ?? families.get(`${name}_total`);
}

interface Part {
  readonly sample: Sample;
  readonly factor: number;
}

function matching(
  samples: readonly Sample[],
  { name, part, factor = 1, where = {} }: MetricName,
): Part[] {
  const conditions = Object.entries(where);
  const counts = (sample: string) =>
    part === undefined
      ? !/_(?:bucket|created)$/.test(sample)
      : sample.endsWith(`${name.replace(/^.*:/, '')}_${part}`);
  return samples
    .filter((sample) => counts(sample.name))
    .filter(({ labels }) =>
      conditions.every(([label, pattern]) => pattern.test(labels.get(label) ?? '')),
    )
    .map((sample) => ({ sample, factor }));
}

function fold(quantity: Quantity, figures: readonly number[]): number {
  if (foldingOf(quantity) === 'max') return figures.reduce((most, one) => Math.max(most, one), 0);
  return figures.reduce((sum, one) => sum + one, 0);
}

function spreadOf(parts: readonly Part[]): Spread | undefined {
  let sum = 0;
  let count = 0;
  let isThere = false;
  for (const { sample, factor } of parts) {
    if (!Number.isFinite(sample.value)) continue;
    if (sample.name.endsWith('_sum')) sum += sample.value * factor;
    else if (sample.name.endsWith('_count')) count += sample.value;
    else continue;
    isThere = true;
  }
  return isThere ? { sum, count } : undefined;
}
