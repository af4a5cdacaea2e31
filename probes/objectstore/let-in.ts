import { isSecretReference } from '../../src/platform/secrets.ts';
import { CloudAuth, type Door, type OpenRequest } from '../auth/cloud-auth.ts';
import { authOf } from '../auth/options.ts';
import { type AwsKeys, signedForAws } from '../aws/sign.ts';
import { learned } from '../cloud/secrets.ts';
import type { LookContext } from '../probe.ts';
import type { ObjectStoreOptions } from './options.ts';

const SERVICE = 's3';

export function doorOf({ region }: ObjectStoreOptions): Door {
  return {
    service: SERVICE,
    region,
    scopes: ['https://www.googleapis.com/auth/devstorage.read_only'],
    resource: 'https://storage.azure.com/',
  };
}

/** Lets the requests of one look in: by the cloud itself, stated keys, a shared access signature, or as anybody. */
export class Entry {
  readonly auth: CloudAuth | undefined;
  readonly #options: ObjectStoreOptions;
  readonly #context: LookContext;
  #keys: AwsKeys | undefined;
  #spentMs = 0;

  constructor(options: ObjectStoreOptions, context: LookContext) {
    this.#options = options;
    this.#context = context;
    this.auth = options.auth && new CloudAuth(authOf(options.auth), doorOf(options), context);
  }

  /** Milliseconds that went into being let in: no slowness of the store. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /**
   * @throws WeaklinkError E_SECRET
   * @throws CloudTrouble where the credentials cannot be had
   */
  async letIn(request: OpenRequest): Promise<OpenRequest> {
    const { clock } = this.#context;
    const startMs = clock.monotonic();
    try {
      return await this.#entered(request);
    } finally {
      this.#spentMs += clock.monotonic() - startMs;
    }
  }

  async #entered(request: OpenRequest): Promise<OpenRequest> {
    if (this.auth) return this.auth.letIn(request);
    const { sas, region, accessKeyId } = this.#options;
    if (sas !== undefined) return { ...request, url: await this.#shared(request.url, sas) };
    if (accessKeyId === undefined) return request;
    this.#keys ??= await this.#statedKeys(accessKeyId);
    const { url, headers } = request;
    const nowMs = this.#context.clock.now();
    return signedForAws({ url, headers, service: SERVICE, region, nowMs }, this.#keys);
  }

  async #shared(url: URL, reference: string): Promise<URL> {
    const signature = await this.#context.secret(reference);
    const shared = new URL(url);
    for (const [name, value] of new URLSearchParams(signature.trim().replace(/^\?/, ''))) {
      // Alone, and as it stands in an address, the signature is as good as the whole.
      if (name === 'sig') {
        learned(this.#context, value);
        learned(this.#context, encodeURIComponent(value));
      }
      shared.searchParams.set(name, value);
    }
    return shared;
  }

  async #statedKeys(accessKeyId: string): Promise<AwsKeys> {
    const { secretAccessKey = '', sessionToken } = this.#options;
    const { secret } = this.#context;
    return {
      accessKeyId: isSecretReference(accessKeyId) ? await secret(accessKeyId) : accessKeyId,
      secretAccessKey: await secret(secretAccessKey),
      sessionToken: sessionToken === undefined ? undefined : await secret(sessionToken),
    };
  }
}
