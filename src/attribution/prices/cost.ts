import type { Inference } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { Cost } from '../types.ts';
import { amountOf } from './amount.ts';
import { gpuUs, slotNanos } from './gpu-price.ts';
import { type GpuPool, poolOf } from './own-prices.ts';
import type { PriceTables } from './tables.ts';
import { isUnknownUsage, usageOf } from './usage.ts';

/**
 * What one attempt costs. In this order: nothing where it is not billed; what its source told; its part of
 * own GPUs; its tokens by the prices in force when it began. A 0 that is told of tokens is not believed:
 * gateways write 0 where they know no price.
 *
 * @param inference all tellings of the attempt merged
 */
export function costOf(inference: Inference, tables: PriceTables): Cost {
  if (inference.billed === 'no') return toldCost(0n, inference.currency ?? tables.currency);
  const { costNanos } = inference;
  if (costNanos === null) return computedCost(inference, tables);
  if (!Number.isSafeInteger(costNanos) || costNanos < 0) {
    return unknown(safe`the told cost ${costNanos} is no amount`);
  }
  if (costNanos > 0) {
    if (inference.currency === null) return unknown(safe`the cost was told without its currency`);
    return toldCost(BigInt(costNanos), inference.currency);
  }
  return costOfToldNothing(inference, tables);
}

/** The same, by tables alone, as if nobody had told a cost. */
export function computedCost(inference: Inference, tables: PriceTables): Cost {
  const pool = tables.own && poolOf(tables.own.pools, inference);
  if (pool) return gpuCost(pool, inference, tables);
  if (inference.billed === 'unknown') {
    return unknown(safe`nobody knows yet whether it is billed (compare with a bill)`);
  }
  return costIfBilled(inference, tables);
}

/** What its tokens cost if the vendor bills them. */
export function costIfBilled(inference: Inference, tables: PriceTables): Cost {
  const row = tables.ratesFor(inference);
  if (!row) return unknown(noPrice(inference, tables));
  const usage = usageOf(inference);
  if (isUnknownUsage(usage)) return unknown(usage);
  const amount = amountOf(usage, row.rates);
  if (typeof amount === 'string') return unknown(amount);
  const { currency, prices } = row;
  return { kind: 'known', ...amount, currency, basis: 'price table', prices };
}

function costOfToldNothing(inference: Inference, tables: PriceTables): Cost {
  const usage = usageOf(inference);
  if (!isUnknownUsage(usage) && usage.prompt + usage.output + usage.reasoning === 0) {
    return toldCost(0n, inference.currency ?? tables.currency);
  }
  const computed = computedCost(inference, tables);
  if (computed.kind === 'known') return computed;
  return unknown(safe`told is 0, which says no price was known; ${computed.why}`);
}

function gpuCost(pool: GpuPool, inference: Inference, tables: PriceTables): Cost {
  const { own } = tables;
  if (!own) return unknown(safe`no GPUs are priced`);
  const known = (nanos: bigint, us: bigint): Cost => ({
    kind: 'known',
    nanos,
    currency: own.currency,
    basis: 'own GPUs',
    prices: own.gpuPrices,
    parts: [{ what: 'GPU time', quantity: Number(us) / 1e6, unit: 's', nanos }],
  });
  if (pool.slots !== null) {
    return known(slotNanos(pool, inference), gpuUs(pool, inference));
  }
  const used = tables.gpuUse?.of(inference.attempt);
  if (!used) return unknown(safe`the use of the GPUs ${pool.name} was not measured for it`);
  return known(used.nanos, used.us);
}

function noPrice({ model, responseModel, link }: Inference, tables: PriceTables): SafeText {
  if (tables.isOwn(link)) {
    return safe`${link} is run by yourselves: give its price or its GPUs in prices.yaml`;
  }
  const name =
    responseModel === null || responseModel === model ? model : `${responseModel}, ${model}`;
  return safe`no price is known of ${name}`;
}

function toldCost(nanos: bigint, currency: string): Cost {
  return { kind: 'known', nanos, currency, basis: 'told', prices: null, parts: [] };
}

function unknown(why: SafeText): Cost {
  return { kind: 'unknown', why };
}
