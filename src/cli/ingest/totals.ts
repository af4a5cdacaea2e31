import {
  mergeTotals,
  type ReadTotals,
  readTotals,
} from '../../attribution/ingest/totals/read-totals.ts';
import { reconcile } from '../../attribution/ingest/totals/reconcile.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { safe } from '../../text/sanitise.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { toldAttempts } from '../cost/told-attempts.ts';
import { totalsText } from './totals-text.ts';

/** Bytes of a page of metrics; a gateway with thousands of series has some of them. */
const MAX_PAGE_BYTES = 33_554_432;

/**
 * `weaklink ingest totals [recording] --before PAGE --after PAGE`: what servers counted between two looks at
 * their metrics, held against the attempts told of.
 *
 * @returns 0 where both say the same, 1 where they differ
 * @throws WeaklinkError E_OPTION, E_FILE, E_TOTALS, and what `weaklink cost` throws of a recording
 */
export const runTotals: RunCommand = async (operands, options, { output, globals }) => {
  const before = await pagesOf('before', options);
  const after = await pagesOf('after', options);
  if (after.servers.length === 0) throw noTotals();
  const { attempts, forgotten } = await toldAttempts(operands, options, globals);
  const inferences = attempts.map(({ inference }) => inference);
  const models = reconcile(before, after, inferences);
  const found = { servers: after.servers, attempts: inferences.length, leftOut: forgotten, models };
  const document = { schema: 'weaklink.totals/1', ...found };
  output.result(
    options.json === true ? `${JSON.stringify(document, null, 2)}\n` : totalsText(found),
  );
  const isEven = models.every(({ totals }) => totals.every((one) => (one.difference ?? 0) === 0));
  return isEven ? ExitCode.Healthy : ExitCode.Fault;
};

async function pagesOf(option: 'before' | 'after', options: OptionValues): Promise<ReadTotals> {
  const paths = options[option];
  if (!Array.isArray(paths) || paths.length === 0) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: `--${option}: no page of metrics is named`,
      hint: 'Save one before and one after: curl -s http://vllm:8000/metrics > before.prom',
    });
  }
  const model = typeof options.model === 'string' ? options.model : '';
  const pages = await Promise.all((paths as readonly string[]).map((path) => pageOf(path)));
  return mergeTotals(pages.map((page) => readTotals(page, model)));
}

async function pageOf(path: string): Promise<string> {
  const read = await readRegularFile(path, MAX_PAGE_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  const why = read.kind === 'failed' ? read.errno : read.kind;
  throw new WeaklinkError({
    code: 'E_FILE',
    message: `${safe`${path}`}: it cannot be read (${why})`,
    hint: 'Name a page of metrics that was saved: curl -s http://vllm:8000/metrics > after.prom',
  });
}

function noTotals(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_TOTALS',
    message: '--after: no total of vLLM, SGLang, TGI, LiteLLM or llama.cpp is on that page',
    hint: 'Look whether metrics are switched on: --enable-metrics of SGLang, --metrics of llama.cpp.',
  });
}
