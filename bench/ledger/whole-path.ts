import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Books } from '../../src/attribution/ledger/books.ts';
import { readLineageFile } from '../../src/attribution/lineage/load.ts';
import { LiveAttribution } from '../../src/attribution/live.ts';
import { readPrices } from '../../src/attribution/prices/load.ts';
import { priceTables } from '../../src/attribution/prices/tables.ts';
import { loadVendorTable } from '../../src/attribution/prices/vendor-table.ts';
import { accountingSteps } from '../../src/attribution/steps.ts';
import type { Inference } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { safe } from '../../src/text/sanitise.ts';

const LINEAGE = 'fixtures/attribution/lineage/valid-small.yaml';
const MODEL = 'chat-70b';
const PRICES = `date: 2026-11-01\nmodels: [{ model: ${MODEL}, input: 0.40, output: 1.60 }]\n`;
const BEGAN_MS = Date.parse('2026-11-01T00:00:00Z');
/** Inferences a second of their own clock. */
const RATE = 1_000;
/** Inferences that are made up at once, before they are timed. */
const BATCH = 10_000;
const consumers = [safe`helpdesk`, safe`research`, safe`newsroom`];

export interface WholePath {
  /** Of processor time. */
  readonly seconds: number;
  /** Lines of the ledger. */
  readonly lines: number;
  /** Whether every one was posted, and the flow counts them all. */
  readonly isWhole: boolean;
}

/**
 * What an inference takes from its event to the ledger and the flow: merged and grouped by request, priced by
 * tables, divided by a lineage, posted, hashed and written, and added to the sums of the screen.
 *
 * @param cpuSeconds of what is run
 */
export async function wholePath(
  directory: string,
  count: number,
  cpuSeconds: (run: () => void) => number,
): Promise<WholePath> {
  mkdirSync(directory);
  const path = join(directory, 'prices.yaml');
  writeFileSync(path, PRICES);
  const vendor = await loadVendorTable();
  const tables = priceTables({ vendor, own: await readPrices(path, vendor), chain: null });
  const lineage = await readLineageFile(LINEAGE);
  const books = await Books.open(join(directory, 'ledger'), { clock: systemClock });
  const live = new LiveAttribution(
    accountingSteps({ tables, lineage, datanets: [] }),
    (accounted) => books.take(accounted),
  );
  let seconds = 0;
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => one(from + at));
    seconds += cpuSeconds(() => {
      for (const inference of batch) live.take(inference);
    });
  }
  seconds += cpuSeconds(() => books.close());
  const { billedUnknown, costUnknown, inFlight } = books.accumulator.apart;
  const isWhole = live.flow.taken === count && billedUnknown + costUnknown + inFlight === 0;
  return { seconds, lines: books.ledger.size, isWhole };
}

function one(index: number): Inference {
  return {
    link: index % 2 === 0 ? 'replica-a' : 'replica-b',
    model: MODEL,
    responseModel: MODEL,
    request: `request-${index}`,
    attempt: `bench:${index}`,
    source: 'otlp',
    operation: 'chat',
    outcome: 'ok',
    used: true,
    final: true,
    error: null,
    startedAt: new Date(BEGAN_MS + Math.floor((index * 1_000) / RATE)).toISOString(),
    durationMs: 900,
    firstTokenMs: 120,
    promptTokens: 400 + (index % 200),
    cacheReadTokens: null,
    cacheWriteTokens: null,
    cacheWriteHourTokens: null,
    completionTokens: 120,
    reasoningTokens: null,
    billed: 'yes',
    costNanos: null,
    currency: null,
    consumer: consumers[index % consumers.length] ?? null,
    environment: null,
    adapter: null,
    path: [
      { link: 'gateway', ms: 2, firstTokenMs: 2 },
      { link: 'router', ms: 4, firstTokenMs: 3 },
    ],
    citations: [],
    output: null,
  };
}
