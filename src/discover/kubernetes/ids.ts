/** What an object is called in a chain: its name, with the namespace where two have the same. */
export class Ids {
  readonly #taken = new Map<string, string>();
  readonly #byKey = new Map<string, string>();

  /** @param suffix tells things of one name apart: what serves, and the pods that it runs in */
  of(kind: string, namespace: string, name: string, suffix = ''): string {
    const key = `${kind}/${namespace}/${name}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const plain = `${name}${suffix}`;
    const free = [plain, `${plain}-${namespace}`, `${plain}-${namespace}-${kind}`];
    const id = free.find((one) => !this.#taken.has(one)) ?? key.replaceAll('/', '-');
    this.#taken.set(id, key);
    this.#byKey.set(key, id);
    return id;
  }
}
