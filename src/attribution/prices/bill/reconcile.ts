import { instantMs } from '../../../platform/instant.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import type { Nanos } from '../../types.ts';
import { costIfBilled } from '../cost.ts';
import type { Costed } from '../spend.ts';
import type { PriceTables } from '../tables.ts';
import { explain } from './explain.ts';
import type { BillLine, Ours, Theirs } from './types.ts';

export interface ReconciledRow {
  /** `2026-11-20`, or `2026-11-01 to 2026-12-01` where the bill's period is longer than a day. */
  readonly period: string;
  /** Null: the bill does not tell models apart. */
  readonly model: string | null;
  readonly ours: Ours;
  /** Null: the bill has nothing of it. */
  readonly theirs: Theirs | null;
  /** Theirs less ours; null where the bill tells no amount. */
  readonly difference: Nanos | null;
  readonly agrees: boolean;
  /** The likeliest first. */
  readonly because: readonly SafeText[];
}

/** What the totals tell of an attempt of which nobody knew whether it is billed. */
export interface Resolution {
  readonly attempt: string;
  readonly billed: 'yes' | 'no';
}

export interface Reconciliation {
  readonly currency: string;
  readonly rows: readonly ReconciledRow[];
  readonly resolved: readonly Resolution[];
  /** Charges for no use: tax, credits, purchases. */
  readonly otherNanos: Nanos;
  /** Attempts priced in another currency, or run on own GPUs: no part of the bill. */
  readonly leftOut: number;
}

export interface ReconcileInput {
  readonly costed: readonly Costed[];
  readonly bill: readonly BillLine[];
  readonly currency: string;
  readonly tables: PriceTables;
  /** One name for all that a model is called; what nobody knows as it is. */
  readonly nameOf: (model: string) => string | null;
}

const dayMs = 86_400_000;

/** Holds what we know against a vendor's export, per model and day (or longer period of the bill). */
export function reconcile(input: ReconcileInput): Reconciliation {
  const { costed, bill, currency } = input;
  const usage = bill.filter(({ kind }) => kind === 'usage');
  const ours = new Set(costed.map(({ inference }) => ownName(inference, input)));
  const cells = new Map<string, Cell>();
  const cellOf = (period: string, model: string | null): Cell => {
    const key = `${period}\0${model ?? ''}`;
    const cell = cells.get(key) ?? { period, model, costed: [], lines: [] };
    cells.set(key, cell);
    return cell;
  };
  const periods: BilledPeriod[] = [];
  for (const line of usage) {
    const model = billedName(line, ours, input);
    const period = periodOf(line);
    cellOf(period, model).lines.push(line);
    periods.push({ ...line, period, model });
  }
  let leftOut = 0;
  const find = periodFinder(periods);
  for (const one of costed) {
    const isForeign = one.cost.kind === 'known' && one.cost.currency !== currency;
    if (isForeign || (one.cost.kind === 'known' && one.cost.basis === 'own GPUs')) {
      leftOut += 1;
      continue;
    }
    const model = ownName(one.inference, input);
    const atMs = instantMs(one.inference.startedAt);
    const found = find(model, atMs) ?? find(null, atMs);
    cellOf(found?.period ?? dayOf(atMs), found ? found.model : model).costed.push(one);
  }
  const resolved: Resolution[] = [];
  const rows = [...cells.values()].sort(inOrder).map((cell) => {
    const { row, resolutions } = rowOf(cell, input.tables);
    resolved.push(...resolutions);
    return row;
  });
  const others = bill.filter(({ kind }) => kind === 'other');
  const otherNanos = others.reduce((sum, { nanos }) => sum + (nanos ?? 0n), 0n);
  return { currency, rows, resolved, otherNanos, leftOut };
}

interface Cell {
  readonly period: string;
  readonly model: string | null;
  readonly costed: Costed[];
  readonly lines: BillLine[];
}

interface BilledPeriod {
  readonly from: number;
  readonly to: number;
  readonly period: string;
  readonly model: string | null;
}

