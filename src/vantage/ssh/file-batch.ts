import { randomBytes } from 'node:crypto';
import { codeInWords, systemErrorOf } from './strerror.ts';

export interface WantedFile {
  readonly path: string;
  readonly maxBytes: number;
}

export type FileAnswer =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly error: NodeJS.ErrnoException };

/**
 * Bytes with which files are read together, of which each takes what it wanted: one program reads all
 * its files with one limit. What is larger is read alone.
 */
const LIMITS_BYTES = [16_384, 1_048_576] as const;
/** Random bits of the spelling of the paths: no file can hold a heading in that spelling. */
const SPELLING_BYTES = 8;
/** Bytes of one heading beside the path. */
const HEADING_BYTES = 16;
/** Names that need no quotes, and that programs complain about without any. */
const plainPath = /^\/(?!dev\/)[\w./:@%+=,-]{1,512}$/;

const madeUp = /^\/(?:proc|sys)\//;

/** Whether a file can be read together with others. Devices may have no end. */
export function canBeBatched({ path, maxBytes }: WantedFile): boolean {
  return plainPath.test(path) && maxBytes <= LIMITS_BYTES[1];
}

/**
 * Many files in the output of one or two programs: `head` heads each with its name. The paths are
 * spelled with slashes and dots in a random order, which mean the same to the kernel, so that a
 * heading is told from what a file holds; the empty device comes first, for a first heading has no
 * line feed before it.
 */
export class FileBatch {
  readonly files: readonly WantedFile[];
  readonly #spelling = spelling();
  /** Whether some file needs the larger limit: those that the kernel makes up are small, and go with it. */
  readonly #hasLarge: boolean;

  constructor(files: readonly WantedFile[]) {
    this.files = files;
    this.#hasLarge = files.some(({ maxBytes }) => maxBytes > LIMITS_BYTES[0]);
  }

  get script(): string {
    const groups = LIMITS_BYTES.map((limit, index) => ({
      limit,
      files: this.files.filter((file) => this.#limitOf(file) === index),
    })).filter(({ files }) => files.length > 0);
    const commands = groups.map(({ limit, files }) => {
      const paths = ['/dev/null', ...files.map(({ path }) => path)];
      return `head -c ${limit} -- ${paths.map((path) => `$d${path}`).join(' ')}`;
    });
    const last = commands.pop();
    return [`d=${this.#spelling}`, ...commands, `exec ${last}`].join(';');
  }

  /** Bytes that may come at most, of output and complaints. */
  get mostBytes(): number {
    return this.files.reduce(
      (sum, file) =>
        sum +
        LIMITS_BYTES[this.#limitOf(file)] +
        2 * (file.path.length + this.#spelling.length + HEADING_BYTES),
      2 * (this.#spelling.length + HEADING_BYTES) + 1_024,
    );
  }

  /** One answer for each file, in their order; undefined where nothing was said of it. */
  answers(stdout: Buffer, stderr: string): readonly (FileAnswer | undefined)[] {
    const contents = this.#contents(stdout);
    const complaints = stderr.split('\n').filter((line) => line.includes(this.#spelling));
    return this.files.map(({ path, maxBytes }) => {
      const spelled = this.#spelling + path;
      const complaint = complaints.find((line) => namesPath(line, spelled));
      if (complaint !== undefined) {
        const words = complaint.replace(this.#spelling, '');
        const error = systemErrorOf(codeInWords(words) ?? 'UNKNOWN', words);
        return { kind: 'refused', error };
      }
      const bytes = contents.get(spelled);
      return bytes && { kind: 'read', bytes: bytes.subarray(0, maxBytes) };
    });
  }

  #limitOf({ path, maxBytes }: WantedFile): 0 | 1 {
    const isSmall = maxBytes <= LIMITS_BYTES[0];
    return isSmall && !(this.#hasLarge && madeUp.test(path)) ? 0 : 1;
  }

  #contents(stdout: Buffer): ReadonlyMap<string, Buffer> {
    const contents = new Map<string, Buffer>();
    const heading = Buffer.from(`==> ${this.#spelling}/`);
    const none = `${this.#spelling}/dev/null`;
    let at = stdout.indexOf(heading);
    while (at >= 0) {
      const lineEnd = stdout.indexOf('\n', at);
      if (lineEnd < 0) break;
      const path = stdout.toString('latin1', at + '==> '.length, lineEnd - ' <=='.length);
      const next = stdout.indexOf(heading, lineEnd);
      const isFirstOfNext = next >= 0 && stdout.indexOf(`${none} <==`, next) === next + 4;
      const end = next < 0 ? stdout.length : isFirstOfNext ? next : next - 1;
      contents.set(path, stdout.subarray(lineEnd + 1, end));
      at = next;
    }
    return contents;
  }
}

/** `/.//././` and so on: each bit a slash or a dot and a slash. */
function spelling(): string {
  const bits = [...randomBytes(SPELLING_BYTES)].map((byte) => byte.toString(2).padStart(8, '0'));
  return `/${bits.join('').replaceAll('0', '/').replaceAll('1', './')}.`;
}

/** Not that of a file whose name begins in the same way. */
function namesPath(line: string, path: string): boolean {
  const at = line.indexOf(path);
  return at >= 0 && !/[\w./@%+=,-]/.test(line.charAt(at + path.length));
}
