import type { IncomingHttpHeaders } from 'node:http';
import { framingOf } from './response-framing.ts';
import { ResponseHeaders } from './response-headers.ts';

/** Bytes of the answer's head, and of its trailers. Vendors of models send 2 to 4 kB. */
const MAX_HEAD_BYTES = 32_768;
/** Bytes of the line before a chunk: its size and what nobody reads. */
const MAX_CHUNK_LINE_BYTES = 16_384;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)(?: .*)?$/;
/** A size, and extensions that nobody reads: `;name`, `;name=value`, `;name="any words"`. */
const CHUNK_LINE =
  /^([0-9a-f]{1,13})(?:;[!#$%&'*+.^`|~\w-]+(?:=(?:[!#$%&'*+.^`|~\w-]+|"(?:[^"\\\p{Cc}]|\\.)*"))?)*$/iu;

const VERSION = 'HTTP/';
const SWITCHING_PROTOCOLS = 101;

/** What comes of an answer, in its order. */
export interface ResponseEvents {
  /** An interim answer: `100 Continue`, `103 Early Hints`. */
  onInterim(status: number): void;
  onUpgrade(): void;
  onHead(status: number, headers: IncomingHttpHeaders): void;
  onBody(piece: Buffer): void;
  onEnd(): void;
}

type State =
  | 'status'
  | 'headers'
  | 'length'
  | 'close'
  | 'chunk'
  | 'data'
  | 'gap'
  | 'trailers'
  | 'end';

/**
 * Reads one answer of HTTP/1.1, strictly: lines end in CRLF, one framing, no folded headers. Errors
 * bear the codes of Node's own parser, so that they mean the same to whoever judges them.
 */
export class ResponseParser {
  readonly #method: string;
  readonly #events: ResponseEvents;
  #state: State = 'status';
  /** Bytes not taken yet: of a line that is not whole. */
  #rest: Buffer = nothing;
  #headBytes = 0;
  /** Bytes still to come of the body or the chunk. */
  #left = 0;
  #status = 0;
  #headers = new ResponseHeaders();
  /** The last packet held the end of the answer, and nobody was told yet. */
  #hasEnded = false;

  constructor(method: string, events: ResponseEvents) {
    this.#method = method;
    this.#events = events;
  }

  /** Nothing more is told. */
  stop(): void {
    this.#state = 'end';
    this.#hasEnded = false;
  }

  /** @returns what is wrong with the answer, or null */
  feed(packet: Buffer): Error | null {
    const bytes = this.#rest.length === 0 ? packet : Buffer.concat([this.#rest, packet]);
    this.#rest = nothing;
    let at = 0;
    while (at < bytes.length && this.#state !== 'end') {
      const taken = this.#isInBody ? this.#takeBody(bytes, at) : this.#takeLine(bytes, at);
      if (taken instanceof Error) {
        this.stop();
        return Object.assign(taken, { rawPacket: packet });
      }
      if (taken === 0) {
        this.#rest = bytes.subarray(at);
        break;
      }
      at += taken;
    }
    return this.#hasEnded ? this.#tellEnd(bytes, at) : null;
  }

  /** The peer has said its last. @returns null where that is the end of the answer */
  finish(): Error | null {
    if (this.#state === 'close') {
      this.#state = 'end';
      this.#events.onEnd();
    }
    if (this.#state === 'end') return null;
    if (this.#state === 'status' || this.#state === 'headers') return hungUp('socket hang up');
    return this.#state === 'length'
      ? hungUp('aborted')
      : parseError('HPE_INVALID_EOF_STATE', 'Invalid EOF state');
  }

  get #isInBody(): boolean {
    return this.#state === 'length' || this.#state === 'close' || this.#state === 'data';
  }

  /** Takes what there is of the body from `at` on. @returns the bytes taken */
  #takeBody(bytes: Buffer, at: number): number {
    if (this.#state === 'close') {
      this.#events.onBody(bytes.subarray(at));
      return bytes.length - at;
    }
    const piece = bytes.subarray(at, Math.min(bytes.length, at + this.#left));
    this.#left -= piece.length;
    this.#events.onBody(piece);
    // Whoever listens may have had enough.
    if (this.#left === 0 && this.#state === 'length') this.#end();
    else if (this.#left === 0 && this.#state === 'data') this.#state = 'gap';
    return piece.length;
  }

  /** Takes the line that begins at `at`. @returns its bytes; 0 where it is not whole yet */
  #takeLine(bytes: Buffer, at: number): number | Error {
    if (this.#state === 'status' && isLineEnd(bytes[at])) return 1;
    const end = bytes.indexOf('\r\n', at);
    const known = (end === -1 ? bytes.length : end + 2) - at;
    const isHead = this.#state !== 'chunk' && this.#state !== 'gap';
    if (isHead && this.#headBytes + known > MAX_HEAD_BYTES) {
      return parseError('HPE_HEADER_OVERFLOW', 'Header overflow');
    }
    if (end === -1) return this.#judgePart(bytes.subarray(at));
    if (isHead) this.#headBytes += known;
    else if (known > MAX_CHUNK_LINE_BYTES) return chunkOverflow();
    return this.#takeWhole(bytes.toString('latin1', at, end)) ?? known;
  }

  /** What can be said of a line before it is whole: whoever speaks another protocol may never end it. */
  #judgePart(bytes: Buffer): 0 | Error {
    if (this.#state === 'status') {
      const start = bytes.toString('latin1', 0, VERSION.length);
      if (!VERSION.startsWith(start)) {
        return parseError('HPE_INVALID_CONSTANT', 'Expected HTTP/');
      }
    }
    if (this.#state === 'chunk' && bytes.length > MAX_CHUNK_LINE_BYTES) return chunkOverflow();
    if (this.#state === 'gap' && bytes.length > 1) return noGap();
    if (bytes.includes('\n')) return parseError('HPE_CR_EXPECTED', 'Missing expected CR');
    const at = bytes.indexOf('\r');
    return at === -1 || at === bytes.length - 1
      ? 0
      : parseError('HPE_LF_EXPECTED', 'Missing expected LF');
  }

  #takeWhole(line: string): Error | undefined {
    switch (this.#state) {
      case 'status':
        return this.#takeStatus(line);
      case 'headers':
        return line === '' ? this.#takeHead() : this.#takeHeader(this.#headers, line);
      case 'chunk':
        return this.#takeChunkLine(line);
      case 'gap':
        this.#state = 'chunk';
        return line === '' ? undefined : noGap();
      case 'trailers':
        if (line === '') this.#end();
        return line === '' ? undefined : this.#takeHeader(new ResponseHeaders(), line);
      default:
        return undefined;
    }
  }

  #takeStatus(line: string): Error | undefined {
    const status = STATUS_LINE.exec(line)?.[1];
    if (status === undefined) {
      return line.startsWith(VERSION)
        ? parseError('HPE_INVALID_STATUS', 'Invalid status line')
        : parseError('HPE_INVALID_CONSTANT', 'Expected HTTP/');
    }
    this.#status = Number(status);
    this.#state = 'headers';
    return undefined;
  }

  #takeHeader(headers: ResponseHeaders, line: string): Error | undefined {
    const problem = headers.take(line);
    return problem === undefined ? undefined : parseError('HPE_INVALID_HEADER_TOKEN', problem);
  }

  #takeHead(): Error | undefined {
    const { all, lengths } = this.#headers;
    if (this.#status === SWITCHING_PROTOCOLS) {
      this.#events.onUpgrade();
      return undefined;
    }
    if (this.#status < 200) {
      this.#begin();
      this.#events.onInterim(this.#status);
      return undefined;
    }
    const framing = framingOf(this.#method, this.#status, all, lengths);
    if (typeof framing === 'string') return parseError('HPE_UNEXPECTED_CONTENT_LENGTH', framing);
    const { kind } = framing;
    this.#left = kind === 'length' ? framing.bytes : 0;
    if (kind === 'none') this.#end();
    else this.#state = kind === 'chunks' ? 'chunk' : kind;
    this.#events.onHead(this.#status, all);
    return undefined;
  }

  #takeChunkLine(line: string): Error | undefined {
    const digits = CHUNK_LINE.exec(line)?.[1];
    if (digits === undefined) {
      return parseError('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size');
    }
    this.#left = Number.parseInt(digits, 16);
    this.#headBytes = 0;
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return undefined;
  }

  #begin(): void {
    this.#headers = new ResponseHeaders();
    this.#headBytes = 0;
    this.#state = 'status';
  }

  #end(): void {
    this.#state = 'end';
    this.#hasEnded = true;
  }

  /** An answer with more behind it than it said is not to be trusted to be the answer. */
  #tellEnd(bytes: Buffer, at: number): Error | null {
    this.#hasEnded = false;
    if (at < bytes.length && !bytes.subarray(at).every(isLineEnd)) {
      return parseError('HPE_CLOSED_CONNECTION', 'Data after the answer');
    }
    this.#events.onEnd();
    return null;
  }
}

const nothing = Buffer.alloc(0);

/** Line ends before an answer, or behind it, belong to none. */
function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a;
}

function noGap(): Error {
  return parseError('HPE_STRICT', 'Expected a line end after the data of a chunk');
}

function chunkOverflow(): Error {
  return parseError('HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Chunk extensions overflow');
}

function parseError(code: string, words: string): Error {
  return Object.assign(new Error(`Parse Error: ${words}`), { code });
}

/** A FIN too early: as `node:http` calls it, without a system call. */
function hungUp(words: string): Error {
  return Object.assign(new Error(words), { code: 'ECONNRESET' });
}
