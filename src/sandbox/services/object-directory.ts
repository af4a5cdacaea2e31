import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../language/manifest.ts';

/** A write would go over the quota. */
export class QuotaError extends Error {}

export interface StoredObject {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes as they are on disk now, in quotes. */
  readonly etag: string;
}

/** Objects as files of one directory, with a quota on the whole. */
export class ObjectDirectory {
  readonly #directory: string;
  readonly #quotaBytes: number;
  /** What was read last of each object: equal bytes have the same hash. */
  readonly #hashed = new Map<string, StoredObject>();

  constructor(directory: string, quotaBytes: number) {
    this.#directory = directory;
    this.#quotaBytes = quotaBytes;
    mkdirSync(directory, { recursive: true });
  }

  /** True for a relative path of plain segments: nothing leads out of the directory. */
  accepts(name: string): boolean {
    return name.length <= 200 && /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name);
  }

  read(name: string): StoredObject | undefined {
    const path = this.pathOf(name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    // Read from the disk each time: what rots there must show.
    const bytes = readFileSync(path);
    const known = this.#hashed.get(name);
    if (known?.bytes.equals(bytes)) return known;
    const read = { bytes, etag: entityTag(bytes) };
    this.#hashed.set(name, read);
    return read;
  }

  /** @returns the entity tag @throws QuotaError */
  write(name: string, bytes: Uint8Array): string {
    const path = this.pathOf(name);
    const replaced = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const needed = this.usedBytes() - replaced + bytes.length;
    if (needed > this.#quotaBytes) {
      throw new QuotaError(`no space left: ${needed} bytes needed, ${this.#quotaBytes} allowed`);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return entityTag(bytes);
  }

  remove(name: string): void {
    rmSync(this.pathOf(name), { force: true });
    this.#hashed.delete(name);
  }

  usedBytes(): number {
    const files = readdirSync(this.#directory, { recursive: true, encoding: 'utf8' });
    return files.reduce((sum, file) => {
      const stat = statSync(join(this.#directory, file));
      return stat.isFile() ? sum + stat.size : sum;
    }, 0);
  }

  get quotaBytes(): number {
    return this.#quotaBytes;
  }

  /** The file of an object, for those who work on the disk behind the store's back. */
  pathOf(name: string): string {
    return join(this.#directory, name);
  }
}

function entityTag(bytes: Uint8Array): string {
  return `"${sha256(bytes)}"`;
}
