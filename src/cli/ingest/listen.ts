import { LogReader } from '../../attribution/ingest/access-log/log-reader.ts';
import type { Receiver } from '../../attribution/ingest/http/receiver.ts';
import { type ReadText, startTextReceiver } from '../../attribution/ingest/http/text-receiver.ts';
import type { IngestContext } from '../../attribution/ingest/inference.ts';
import { OTLP_PORT, startOtlpReceiver } from '../../attribution/ingest/otlp/receiver.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Sink } from './sink.ts';
import { readLiteLlm, type SourceName, type SourceOptions } from './sources.ts';

const LOOPBACK = '127.0.0.1';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `4318`, `:4318`, `0.0.0.0:4318`, `[::1]:4318`. @throws WeaklinkError E_ADDRESS */
export function listenAddress(text: string): ListenAddress {
  const [, host, port] = /^(?:(\[[0-9a-f:.]+\]|[^\s:[\]]*):)?(\d{1,5})$/i.exec(text.trim()) ?? [];
  const number = Number(port ?? Number.NaN);
  if (number >= 0 && number <= 65_535) {
    return { host: host?.replace(/^\[|\]$/g, '') || LOOPBACK, port: number };
  }
  throw new WeaklinkError({
    code: 'E_ADDRESS',
    message: `--listen: "${sanitise(text)}" is no address with a port`,
    hint: `Write a port of this machine, or an address and a port: ${LOOPBACK}:${OTLP_PORT}`,
  });
}

/** Who only says `otlp` and no file wants the port that OTLP is sent to. */
export const defaultAddress: ListenAddress = { host: LOOPBACK, port: OTLP_PORT };

/** @throws WeaklinkError E_LISTEN */
export function startListening(
  source: SourceName,
  address: ListenAddress,
  { context, mapping }: SourceOptions,
  sink: Sink,
): Promise<Receiver> {
  if (source === 'otlp') {
    return startOtlpReceiver({
      ...context,
      ...address,
      now: systemClock.monotonic,
      onInferences: (inferences) => sink.take(inferences),
    });
  }
  const log = mapping ? new LogReader(mapping, context) : null;
  return startTextReceiver({
    ...address,
    read: (text) => (log ? readLines(text, log) : readEntries(text, context)),
    onRead: ({ inferences, unread }) => sink.take(inferences, unread),
  });
}

/** What LiteLLM posts. */
export function readEntries(text: string, context: IngestContext): ReadText {
  return readLiteLlm(text, context) ?? { inferences: [], unread: 1 };
}

function readLines(text: string, log: LogReader) {
  const read = text.split('\n').map((line) => log.line(line));
  return {
    inferences: read.flatMap((one) => (one.kind === 'inference' ? [one.inference] : [])),
    unread: read.filter(({ kind }) => kind === 'unread').length,
  };
}
