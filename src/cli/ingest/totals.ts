import { setTimeout as wait } from 'node:timers/promises';
import {
  mergeTotals,
  type ReadTotals,
  readTotals,
} from '../../attribution/ingest/totals/read-totals.ts';
import { reconcile } from '../../attribution/ingest/totals/reconcile.ts';
import type { Inference } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { formatDuration, requireDurationMs } from '../../platform/duration.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { instantMs } from '../../platform/instant.ts';
import type { CommandContext, OptionValues, RunCommand } from '../command.ts';
import { toldAttempts } from '../cost/told-attempts.ts';
import { pageReader } from './metrics-page.ts';
import { totalsText } from './totals-text.ts';

/** Milliseconds after the second look: traces are read 6 s after their last span, journals written in a quarter. */
const SETTLE_MS = 8_000;

/** What servers counted at two times. */
interface TwoLooks {
  readonly before: ReadTotals;
  readonly after: ReadTotals;
  /** Milliseconds since the epoch; null where pages were saved by somebody who knows when. */
  readonly between: { readonly fromMs: number; readonly toMs: number } | null;
}

/**
 * `weaklink ingest totals [recording] --before PAGE --after PAGE`: what servers counted between two looks at
 * their metrics, held against the attempts told of. With `--for`, both looks are taken here and now, and only
 * attempts that ended between them count.
 *
 * @returns 0 where both say the same, 1 where they differ
 * @throws WeaklinkError E_OPTION, E_FILE, E_SCRAPE, E_TOTALS, and what `weaklink cost` throws of a recording
 */
export const runTotals: RunCommand = async (operands, options, context) => {
  const { output, globals } = context;
  const { before, after, between } = await twoLooks(options, context);
  if (after.servers.length === 0) throw noTotals();
  const { attempts, forgotten } = await toldAttempts(operands, options, globals);
  const inferences = attempts
    .map(({ inference }) => inference)
    .filter((one) => between === null || isWithin(one, between));
  const models = reconcile(before, after, inferences);
  const found = { servers: after.servers, attempts: inferences.length, leftOut: forgotten, models };
  const document = { schema: 'weaklink.totals/1', ...found };
  output.result(
    options.json === true ? `${JSON.stringify(document, null, 2)}\n` : totalsText(found),
  );
  const isEven = models.every(({ totals }) => totals.every((one) => (one.difference ?? 0) === 0));
  return isEven ? ExitCode.Healthy : ExitCode.Fault;
};

/** Servers count a request when it ends. */
function isWithin({ startedAt, durationMs }: Inference, { fromMs, toMs }: Span): boolean {
  const endMs = instantMs(startedAt) + durationMs;
  return endMs > fromMs && endMs <= toMs;
}

type Span = NonNullable<TwoLooks['between']>;

async function twoLooks(options: OptionValues, { output, signal }: CommandContext) {
  const read = await pageReader(options, signal);
  const model = typeof options.model === 'string' ? options.model : '';
  const look = async (places: readonly string[]) =>
    mergeTotals((await Promise.all(places.map(read))).map((page) => readTotals(page, model)));
  const places = placesOf('before', options);
  if (options.for === undefined) {
    const [before, after] = [await look(places), await look(placesOf('after', options))];
    return { before, after, between: null } satisfies TwoLooks;
  }
  const forMs = requireDurationMs(String(options.for), '--for');
  requireAddresses(places, options);
  const before = await look(places);
  const fromMs = systemClock.now();
  output.progress(`looked once; looking again in ${formatDuration(forMs)}`);
  await wait(forMs, undefined, { signal });
  const toMs = systemClock.now();
  const after = await look(places);
  await wait(SETTLE_MS, undefined, { signal });
  return { before, after, between: { fromMs, toMs } } satisfies TwoLooks;
}

function placesOf(option: 'before' | 'after', options: OptionValues): readonly string[] {
  const places = options[option];
  if (Array.isArray(places) && places.length > 0) return places.map(String);
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--${option}: no page of metrics is named`,
    hint: 'Look at a server twice: --before http://vllm:8000/metrics --for 10m; or name saved pages.',
  });
}

/** Who is to be asked again has an address, and needs no page of after. */
function requireAddresses(places: readonly string[], { after }: OptionValues): void {
  if (after === undefined && places.every((place) => /^https?:/i.test(place))) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: '--for asks the addresses of --before again: it goes with no file and no --after',
    hint: 'Write --before http://vllm:8000/metrics --for 10m.',
  });
}

function noTotals(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_TOTALS',
    message: 'no total of vLLM, SGLang, TGI, LiteLLM or llama.cpp is on the page of after',
    hint: 'Look whether metrics are switched on: --enable-metrics of SGLang, --metrics of llama.cpp.',
  });
}
