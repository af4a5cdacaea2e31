import type { Instant } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import { type PartyId, type Share, WHOLE_PPM } from '../types.ts';
import { apportion } from './apportion.ts';
import { adapterNamed, modelNamed } from './find.ts';
import type {
  DeclaredShare,
  Lineage,
  SplitGroup,
  SplitRule,
  SplitTarget,
  Weights,
} from './types.ts';

/** Whose answer is split. */
export interface SplitQuery {
  /** As events name them: an id of the lineage file, or another name of it. */
  readonly model: string;
  readonly adapter: string | null;
  /** When the inference began: the split that was in force then counts. */
  readonly at: Instant;
}

const nothingKnown: readonly DeclaredShare[] = [
  {
    party: 'unattributed',
    ppm: WHOLE_PPM,
    method: 'declared',
    evidence: 'declared',
    divisible: false,
  },
];

/**
 * The shares that a lineage declares for one inference, by party in order of code units, summing to
 * 1,000,000. The most specific split counts (of the model with the adapter, of the model, of the adapter,
 * of all), and of these the latest that was in force. Where there is none all is unattributed, and so is
 * the part of a group that names nobody.
 *
 * @param checked parties whose bytes were held against the lineage: their shares say so. Give the same
 *   set each time: what is found is remembered by it
 */
export function sharesOf(
  lineage: Lineage,
  query: SplitQuery,
  checked: ReadonlySet<PartyId> = nobody,
): readonly DeclaredShare[] {
  const rule = ruleFor(lineage, query);
  if (!rule) return nothingKnown;
  const known = knownShares(lineage, checked);
  // By what the file knows: names out of events could be any number.
  const model = modelNamed(lineage, query.model)?.id;
  const adapter = query.adapter === null ? undefined : adapterNamed(lineage, query.adapter)?.id;
  const key = JSON.stringify([rule.path, model, adapter]);
  let shares = known.get(key);
  if (!shares) {
    shares = sharesByRule(rule, groupsOf(lineage, query), checked);
    known.set(key, shares);
  }
  return shares;
}

function sharesByRule(
  rule: SplitRule,
  groups: Groups,
  checked: ReadonlySet<PartyId>,
): readonly DeclaredShare[] {
  const pool = new Pool(checked);
  for (const [target, ppm] of rule.first) pool.give(target, ppm, groups);
  for (const [target, ppm] of apportion(WHOLE_PPM - total(rule.first), rule.shares)) {
    pool.give(target as SplitTarget, ppm, groups);
  }
  return pool.shares();
}

const nobody: ReadonlySet<PartyId> = new Set();

type KnownShares = Map<string, readonly DeclaredShare[]>;

/** Asked for every inference, and neither a lineage nor what was checked of it changes once it is read. */
const memory = new WeakMap<Lineage, WeakMap<ReadonlySet<PartyId>, KnownShares>>();

function knownShares(lineage: Lineage, checked: ReadonlySet<PartyId>): KnownShares {
  const ofLineage = memory.get(lineage) ?? new WeakMap<ReadonlySet<PartyId>, KnownShares>();
  memory.set(lineage, ofLineage);
  const known = ofLineage.get(checked) ?? new Map();
  ofLineage.set(checked, known);
  return known;
}

/**
 * What contributors get, divided as a method found instead of as declared; everybody else's shares stay.
 *
 * @param shares of {@link sharesOf}
 * @param byMethod what the method found, its `unattributed` among it: at most 1,000,000, and what is
 *   missing to that is unattributed
 * @returns shares by party in order of code units, summing to what `shares` sum to
 * @throws RangeError where `byMethod` holds negative parts, fractions or more than the whole
 */
export function divide(
  shares: readonly DeclaredShare[],
  byMethod: readonly Share[],
): readonly Share[] {
  const divided = shares.reduce((sum, { divisible, ppm }) => sum + (divisible ? ppm : 0), 0);
  const kept = shares.filter(({ divisible }) => !divisible).map(withoutMark);
  if (divided === 0) return merged(kept);
  const [first] = byMethod;
  if (!first) return merged(shares.map(withoutMark));
  const missing = WHOLE_PPM - byMethod.reduce((sum, { ppm }) => sum + ppm, 0);
  if (missing < 0 || byMethod.some(({ ppm }) => !Number.isInteger(ppm) || ppm < 0)) {
    throw new RangeError('the shares of a method must be whole parts of 1,000,000');
  }
  const rest: Share = {
    party: 'unattributed',
    ppm: missing,
    method: first.method,
    evidence: 'declared',
  };
  const all = merged([...byMethod, rest]);
  const parts = apportion(
    divided,
    new Map(all.map((share, index) => [keyOf(share, index), share.ppm])),
  );
  const found = all.map((share, index) => ({ ...share, ppm: parts.get(keyOf(share, index)) ?? 0 }));
  return merged([...kept, ...found]);
}

