import { instantMs } from '../../platform/instant.ts';
import type { LedgerEntry, Loss, Nanos, Posting } from '../types.ts';
import { decimalOf } from './amounts.ts';
import type { EntryRecord } from './leaf.ts';
import { boundsOf, chargeClassOf, periodOf } from './periods.ts';

const HOUR_MS = 3_600_000;

/**
 * Columns of FOCUS 1.2 (focus.finops.org): all that are mandatory, some that are conditional, then our own
 * with the prefix that the specification keeps for them. Costs are exact decimals.
 */
export const focusColumns = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'SubAccountId',
  'SubAccountName',
  'Tags',
  'x_Adapter',
  'x_EntryId',
  'x_Evidence',
  'x_Line',
  'x_LossLink',
  'x_LossReason',
  'x_Method',
  'x_Party',
  'x_PriceDate',
  'x_PriceTable',
  'x_Request',
] as const;
export type FocusColumn = (typeof focusColumns)[number];
export type FocusRow = Readonly<Record<FocusColumn, string | number | null>>;

/** A row for each posting of an entry and for its loss: they sum to what was billed. */
export function focusRows(record: EntryRecord, line: number, account: string): FocusRow[] {
  const whole = wholeOf(record, line, account);
  const { postings, lost } = record.entry;
  const rows = postings.map((posting) => rowOf(whole, record, posting.nanos, ofPosting(posting)));
  return lost ? [...rows, rowOf(whole, record, lost.nanos, ofLoss(lost))] : rows;
}

type Part = Pick<
  FocusRow,
  'ChargeDescription' | 'x_Party' | 'x_Method' | 'x_Evidence' | 'x_LossReason' | 'x_LossLink'
>;

function ofPosting({ party, method, evidence }: Posting): Part {
  return {
    ChargeDescription: `part of ${party} by ${method} (${evidence})`,
    x_Party: party,
    x_Method: method,
    x_Evidence: evidence,
    x_LossReason: null,
    x_LossLink: null,
  };
}

function ofLoss({ reason, link }: Loss): Part {
  return {
    ChargeDescription: `lost: ${reason}`,
    x_Party: 'lost',
    x_Method: null,
    x_Evidence: null,
    x_LossReason: reason,
    x_LossLink: link,
  };
}

type Whole = ReturnType<typeof wholeOf>;

function rowOf(whole: Whole, record: EntryRecord, nanos: Nanos, part: Part): FocusRow {
  const cost = decimalOf(nanos);
  const isNew = record.entry.kind === 'usage';
  return {
    ...whole,
    ...part,
    BilledCost: cost,
    ContractedCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    PricingQuantity: isNew ? 1 : null,
    PricingUnit: isNew ? 'Postings' : null,
  };
}

/** What all rows of an entry have in common. */
function wholeOf(record: EntryRecord, line: number, account: string) {
  const { entry } = record;
  const period = boundsOf(periodOf(record));
  const startMs = Math.floor(instantMs(entry.at) / HOUR_MS) * HOUR_MS;
  return {
    BillingAccountId: account,
    BillingAccountName: account,
    BillingCurrency: entry.currency,
    BillingPeriodStart: period.start,
    BillingPeriodEnd: period.end,
    ChargeCategory: record.by === 'dispute' ? 'Adjustment' : 'Usage',
    ChargeClass: chargeClassOf(record),
    ChargeFrequency: 'Usage-Based',
    ChargePeriodStart: new Date(startMs).toISOString(),
    ChargePeriodEnd: new Date(startMs + HOUR_MS).toISOString(),
    InvoiceIssuerName: entry.link,
    ProviderName: entry.link,
    PublisherName: entry.link,
    ResourceId: entry.model,
    ResourceName: entry.model,
    ResourceType: 'Model',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: entry.model,
    SubAccountId: entry.consumer,
    SubAccountName: entry.consumer,
    Tags: tagsOf(entry),
    x_Adapter: entry.adapter,
    x_EntryId: entry.id,
    x_Line: line,
    x_PriceDate: entry.prices?.date ?? null,
    x_PriceTable: entry.prices?.id ?? null,
    x_Request: entry.request,
  };
}

function tagsOf({ environment }: LedgerEntry): string {
  return JSON.stringify(environment === null ? {} : { environment });
}
