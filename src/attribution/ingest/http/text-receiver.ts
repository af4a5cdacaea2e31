import type { Inference } from '../../../events/types.ts';
import { type Receiver, type Reply, startReceiver, type Taker } from './receiver.ts';

/** What one POST holds. */
export interface ReadText {
  readonly inferences: readonly Inference[];
  /** Entries that could not be read. */
  readonly unread: number;
}

export interface TextTakerOptions {
  readonly read: (text: string) => ReadText;
  /** Takes in what came; the sender waits until it resolves. */
  readonly onRead: (read: ReadText) => Promise<void>;
}

export interface TextReceiverOptions extends TextTakerOptions {
  readonly host: string;
  readonly port: number;
}

/** Types in which gateways and shippers of logs POST text; some name none. */
const textTypes: ReadonlySet<string> = new Set([
  '',
  'application/json',
  'application/x-ndjson',
  'application/jsonl',
  'application/ndjson',
  'text/plain',
  'application/octet-stream',
]);

/**
 * Receives text by HTTP at any path: LiteLLM's generic webhook, shippers of logs. Says how much of it was
 * read; 400 where nothing was.
 *
 * @throws WeaklinkError E_LISTEN
 */
export function startTextReceiver({
  host,
  port,
  ...options
}: TextReceiverOptions): Promise<Receiver> {
  return startReceiver({ host, port, ...textTaker(options, () => true) });
}

/** Takes text at some paths, one after the other. */
export function textTaker(options: TextTakerOptions, serves: Taker['serves']): Taker {
  let last = Promise.resolve();
  return {
    serves,
    refuse: (_head, status, why) => reply(status, { error: why }),
    take: async ({ contentType, body }) => {
      if (!textTypes.has(contentType)) return reply(415, { error: 'send JSON, or lines of text' });
      const bytes = body.kind === 'read' ? body.bytes : Buffer.alloc(0);
      const read = options.read(bytes.toString('utf8'));
      last = last.then(() => options.onRead(read));
      try {
        await last;
      } catch {
        return reply(503, { error: 'what is sent cannot be kept any more' });
      }
      const nothing = read.inferences.length === 0 && read.unread > 0;
      return reply(nothing ? 400 : 200, { read: read.inferences.length, unread: read.unread });
    },
  };
}

function reply(status: number, document: object): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(document) };
}
