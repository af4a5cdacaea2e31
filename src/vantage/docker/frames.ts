import { Transform, type TransformCallback } from 'node:stream';

/** Bytes of a frame's header: the stream in the first, the length in the last four. */
const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes apart what a container without a terminal writes: passes its standard output on, and its
 * standard error to `onStderr`. Parts of frames are passed on as they come, so a frame that says it
 * has 4 GB takes no memory.
 */
export class Frames extends Transform {
  readonly #onStderr: (chunk: Buffer) => void;
  #header = Buffer.alloc(0);
  #stream = 0;
  #left = 0;

  constructor(onStderr: (chunk: Buffer) => void) {
    super();
    this.#onStderr = onStderr;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#left > 0 ? this.#takeContent(rest) : this.#takeHeader(rest);
    }
    done();
  }

  #takeContent(bytes: Buffer): Buffer {
    const content = bytes.subarray(0, this.#left);
    this.#left -= content.length;
    if (this.#stream === STDERR) this.#onStderr(content);
    else this.push(content);
    return bytes.subarray(content.length);
  }

  #takeHeader(bytes: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length;
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, missing)]);
    if (this.#header.length === HEADER_BYTES) {
      this.#stream = this.#header[0] ?? 0;
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return bytes.subarray(missing);
  }
}
