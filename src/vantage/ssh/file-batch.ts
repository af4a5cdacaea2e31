import { randomBytes } from 'node:crypto';
import { codeInWords, systemErrorOf } from './strerror.ts';

export interface WantedFile {
  readonly path: string;
  readonly maxBytes: number;
}

export type FileAnswer =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly error: NodeJS.ErrnoException }
  /** Reading did not come to it, or did not get done with it. */
  | { readonly kind: 'unanswered' };

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

  constructor(files: readonly WantedFile[]) {
    this.files = files;
  }

  get script(): string {
    const groups = LIMITS_BYTES.map((limit, index) => ({
      limit,
      files: this.files.filter(({ maxBytes }) => limitOf(maxBytes) === index),
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
      (sum, { path, maxBytes }) =>
        sum +
        (LIMITS_BYTES[limitOf(maxBytes)] ?? 0) +
        2 * (path.length + this.#spelling.length + HEADING_BYTES),
      2 * (this.#spelling.length + HEADING_BYTES) + 1_024,
    );
  }

  /** One answer for each file, in their order. `isWhole`: whether the programs ended. */
  answers(stdout: Buffer, stderr: string, isWhole: boolean): readonly FileAnswer[] {
    const contents = this.#contents(stdout, isWhole);
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
      if (bytes) return { kind: 'read', bytes: bytes.subarray(0, maxBytes) };
      return { kind: 'unanswered' };
    });
  }

  #contents(stdout: Buffer, isWhole: boolean): ReadonlyMap<string, Buffer> {
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
      if (next >= 0) {
        contents.set(path, stdout.subarray(lineEnd + 1, isFirstOfNext ? next : next - 1));
      } else if (isWhole) contents.set(path, stdout.subarray(lineEnd + 1));
      at = next;
    }
    return contents;
  }
}

function limitOf(maxBytes: number): number {
  return LIMITS_BYTES.findIndex((limit) => maxBytes <= limit);
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
