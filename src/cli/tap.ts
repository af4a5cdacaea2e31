import { hostname } from 'node:os';
import { linksByName, linksOf } from '../attribution/ingest/links.ts';
import type { TapContext } from '../attribution/tap/exchange.ts';
import { providerAt } from '../attribution/tap/provider.ts';
import { startTap } from '../attribution/tap/tap.ts';
import { type Upstream, upstreamOf } from '../attribution/tap/upstream.ts';
import type { Chain } from '../chain/types.ts';
import { createEventFactory, eventSource } from '../events/envelope.ts';
import { systemClock } from '../platform/clock.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { createRedactor } from '../text/redact.ts';
import { sanitise } from '../text/sanitise.ts';
import { loadChainFile } from './chain-file.ts';
import type { OptionValues, RunCommand } from './command.ts';
import { listenAddress } from './ingest/listen.ts';
import { Sink } from './ingest/sink.ts';
import { summaryText } from './ingest/summary.ts';
import type { Output } from './output.ts';
import { withRecording } from './record/with-recording.ts';
import { ConsoleTeller } from './tap/console-teller.ts';
import { consoleUrl } from './tap/console-url.ts';
import { Telling } from './tap/telling.ts';
import { until } from './until.ts';

/** Where a tap listens when it is told nothing. */
const DEFAULT_LISTEN = '127.0.0.1:4010';

/**
 * `weaklink tap --to URL`: hands requests on to a model API and its answers back, and tells of each as an
 * inference, until Ctrl-C.
 *
 * @throws WeaklinkError E_TAP_TO, E_TAP_TELL, E_ADDRESS, E_LISTEN, E_FILE, E_RECORDING_…, ChainFileError
 */
export const runTap: RunCommand = async (_, options, { output, signal }) => {
  const upstream = await tapTo(options);
  const listen = listenAddress(textOf(options.listen) ?? DEFAULT_LISTEN);
  const consoleAt = options.tell === undefined ? null : consoleUrl(String(options.tell));
  const chainFile = textOf(options.chain);
  const chain = chainFile === null ? null : await loadChainFile([chainFile]);
  return withRecording(options, output, async (recording) => {
    const print = options.ndjson === true;
    const sink = new Sink({ chain, recording, print, output });
    await sink.begin();
    const telling = new Telling(sink);
    const teller = consoleAt && tellerOf(consoleAt, output);
    const tap = await startTap({
      ...listen,
      upstream,
      context: contextOf(upstream, chain, options),
      includeUsage: options.includeUsage === true,
      clock: systemClock,
      onMeasured: (measured) => {
        telling.take(measured);
        teller?.take(measured.inference);
      },
    });
    output.progress(
      `http://${tap.address} leads to ${upstream.origin.origin}${upstream.prefix}; Ctrl-C ends it`,
    );
    await Promise.race([until(signal), telling.failed]);
    await tap.close();
    await Promise.all([telling.end(), teller?.end()]);
    const summary = summaryText(sink.summary());
    const say = (text: string) => (print ? output.progress(text) : output.result(`${text}\n`));
    for (const line of [
      ...summary.trimEnd().split('\n'),
      ...telling.lines(),
      ...(teller?.lines() ?? []),
    ])
      say(line);
    return ExitCode.Healthy;
  });
};

/** @throws WeaklinkError E_TAP_TO, E_FILE */
async function tapTo({ to, ca }: OptionValues): Promise<Upstream> {
  if (typeof to !== 'string') {
    throw new WeaklinkError({
      code: 'E_TAP_TO',
      message: 'tap: nothing says which API stands behind it',
      hint: 'Name it: weaklink tap --to https://api.example.com',
    });
  }
  return upstreamOf(to, typeof ca === 'string' ? await readAuthorities(ca) : undefined);
}

function tellerOf(url: URL, output: Output): ConsoleTeller {
  const source = eventSource(hostname(), `tap-${systemClock.now()}`);
  const events = createEventFactory({ clock: systemClock, source });
  return new ConsoleTeller({ url, events, say: output.progress });
}

function contextOf({ origin }: Upstream, chain: Chain | null, options: OptionValues): TapContext {
  return {
    redactor: createRedactor(),
    linkOf: chain ? linksOf(chain) : ({ address }) => linksByName({ address: address ?? null }),
    keepOutput: options.keepOutput === true,
    address: origin.host,
    provider: textOf(options.provider) ?? providerAt(origin.hostname),
    consumerHeader: textOf(options.consumerHeader)?.toLowerCase() ?? null,
    environment: textOf(options.environment),
  };
}

function textOf(value: OptionValues[string]): string | null {
  return typeof value === 'string' ? value : null;
}

/** Bytes of a file of authorities: a system's own have 200 kB. */
const MAX_CA_BYTES = 4_194_304;

/** @throws WeaklinkError E_FILE */
async function readAuthorities(path: string): Promise<string> {
  const read = await readRegularFile(path, MAX_CA_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  throw new WeaklinkError({
    code: 'E_FILE',
    message: `--ca: ${sanitise(path)} cannot be read (${read.kind === 'failed' ? read.errno : read.kind})`,
    hint: 'Name a file of certificates in PEM.',
  });
}
