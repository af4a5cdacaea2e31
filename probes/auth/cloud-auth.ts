import { awsKeys, forgetKeys } from '../aws/keys.ts';
import type { AwsKeyOptions } from '../aws/options.ts';
import { signedForAws } from '../aws/sign.ts';
import { azureToken, forgetToken as forgetAzureToken } from '../azure/token.ts';
import { CloudCaller, refuseUnsendable } from '../cloud/caller.ts';
import type { Asking } from '../cloud/look.ts';
import { forgetToken as forgetGcpToken, gcpToken } from '../gcp/token.ts';
import { KeptText } from '../network/kept-text.ts';
import type { LookContext } from '../probe.ts';
import type { Auth } from './options.ts';

/** What somebody is let in to. */
export interface Door {
  /** The service in whose name requests to Amazon are signed, and the region where nothing states one. */
  readonly service: string;
  readonly region: string;
  readonly scopes: readonly string[];
  /** Whom a token of Entra ID is for. */
  readonly resource: string;
}

export interface OpenRequest {
  readonly url: URL;
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Lets the requests of one look in as whom a cloud knows weaklink where the look stands. */
export class CloudAuth {
  readonly auth: Auth;
  readonly door: Door;
  readonly #asking: Asking;

  constructor(auth: Auth, door: Door, context: LookContext) {
    this.auth = auth;
    this.door = door;
    const caller = new CloudCaller(auth, context);
    this.#asking = { caller, context, kept: new KeptText(context.redactor) };
  }

  /**
   * The request with its signature or its token.
   * @throws CloudTrouble what kept the credentials from being had
   * @throws WeaklinkError E_SECRET
   */
  async letIn<Request extends OpenRequest>(request: Request): Promise<Request> {
    if (this.auth.cloud === 'aws') return this.#signed(request, this.auth);
    const authorization = `Bearer ${await this.#token(this.auth)}`;
    refuseUnsendable({ authorization });
    const headers = { ...request.headers, authorization };
    return { ...request, headers };
  }

  /** Keys and tokens that were not taken are not tried again. */
  forget(): void {
    const { auth, door } = this;
    if (auth.cloud === 'aws') forgetKeys(keysOf(auth, door), this.#asking);
    else if (auth.cloud === 'gcp') forgetGcpToken(withScopes(auth, door), this.#asking);
    else forgetAzureToken(withResource(auth, door), this.#asking);
  }

  async #token(auth: Exclude<Auth, { cloud: 'aws' }>): Promise<string> {
    return auth.cloud === 'gcp'
      ? gcpToken(withScopes(auth, this.door), this.#asking)
      : azureToken(withResource(auth, this.door), this.#asking);
  }

  async #signed<Request extends OpenRequest>(request: Request, auth: AwsAuth): Promise<Request> {
    const options = keysOf(auth, this.door);
    const keys = await awsKeys(options, this.#asking);
    const { url, method, headers, body } = request;
    const { context } = this.#asking;
    const signed = await signedForAws(
      {
        url,
        headers,
        ...(method === undefined ? {} : { method }),
        ...(body === undefined ? {} : { body }),
        service: this.door.service,
        region: options.region,
        nowMs: context.clock.now(),
      },
      keys,
    );
    return { ...request, ...signed };
  }
}

type AwsAuth = Extract<Auth, { cloud: 'aws' }>;

function keysOf(auth: AwsAuth, { region }: Door): AwsKeyOptions {
  return { ...auth, region: auth.region ?? region };
}

function withScopes(auth: Extract<Auth, { cloud: 'gcp' }>, { scopes }: Door) {
  return { ...auth, scopes: auth.scopes ?? scopes };
}

function withResource(auth: Extract<Auth, { cloud: 'azure' }>, { resource }: Door) {
  return { ...auth, resource: auth.resource ?? resource };
}