/** The period of the bill that a moment belongs to, for a model; days are looked up, longer ones searched. */
function periodFinder(periods: readonly BilledPeriod[]) {
  const days = new Map<string, BilledPeriod>();
  const long = new Map<string, BilledPeriod>();
  for (const one of periods) {
    const target = one.period.length > 10 ? long : days;
    target.set(`${one.period}\0${one.model ?? ''}`, one);
  }
  return (model: string | null, atMs: number): BilledPeriod | undefined => {
    const day = days.get(`${dayOf(atMs)}\0${model ?? ''}`);
    if (day) return day;
    for (const one of long.values()) {
      if (one.model === model && atMs >= one.from && atMs < one.to) return one;
    }
    return undefined;
  };
}

function periodOf({ from, to }: BillLine): string {
  const [first, last] = [dayOf(from), dayOf(to - 1)];
  return first === last ? first : `${first} to ${last}`;
}

function dayOf(ms: number): string {
  return new Date(Math.floor(ms / dayMs) * dayMs).toISOString().slice(0, 10);
}

function ownName(
  { model, responseModel }: Costed['inference'],
  { nameOf }: Pick<ReconcileInput, 'nameOf'>,
): string {
  const served = responseModel ?? model;
  return nameOf(served) ?? nameOf(model) ?? served;
}

/** The first name of the line that anybody knows, else its first. */
function billedName(
  { names }: BillLine,
  ours: ReadonlySet<string>,
  { nameOf }: Pick<ReconcileInput, 'nameOf'>,
): string | null {
  for (const name of names) {
    const known = nameOf(name) ?? (ours.has(name) ? name : null);
    if (known !== null) return known;
  }
  return names[0] ?? null;
}

function rowOf(cell: Cell, tables: PriceTables) {
  const ours = oursOf(cell.costed, tables);
  const theirs = cell.lines.length === 0 ? null : theirsOf(cell.lines);
  const difference = theirs?.nanos == null ? null : theirs.nanos - ours.nanos;
  const { agrees, because, billed } = explain(ours, theirs);
  const row: ReconciledRow = {
    period: cell.period,
    model: cell.model,
    ours,
    theirs,
    difference,
    agrees,
    because,
  };
  const resolutions =
    billed === null ? [] : ours.open.map(({ attempt }): Resolution => ({ attempt, billed }));
  return { row, resolutions };
}

function oursOf(costed: readonly Costed[], tables: PriceTables): Ours {
  const sums = { nanos: 0n, attempts: 0, tokens: 0, openTokens: 0, unpriced: 0 };
  const open: { attempt: string; nanos: Nanos | null }[] = [];
  for (const { inference, cost } of costed) {
    if (inference.billed === 'no') continue;
    const tokens = (inference.promptTokens ?? 0) + (inference.completionTokens ?? 0);
    if (inference.billed === 'unknown') {
      const would = cost.kind === 'known' ? cost : costIfBilled(inference, tables);
      open.push({
        attempt: inference.attempt,
        nanos: would.kind === 'known' ? would.nanos : null,
      });
      sums.openTokens += tokens;
      continue;
    }
    sums.attempts += 1;
    sums.tokens += tokens;
    if (cost.kind === 'unknown') sums.unpriced += 1;
    else sums.nanos += cost.nanos;
  }
  return { ...sums, open };
}

function theirsOf(lines: readonly BillLine[]): Theirs {
  const sum = (values: readonly (number | null)[]): number | null => {
    const told = values.filter((value) => value !== null);
    return told.length === 0 ? null : told.reduce((a, b) => a + b, 0);
  };
  const amounts = lines.flatMap(({ nanos }) => (nanos === null ? [] : [nanos]));
  return {
    nanos: amounts.length === 0 ? null : amounts.reduce((a, b) => a + b, 0n),
    roundingNanos: lines.reduce((a, line) => a + line.roundingNanos, 0n),
    tokens: sum(lines.map(({ tokens }) => tokens)),
    requests: sum(lines.map(({ requests }) => requests)),
    corrections: lines.filter(({ isCorrection }) => isCorrection).length,
  };
}

function inOrder(a: Cell, b: Cell): number {
  if (a.period !== b.period) return a.period < b.period ? -1 : 1;
  return (a.model ?? '') < (b.model ?? '') ? -1 : 1;
}
