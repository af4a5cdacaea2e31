import { type Agent, request } from 'node:http';
import { wasStale } from '../http/kept-connections.ts';
import { readBody } from '../http/messages.ts';
import type { LanguageData } from '../language/language-data.ts';
import { fromObjects, type Manifest, objectNames, sha256 } from '../language/manifest.ts';
import { loopback } from '../layout.ts';

/**
 * Milliseconds that a replica waits for the store. Longer than any probe of the sandbox waits, as
 * the clients of real object stores do: a store that hangs makes its readers hang.
 */
const STORE_TIMEOUT_MS = 5_000;

/** The model's data cannot be had. */
export class StoreError extends Error {
  /** True when the store answered, and what it has is not what the manifest promises. */
  readonly damaged: boolean;

  constructor(message: string, damaged: boolean) {
    super(message);
    this.damaged = damaged;
  }
}

interface StoreAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Buffer;
}

/**
 * A model whose data lives in the store. Every use asks the store whether the data is still the
 * same (a conditional GET), so that a store that is gone or rotten is noticed at once.
 */
export class StoredModel {
  readonly #storePort: number;
  #loaded: { readonly etag: string; readonly data: LanguageData } | undefined;
  #asking: Promise<LanguageData> | undefined;

  constructor(storePort: number) {
    this.#storePort = storePort;
  }

  /**
   * The data as it is now: the same object as long as it has not changed. Who asks while others wait for the
   * answer waits with them.
   *
   * @param agent of the request that needs it: over a kept connection or a fresh one
   * @throws StoreError
   */
  data(agent: Agent | false): Promise<LanguageData> {
    this.#asking ??= this.#now(agent).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #now(agent: Agent | false): Promise<LanguageData> {
    const known = this.#loaded;
    const tokens = await this.#get(objectNames.tokens, agent, known?.etag);
    if (known && tokens.status === 304) return known.data;
    const manifestBytes = (await this.#get(objectNames.manifest, agent)).body;
    const manifest: Manifest = JSON.parse(manifestBytes.toString());
    const vocabulary = await this.#get(objectNames.vocabulary, agent);
    check(objectNames.tokens, tokens.body, manifest);
    check(objectNames.vocabulary, vocabulary.body, manifest);
    const data = fromObjects(manifest, tokens.body, vocabulary.body);
    this.#loaded = { etag: tokens.etag ?? '', data };
    return data;
  }

  async #get(name: string, agent: Agent | false, etag?: string): Promise<StoreAnswer> {
    const asked = { port: this.#storePort, name, etag };
    const answer = await ask(asked, agent).catch((error: Error) => {
      throw new StoreError(`cannot read ${name} from the store: ${error.message}`, false);
    });
    if (answer.status === 200 || answer.status === 304) return answer;
    const words = answer.status === 404 ? 'has no object' : `answered ${answer.status} for`;
    throw new StoreError(`the store ${words} ${name}`, answer.status === 404);
  }
}

function check(name: string, bytes: Buffer, manifest: Manifest): void {
  const promised = manifest.objects[name] ?? 'none';
  const found = sha256(bytes);
  if (found === promised) return;
  throw new StoreError(
    `the data of ${name} is damaged: sha256 ${found.slice(0, 12)}, promised ${promised.slice(0, 12)}`,
    true,
  );
}

interface Asked {
  readonly port: number;
  readonly name: string;
  readonly etag: string | undefined;
}

function ask(asked: Asked, agent: Agent | false): Promise<StoreAnswer> {
  const { port, name, etag } = asked;
  return new Promise((resolve, reject) => {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const path = `/objects/${name}`;
    const asking = request({ host: loopback, port, path, headers, agent });
    asking.setTimeout(STORE_TIMEOUT_MS, () => {
      asking.destroy(new Error(`no answer within ${STORE_TIMEOUT_MS} ms`));
    });
    asking.on('error', (error) => {
      if (wasStale(asking, error)) resolve(ask(asked, false));
      else reject(error);
    });
    asking.once('response', (answer) => {
      readBody(answer).then((body) => {
        resolve({ status: answer.statusCode ?? 0, etag: answer.headers.etag, body });
      }, reject);
    });
    asking.end();
  });
}
