import type { IngestContext } from '../attribution/ingest/inference.ts';
import { linksByName, linksOf } from '../attribution/ingest/links.ts';
import type { Chain } from '../chain/types.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { createRedactor } from '../text/redact.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import {
  defaultAddress,
  type ListenAddress,
  listenAddress,
  startListening,
} from './ingest/listen.ts';
import { readFile } from './ingest/read-file.ts';
import { Sink } from './ingest/sink.ts';
import {
  mappingOf,
  readerOf,
  type SourceName,
  type SourceOptions,
  sourceNames,
} from './ingest/sources.ts';
import { summaryText } from './ingest/summary.ts';
import { counted } from './record/held.ts';
import { withRecording } from './record/with-recording.ts';
import { until } from './until.ts';

/**
 * `weaklink ingest SOURCE [file…]`: what files, or those who send, tell of inferences, as events.
 *
 * @returns 1 where something in a file could not be read
 * @throws WeaklinkError E_OPERAND, E_FILE, E_INGEST_FILE, E_ADDRESS, E_LISTEN, E_RECORDING_…, ChainFileError
 */
export const runIngest: RunCommand = async ([word = '', ...files], options, context) => {
  const source = sourceOf(word);
  const address = addressOf(source, files, options);
  const mapping = await mappingOf(source, options.mapping);
  const chain = typeof options.chain === 'string' ? await loadChainFile([options.chain]) : null;
  const from: SourceOptions = { context: ingestContext(chain, options), mapping };
  const { output } = context;
  const print = options.ndjson === true;
  return withRecording(options, output, async (recording) => {
    const sink = new Sink({ chain, recording, print, output });
    const firstUnread = await readFiles(source, files, from, sink);
    await sink.begin();
    if (address) await listen(source, address, from, sink, context);
    const summary = sink.summary();
    if (options.json === true) {
      const document = { schema: 'weaklink.ingest/1', unread: sink.unread, ...summary };
      output.result(`${JSON.stringify(document, null, 2)}\n`);
    } else if (print) output.progress(summaryText(summary).trimEnd());
    else output.result(summaryText(summary));
    if (sink.unread === 0) return ExitCode.Healthy;
    const where = firstUnread === null ? '' : safe`, first ${firstUnread}`;
    output.progress(`${counted(sink.unread, 'entry', 'entries')} could not be read${where}`);
    return address ? ExitCode.Healthy : ExitCode.Fault;
  });
};

function sourceOf(word: string): SourceName {
  const source = sourceNames.find((name) => name === word);
  if (source) return source;
  throw new WeaklinkError({
    code: 'E_OPERAND',
    message: `ingest: "${sanitise(word)}" is no source`,
    hint: `Name one of ${sourceNames.join(', ')}: weaklink ingest otlp --listen 4318`,
  });
}

/** Null: only files are read. */
function addressOf(
  source: SourceName,
  files: readonly string[],
  { listen: text, ndjson, json }: OptionValues,
): ListenAddress | null {
  if (ndjson === true && json === true) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'only one of --json and --ndjson can go to stdout',
      hint: 'Choose one. --record goes to a file and may stand beside it.',
    });
  }
  if (typeof text === 'string') return listenAddress(text);
  if (files.length > 0) return null;
  if (source === 'otlp') return defaultAddress;
  throw new WeaklinkError({
    code: 'E_OPERAND',
    message: `ingest ${source}: neither a file nor --listen says where it comes from`,
    hint: `Name a file ("-" is stdin), or an address: weaklink ingest ${source} --listen 4319`,
  });
}

function ingestContext(chain: Chain | null, options: OptionValues): IngestContext {
  return {
    redactor: createRedactor(),
    linkOf: chain ? linksOf(chain) : linksByName,
    keepOutput: options.keepOutput === true,
  };
}

/** @returns where the first entry stands that could not be read: `file:line` */
async function readFiles(
  source: SourceName,
  files: readonly string[],
  from: SourceOptions,
  sink: Sink,
): Promise<string | null> {
  const reader = readerOf(source, from);
  let first: string | null = null;
  for (const file of files) {
    for await (const { inferences, unread, firstUnread } of readFile(file, source, reader)) {
      if (unread > 0) first ??= firstUnread === null ? file : `${file}:${firstUnread}`;
      await sink.take(inferences, unread);
    }
  }
  await sink.take(reader.end());
  return first;
}

async function listen(
  source: SourceName,
  address: ListenAddress,
  from: SourceOptions,
  sink: Sink,
  { output, signal }: CommandContext,
): Promise<void> {
  const receiver = await startListening(source, address, from, sink);
  output.progress(`listening on http://${receiver.address}; Ctrl-C ends it`);
  await until(signal);
  await receiver.close();
}
