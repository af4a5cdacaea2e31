import { Duplex, type Readable, type Writable } from 'node:stream';

/**
 * The output and the input of a program as one connection. Node's own `Duplex.from` calls it an
 * error when a program ends that could still be written to, and drops what it had written before.
 */
export class JoinedStream extends Duplex {
  readonly #output: Readable;
  readonly #input: Writable;
  #isOver = false;

  constructor(output: Readable, input: Writable) {
    super();
    this.#output = output;
    this.#input = input;
    const end = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.push(null);
    };
    output.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) output.pause();
    });
    output.once('end', end);
    output.once('close', end);
    output.on('error', (error) => this.destroy(error));
    // That nobody reads any longer is told by the end of the output.
    input.on('error', () => {});
    output.pause();
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    if (this.#input.writable) this.#input.write(chunk, encoding, () => done());
    else done();
  }

  override _final(done: () => void): void {
    if (this.#input.writable) this.#input.end(() => done());
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#output.destroy();
    this.#input.destroy();
    done(error);
  }
}
