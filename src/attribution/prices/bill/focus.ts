import { sanitise } from '../../../text/sanitise.ts';
import { billedAmount, tokensOfUnit } from './amounts.ts';
import type { BillLine } from './types.ts';

/** A row of an export in the columns of FOCUS 1.2, values as text or as JSON has them. */
export type FocusRow = Readonly<Record<string, unknown>>;

/** Columns without which a row tells nothing. */
export const focusColumns = ['BilledCost', 'BillingCurrency', 'ChargePeriodStart'] as const;

/** Columns that may name the model, the most telling first. `x_` are a vendor's own. */
const nameColumns = [
  'x_Model',
  'x_ModelId',
  'ResourceName',
  'ResourceId',
  'SkuMeter',
  'SkuId',
  'ChargeDescription',
] as const;

const dayMs = 86_400_000;

/** @returns what is wrong with the row, in words */
export function focusLine(row: FocusRow): BillLine | string {
  const text = (column: string): string => {
    const value = row[column];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const amount = billedAmount(text('BilledCost'));
  if (!amount) return `BilledCost: "${text('BilledCost')}" is no amount`;
  const from = Date.parse(text('ChargePeriodStart'));
  if (Number.isNaN(from)) return `ChargePeriodStart: "${text('ChargePeriodStart')}" is no time`;
  const end = Date.parse(text('ChargePeriodEnd'));
  const currency = text('BillingCurrency');
  if (!/^[A-Za-z]{3}$/.test(currency)) return `BillingCurrency: "${currency}" is no currency`;
  const category = text('ChargeCategory').toLowerCase();
  return {
    from,
    to: end > from ? end : from + dayMs,
    names: namesOf(row, text),
    ...amount,
    currency: currency.toUpperCase(),
    ...quantityOf(text('ConsumedQuantity'), text('ConsumedUnit')),
    kind: category === '' || category === 'usage' ? 'usage' : 'other',
    isCorrection: text('ChargeClass').toLowerCase() === 'correction',
  };
}

function namesOf(row: FocusRow, text: (column: string) => string) {
  const tag = modelOf(row.Tags) ?? modelOf(row.SkuPriceDetails);
  const names = [tag ?? '', ...nameColumns.map(text)].filter((name) => name !== '');
  return names.map((name) => sanitise(name));
}

/** The `model` of a JSON object, or of its text. */
function modelOf(value: unknown): string | null {
  try {
    const object: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
    if (typeof object !== 'object' || object === null) return null;
    const found = Object.entries(object).find(([key]) => /^(x_)?model(id|name)?$/i.test(key));
    return typeof found?.[1] === 'string' ? found[1] : null;
  } catch {
    return null;
  }
}

function quantityOf(quantity: string, unit: string): Pick<BillLine, 'tokens' | 'requests'> {
  const count = Number(quantity);
  if (quantity === '' || !Number.isFinite(count)) return { tokens: null, requests: null };
  const factor = tokensOfUnit(unit);
  if (factor !== null) return { tokens: Math.round(count * factor), requests: null };
  return { tokens: null, requests: /^requests?$/i.test(unit) ? count : null };
}
