import type { Duplex } from 'node:stream';

/** Bytes that a store may send within one look: the answers asked for are some kB. */
const MOST_BYTES = 4_194_304;

/** What a peer said that no store of its kind would say; null while it behaves. */
export interface Guard {
  readonly breach: string | null;
}

/**
 * Ends a connection whose peer does not begin as the protocol demands, or floods: the clients
 * that read the protocol wait for the end of whatever length a stranger's bytes seem to state.
 *
 * @param first bytes with which an answer may begin
 */
export function guard(stream: Duplex, first: string): Guard {
  let bytes = 0;
  const guarded: { breach: string | null } = { breach: null };
  const end = (breach: string): void => {
    guarded.breach ??= breach;
    stream.destroy(new Error(breach));
  };
  stream.on('data', (chunk: Buffer) => {
    if (bytes === 0 && !first.includes(String.fromCharCode(chunk[0] ?? 0))) {
      end(`the peer began with ${JSON.stringify(chunk.subarray(0, 40).toString('latin1'))}`);
    }
    bytes += chunk.length;
    if (bytes > MOST_BYTES) end(`the peer sent more than ${MOST_BYTES} bytes`);
  });
  return guarded;
}
