import { readBill } from '../../attribution/prices/bill/read.ts';
import { type Reconciliation, reconcile } from '../../attribution/prices/bill/reconcile.ts';
import type { BillLine } from '../../attribution/prices/bill/types.ts';
import { costOf } from '../../attribution/prices/cost.ts';
import type { Costed } from '../../attribution/prices/spend.ts';
import type { Knowledge } from '../../attribution/steps.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { AllAttempts, Prices } from '../attribution/prices.ts';

/** Holds attempts against a bill. @param links only those that they served; null: all */
export function heldAgainst(
  bill: readonly BillLine[],
  costed: readonly Costed[],
  links: ReadonlySet<string> | null,
  { tables, vendor }: Prices,
): Reconciliation {
  return reconcile({
    costed: links ? costed.filter(({ inference }) => links.has(inference.link)) : costed,
    bill,
    currency: currencyOf(bill) ?? tables.currency,
    tables,
    nameOf: (model) => vendor.nameOf(model, null),
  });
}

/**
 * What bills tell of attempts that nobody knew of whether they are billed, where their totals leave no doubt.
 *
 * @param options.bill files; undefined: there is no bill, and nothing is told
 * @param attempts all of them: totals of a part would not be those of the bill
 * @throws WeaklinkError E_OPTION, E_BILL, E_FILE
 */
export async function billedByBill(
  { bill, billLink }: { readonly bill?: unknown; readonly billLink?: unknown },
  prices: Prices,
  attempts: AllAttempts | undefined,
): Promise<Pick<Knowledge, 'billed'>> {
  if (bill === undefined) return {};
  if (!attempts) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: '--bill: attempts that still go on are in no bill yet',
      hint: 'Hold it against a recording: weaklink flow traffic.jsonl --bill november.csv',
    });
  }
  const lines = await billLines(bill);
  const { tables } = prices;
  const costed = (await attempts()).map((inference) => ({
    inference,
    cost: costOf(inference, tables),
  }));
  const { resolved } = heldAgainst(lines, costed, linksNamed(billLink), prices);
  return { billed: new Map(resolved.map((one) => [one.attempt, one.billed])) };
}

export function linksNamed(option: unknown): ReadonlySet<string> | null {
  return Array.isArray(option) ? new Set(option.map(String)) : null;
}

/** @throws WeaklinkError E_OPTION, E_BILL, E_FILE */
export async function billLines(bill: unknown): Promise<readonly BillLine[]> {
  if (!Array.isArray(bill) || bill.length === 0) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'no bill to hold against',
      hint: "Name the vendor's export: --bill november.csv",
    });
  }
  const lines: BillLine[] = [];
  for (const path of bill as readonly string[]) {
    for (const line of await readBill(path)) lines.push(line);
  }
  return lines;
}

/** The one currency of the bill; null where it tells use only. */
function currencyOf(bill: readonly BillLine[]): string | null {
  const currencies = [...new Set(bill.flatMap(({ currency }) => currency ?? []))];
  if (currencies.length <= 1) return currencies[0] ?? null;
  throw new WeaklinkError({
    code: 'E_BILL',
    message: `the bill is in ${currencies.join(' and ')}`,
    hint: 'Hold one currency at a time against what is known.',
  });
}
