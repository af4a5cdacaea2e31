/** Bytes kept of what a shell prints before a command begins: what start files and refusals say. */
const MAX_PREFACE_BYTES = 4_096;
/** Characters behind the mark of an end: a blank, a number, a line feed. */
const MAX_STATUS_BYTES = 16;

/** The marks of one command on one of its outputs: lines that nothing else prints. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/**
 * Cuts what one command prints out of an output that commands share one after another. What comes
 * before the mark of its beginning is none of it: a program that an earlier one left behind may
 * still write.
 */
export class Frame {
  /** What stands behind the mark of the end; undefined before it came. */
  status: string | undefined;
  #begun = false;
  /** Not judged yet: it may hold a part of a mark. */
  #held: Buffer = Buffer.alloc(0);
  readonly #begin: Buffer;
  readonly #end: Buffer;
  readonly #push: (bytes: Buffer) => void;

  constructor({ begin, end }: Marks, push: (bytes: Buffer) => void) {
    this.#begin = Buffer.from(`${begin}\n`);
    this.#end = Buffer.from(end);
    this.#push = push;
  }

  take(chunk: Buffer): void {
    if (this.status !== undefined) return;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (!this.#begun) this.#seekBegin();
    if (this.#begun) this.#seekEnd();
  }

  /** The shell has ended: what is held was no mark, and what came before the beginning is all there is. */
  flush(): void {
    if (this.status === undefined && this.#held.length > 0) this.#push(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #seekBegin(): void {
    const at = this.#held.indexOf(this.#begin);
    if (at >= 0) {
      this.#begun = true;
      this.#held = this.#held.subarray(at + this.#begin.length);
    } else if (this.#held.length > 2 * MAX_PREFACE_BYTES) {
      const preface = this.#held.subarray(0, MAX_PREFACE_BYTES);
      this.#held = Buffer.concat([preface, this.#held.subarray(-this.#begin.length)]);
    }
  }

  #seekEnd(): void {
    const at = this.#held.indexOf(this.#end);
    if (at < 0) {
      this.#release(this.#held.length - this.#beginningOfEnd());
      return;
    }
    this.#release(at);
    const rest = this.#held.toString(
      'latin1',
      this.#end.length,
      this.#end.length + MAX_STATUS_BYTES,
    );
    const lineEnd = rest.indexOf('\n');
    if (lineEnd < 0) return;
    this.status = rest.slice(0, lineEnd).trim();
    this.#held = Buffer.alloc(0);
  }

  /** How many of the last bytes may be the first of the mark of the end. */
  #beginningOfEnd(): number {
    let length = Math.min(this.#held.length, this.#end.length - 1);
    while (length > 0 && !this.#held.subarray(-length).equals(this.#end.subarray(0, length))) {
      length -= 1;
    }
    return length;
  }

  #release(length: number): void {
    if (length === 0) return;
    this.#push(this.#held.subarray(0, length));
    this.#held = this.#held.subarray(length);
  }
}
