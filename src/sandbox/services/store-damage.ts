import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { objectNames } from '../language/manifest.ts';
import type { ObjectDirectory } from './object-directory.ts';
import type { StoreSwitches } from './store.ts';

/** Another tenant's file that takes up the space. */
const fillerObject = 'backups/forgotten.tar';

/** Does real damage on the disk under the store, and undoes it. */
export class StoreDamage {
  readonly #objects: ObjectDirectory;

  constructor(objects: ObjectDirectory) {
    this.#objects = objects;
  }

  set({ full, corrupt, objectMissing }: Partial<StoreSwitches>): void {
    this.#fill(full ?? false);
    this.#corrupt(corrupt ?? false);
    this.#hide(objectMissing ?? false);
  }

  #fill(wanted: boolean): void {
    this.#objects.remove(fillerObject);
    if (!wanted) return;
    const free = this.#objects.quotaBytes - this.#objects.usedBytes();
    this.#objects.write(fillerObject, Buffer.alloc(free));
  }

  /** Overwrites a block in the middle of the data; the good bytes are kept beside it. */
  #corrupt(wanted: boolean): void {
    const path = this.#objects.pathOf(objectNames.tokens);
    const good = `${path}.good`;
    if (wanted === existsSync(good)) return;
    if (!wanted) {
      renameSync(good, path);
      return;
    }
    const bytes = readFileSync(path);
    writeFileSync(good, bytes);
    writeFileSync(
      path,
      Buffer.from(bytes).fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 512),
    );
  }

  #hide(wanted: boolean): void {
    const path = this.#objects.pathOf(objectNames.tokens);
    const deleted = `${path}.deleted`;
    if (wanted && existsSync(path)) renameSync(path, deleted);
    if (!wanted && existsSync(deleted)) renameSync(deleted, path);
  }
}