/** The split that counts for an inference; null where none is declared for it. */
export function ruleFor(lineage: Lineage, { model, adapter, at }: SplitQuery): SplitRule | null {
  const modelId = modelNamed(lineage, model)?.id ?? null;
  const adapterId = adapter === null ? null : (adapterNamed(lineage, adapter)?.id ?? null);
  const atMs = instantMs(at);
  let best: SplitRule | null = null;
  for (const rule of lineage.splits) {
    if (rule.fromMs > atMs) continue;
    if (rule.model !== null && rule.model !== modelId) continue;
    if (rule.adapter !== null && rule.adapter !== adapterId) continue;
    if (!best || isBefore(best, rule)) best = rule;
  }
  return best;
}

/** Whether `b` counts rather than `a`. */
function isBefore(a: SplitRule, b: SplitRule): boolean {
  const difference = weightOf(b) - weightOf(a);
  return difference > 0 || (difference === 0 && b.fromMs > a.fromMs);
}

function weightOf({ model, adapter }: SplitRule): number {
  return (model === null ? 0 : 2) + (adapter === null ? 0 : 1);
}

type Groups = Readonly<Record<SplitGroup, ReadonlyMap<PartyId, number>>>;

/**
 * Whom each group is, by weight. Who stands nearest to the answer and names anybody is asked: the adapter,
 * else the model, else its base model.
 */
export function groupsOf(lineage: Lineage, query: SplitQuery): Groups {
  const model = modelNamed(lineage, query.model);
  const adapter = query.adapter === null ? null : adapterNamed(lineage, query.adapter);
  const base = lineage.bases.get(adapter?.base ?? model?.base ?? '');
  const nearest = (...all: readonly (Weights | undefined)[]) =>
    all.find((weights) => weights !== undefined && weights.size > 0) ?? new Map<string, number>();
  const datanets = nearest(adapter?.datanets, model?.datanets, base?.datanets);
  return {
    contributors: contributorsOf(lineage, datanets),
    developers: parties(
      'developer',
      nearest(adapter?.developers, model?.developers, base?.developers),
    ),
    hosts: parties('host', nearest(adapter?.hosts, model?.hosts)),
    stakers: parties('staker', nearest(adapter?.stakers, model?.stakers)),
  };
}

function parties(kind: 'developer' | 'host' | 'staker', weights: Weights) {
  return new Map([...weights].map(([name, weight]) => [`${kind}:${name}` as PartyId, weight]));
}

/** Contributors by their part of each datanet; a datanet that names none is paid as itself. */
function contributorsOf(lineage: Lineage, datanets: Weights): ReadonlyMap<PartyId, number> {
  const sum = new Map<PartyId, number>();
  for (const [id, ppm] of apportion(WHOLE_PPM, datanets)) {
    const contributors = lineage.datanets.get(id)?.contributors ?? new Map<string, number>();
    const inside = apportion(ppm, contributors);
    const found: readonly (readonly [PartyId, number])[] =
      inside.size === 0
        ? [[`datanet:${id}`, ppm]]
        : [...inside].map(([name, part]) => [`contributor:${name}`, part]);
    for (const [party, part] of found) sum.set(party, (sum.get(party) ?? 0) + part);
  }
  return sum;
}

/** Collects what is given to whom. */
class Pool {
  readonly #checked: ReadonlySet<PartyId>;
  readonly #given: DeclaredShare[] = [];

  constructor(checked: ReadonlySet<PartyId>) {
    this.#checked = checked;
  }

  give(target: SplitTarget, ppm: number, groups: Groups): void {
    if (!isGroup(target)) {
      this.#add(target, ppm, false);
      return;
    }
    const divisible = target === 'contributors';
    const parts = apportion(ppm, groups[target]);
    if (parts.size === 0) this.#add('unattributed', ppm, divisible);
    for (const [party, part] of parts) this.#add(party as PartyId, part, divisible);
  }

  #add(party: PartyId, ppm: number, divisible: boolean): void {
    const evidence = this.#checked.has(party) ? 'checked' : 'declared';
    this.#given.push({ party, ppm, method: 'declared', evidence, divisible });
  }

  shares(): readonly DeclaredShare[] {
    return merged(this.#given);
  }
}

export function isGroup(target: SplitTarget): target is SplitGroup {
  return target !== 'unattributed' && !target.includes(':');
}

/** One share for what is the same but for its parts; none of nothing; in order of code units. */
function merged<S extends Share & { readonly divisible?: boolean }>(
  shares: readonly S[],
): readonly S[] {
  const sums = new Map<string, S>();
  for (const share of shares) {
    if (share.ppm === 0) continue;
    const key = JSON.stringify([share.party, share.divisible, share.method, share.evidence]);
    const known = sums.get(key);
    sums.set(key, known ? { ...known, ppm: known.ppm + share.ppm } : share);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
}

function withoutMark({ divisible: _, ...share }: DeclaredShare): Share {
  return share;
}

/** Ties are broken by the party; its place tells apart what several methods found of one. */
function keyOf({ party }: Share, index: number): string {
  return `${party} ${String(index).padStart(6, '0')}`;
}

function total(parts: ReadonlyMap<SplitTarget, number>): number {
  return [...parts.values()].reduce((sum, ppm) => sum + ppm, 0);
}
