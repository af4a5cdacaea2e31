import { resolveHeaders } from '../../../probes/http/headers.ts';
import { isWebAddress } from '../../../probes/http/options.ts';
import { type ExchangeResult, httpExchange } from '../../../probes/network/http-exchange.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { resolveSecret } from '../../platform/secrets.ts';
import { createRedactor } from '../../text/redact.ts';
import { safe } from '../../text/sanitise.ts';
import type { OptionValues } from '../command.ts';
import { headersIn } from '../header-option.ts';

/** Bytes of a page of metrics; a gateway with thousands of series has some of them. */
const MAX_PAGE_BYTES = 33_554_432;
/** Milliseconds that a server has to write its page: busy ones take seconds. */
const DEADLINE_MS = 15_000;

/** Reads pages of metrics: addresses are asked now, anything else is a file. */
export type PageReader = (place: string) => Promise<string>;

/** @throws WeaklinkError E_OPTION, E_SECRET */
export async function pageReader(
  { header, ca }: OptionValues,
  signal: AbortSignal,
): Promise<PageReader> {
  const redactor = createRedactor();
  const secret = (reference: string) => resolveSecret(reference, redactor);
  const { values: headers } = await resolveHeaders(headersIn(header), { secret });
  const asked = {
    headers: { accept: 'text/plain', ...headers },
    ...(typeof ca === 'string' && { ca }),
    bodyLimitBytes: MAX_PAGE_BYTES,
    deadlineMs: DEADLINE_MS,
    signal,
  };
  return async (place) => {
    if (!/^https?:/i.test(place)) return fileText(place);
    if (!isWebAddress(place)) throw noAddress();
    const result = await httpExchange({ ...asked, url: new URL(place) });
    const why = whyUnread(result);
    if (result.kind === 'response' && why === null) return result.body.toString('utf8');
    throw new WeaklinkError({
      code: 'E_SCRAPE',
      message: safe`${place}: no page of metrics (${redactor.redact(why ?? '')})`,
      hint: 'Ask it by hand: curl -s http://vllm:8000/metrics. Keys go into --header.',
      exitCode: ExitCode.CouldNotLook,
    });
  };
}

/** Not repeated: what makes it none may be a password. */
function noAddress(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPTION',
    message: 'an address of metrics has a host, and no user name or password in it',
    hint: 'Keys go into --header "authorization: Bearer env:TOKEN".',
  });
}

function whyUnread(result: ExchangeResult): string | null {
  if (result.kind === 'failure') return `${result.symptom}: ${result.detail}`;
  if (result.status !== 200) return `status ${result.status}`;
  return result.cut ? `${result.cut.symptom}: ${result.cut.detail}` : null;
}

async function fileText(path: string): Promise<string> {
  const read = await readRegularFile(path, MAX_PAGE_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  const why = read.kind === 'failed' ? read.errno : read.kind;
  throw new WeaklinkError({
    code: 'E_FILE',
    message: `${safe`${path}`}: it cannot be read (${why})`,
    hint: 'Name a page of metrics that was saved, or its address: http://vllm:8000/metrics',
  });
}
