import { dirname, join } from 'node:path';
import { listDirectory } from '../../../probes/system/list.ts';
import { codeOf } from '../../../probes/system/read.ts';
import { VantageLostError } from '../../vantage/types.ts';
import type { NamedFile, SourceContext } from '../context.ts';
import type { RunningProcess } from '../machine/types.ts';
import type { ReadIncluded } from './nginx.ts';

/** Bytes of one configuration file; larger ones are lists that a program wrote. */
const FILE_BYTES = 1_048_576;
/** Files of one directory that an include takes. */
const MOST_FILES = 256;

/** A file that could not be read, and why. */
export interface Unread {
  readonly path: string;
  readonly code: string;
}

export function isUnread(file: NamedFile | Unread): file is Unread {
  return 'code' in file;
}

export function isRead(file: NamedFile | Unread): file is NamedFile {
  return 'text' in file;
}

/** Files as one process sees them: in a container, those of the container. */
export class FilesOfProcess {
  readonly #context: SourceContext;
  readonly #owner: RunningProcess;

  constructor(context: SourceContext, owner: RunningProcess) {
    this.#context = context;
    this.#owner = owner;
  }

  /** @throws VantageLostError */
  async read(path: string): Promise<NamedFile | Unread> {
    try {
      const bytes = await this.#context.vantage.readFile(this.#seen(path), FILE_BYTES + 1);
      if (bytes.length > FILE_BYTES) return { path, code: 'EFBIG' };
      return { path, text: bytes.toString('utf8') };
    } catch (error) {
      if (error instanceof VantageLostError) throw error;
      return { path, code: codeOf(error) };
    }
  }

  /** A file, or the files of a directory that end in `ending`, in the order of their names. */
  async readAll(path: string, ending: string): Promise<readonly (NamedFile | Unread)[]> {
    const file = await this.read(path);
    if (!isUnread(file) || file.code !== 'EISDIR') return [file];
    const pattern = `${path.replace(/\/+$/, '')}/*${ending}`;
    return this.including('/')(pattern);
  }

  /** What an `include` of a file in `root` names, with `*` in its last part. */
  including(root: string): ReadIncluded {
    return async (pattern) => {
      const path = pattern.startsWith('/') ? pattern : join(root, pattern);
      const paths = path.includes('*') ? await this.#matching(path) : [path];
      const read = await Promise.all(paths.map((one) => this.read(one)));
      return read.filter(isRead);
    };
  }

  async #matching(path: string): Promise<readonly string[]> {
    const directory = dirname(path);
    if (directory.includes('*')) return [];
    const listing = await listDirectory(this.#context, this.#seen(directory), MOST_FILES);
    if (listing.kind !== 'listed') return [];
    const parts = path.slice(directory.length).replace(/^\//, '').split('*');
    return listing.names
      .filter((name) => fits(name, parts))
      .toSorted()
      .map((name) => join(directory, name));
  }

  #seen(path: string): string {
    const { pid, pidNamespace } = this.#owner;
    if (!path.startsWith('/')) return `/proc/${pid}/cwd/${path}`;
    return pidNamespace === '' ? path : `/proc/${pid}/root${path}`;
  }
}

/** Whether a name is these parts with anything between them. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  // As a shell does: what begins with a dot is hidden from "*".
  if (!name.startsWith(first) || (first === '' && name.startsWith('.'))) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
