import { Bearer, type TokenSource } from '../cloud/bearer.ts';
import type { Asking } from '../cloud/look.ts';
import { programSaid } from '../cloud/program.ts';
import { fileThere, learned, secretVariable, variable } from '../cloud/secrets.ts';
import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at, parseJson, textAt } from '../data/json.ts';
import { tokenSymptomOf } from './errors.ts';
import { METADATA, METADATA_HEADERS } from './metadata.ts';
import type { AzureTokenOptions } from './options.ts';
import { cloudOf } from './sovereign.ts';

/** In the order in which the vendor's own libraries look; the managed identity last, as it is slow to be missed. */
const sources: Readonly<
  Record<Exclude<AzureTokenOptions['credentials'], 'auto'>, TokenSource<AzureTokenOptions>>
> = {
  secret: tokenForSecret,
  federated: tokenForAssertion,
  cli: tokenOfProgram,
  managed: tokenOfManagedIdentity,
};

const bearer = new Bearer<AzureTokenOptions>(sources, partsOf);

/** The bearer token of a look. @throws CloudTrouble where none is to be had */
export function azureToken(options: AzureTokenOptions, asking: Asking): Promise<string> {
  return bearer.token(options, asking);
}

/** A token that the cloud did not take is not tried again. */
export function forgetToken(options: AzureTokenOptions, asking: Asking): void {
  bearer.forget(options, asking);
}

function partsOf(options: AzureTokenOptions): readonly unknown[] {
  const { credentials, tenant, clientId, clientSecret, login, metadata, subscription } = options;
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'];
  const variables = [...names, 'AZURE_AUTHORITY_HOST', 'IDENTITY_ENDPOINT'].map(variable);
  return [
    credentials,
    tenant,
    clientId,
    clientSecret,
    login,
    metadata,
    subscription,
    resourceOf(options),
    ...variables,
  ];
}

/** Whom a token is for: what looks at the cloud, whatever private endpoint is asked, unless stated. */
function resourceOf(options: AzureTokenOptions): string {
  return options.resource ?? cloudOf(options).management;
}

interface Client {
  readonly tenant: string;
  readonly clientId: string;
}

function clientOf({ tenant, clientId }: AzureTokenOptions): Client | undefined {
  const [whose, who] = [
    tenant ?? variable('AZURE_TENANT_ID'),
    clientId ?? variable('AZURE_CLIENT_ID'),
  ];
  return whose === undefined || who === undefined ? undefined : { tenant: whose, clientId: who };
}

async function tokenForSecret(options: AzureTokenOptions, asking: Asking) {
  const { context } = asking;
  const client = clientOf(options);
  const stated = options.clientSecret;
  const secret =
    stated === undefined
      ? await secretVariable(context, 'AZURE_CLIENT_SECRET')
      : await context.secret(stated);
  if (!client || secret === undefined) return undefined;
  return tokenForClient(client, { client_secret: secret }, options, asking);
}

/** Workload identity: the token of a pod's service account, shown instead of a secret. */
async function tokenForAssertion(options: AzureTokenOptions, asking: Asking) {
  const client = clientOf(options);
  const path = variable('AZURE_FEDERATED_TOKEN_FILE');
  if (!client || path === undefined) return undefined;
  const assertion = (await fileThere(asking.context, path))?.trim();
  if (assertion === undefined) {
    throw new CloudTrouble('cloud.no_credentials', `${path} is not there`);
  }
  const proof = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: learned(asking.context, assertion),
  };
  return tokenForClient(client, proof, options, asking);
}

async function tokenForClient(
  { tenant, clientId }: Client,
  proof: Readonly<Record<string, string>>,
  options: AzureTokenOptions,
  asking: Asking,
): Promise<Expiring<string>> {
  const { login = variable('AZURE_AUTHORITY_HOST') ?? cloudOf(options).login } = options;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: `${resourceOf(options).replace(/\/$/, '')}/.default`,
    ...proof,
  };
  const answer = await asking.caller.send('azure oauth2 token', {
    url: new URL(`/${tenant}/oauth2/v2.0/token`, login),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  return tokenIn(parseJson(answer.body), answer.status, asking);
}

async function tokenOfManagedIdentity(options: AzureTokenOptions, asking: Asking) {
  const { caller, context } = asking;
  const service = variable('IDENTITY_ENDPOINT');
  const header = await secretVariable(context, 'IDENTITY_HEADER');
  const inService = service !== undefined && header !== undefined && URL.canParse(service);
  const url = inService
    ? new URL(service)
    : new URL('/metadata/identity/oauth2/token', options.metadata ?? METADATA);
  url.searchParams.set('api-version', inService ? '2019-08-01' : '2018-02-01');
  url.searchParams.set('resource', resourceOf(options));
  const clientId = options.clientId ?? variable('AZURE_CLIENT_ID');
  if (clientId !== undefined) url.searchParams.set('client_id', clientId);
  const headers = inService ? { 'x-identity-header': header } : METADATA_HEADERS;
  const answer = await caller.sendNearby('azure identity token', { url, headers });
  const document = answer && parseJson(answer.body);
  // What answers there without JSON is something else, a proxy say.
  if (!answer || document === undefined) return undefined;
  // A machine without an identity answers so.
  if (answer.status === 400 || answer.status === 404) {
    const words = textAt(document, 'error_description') ?? '';
    throw new CloudTrouble('cloud.no_credentials', `managed identity: ${words}`);
  }
  return tokenIn(document, answer.status, asking);
}

async function tokenOfProgram(options: AzureTokenOptions, { context }: Asking) {
  const { subscription } = options;
  const whose = subscription === undefined ? [] : ['--subscription', subscription];
  const ask = [
    'account',
    'get-access-token',
    '--resource',
    resourceOf(options),
    '--output',
    'json',
  ];
  const said = await programSaid(context, ['az', ...ask, ...whose]);
  if (said.kind === 'absent') return undefined;
  if (said.kind === 'refused') {
    const isOld = /AADSTS(?:70043|700082|50173|50078)\b|expired/i.test(said.words);
    const symptom = isOld ? 'cloud.credentials_expired' : 'cloud.no_credentials';
    throw new CloudTrouble(symptom, said.words, 'run: az login');
  }
  const document = parseJson(said.text);
  const value = textAt(document, 'accessToken');
  if (value === undefined) throw new CloudTrouble('cloud.malformed', 'az printed no token');
  const seconds = Number(at(document, 'expires_on') ?? Number.NaN);
  return { value, expiresMs: Number.isNaN(seconds) ? undefined : seconds * 1_000 };
}

function tokenIn(document: unknown, status: number, { caller, context }: Asking): Expiring<string> {
  const value = textAt(document, 'access_token');
  if (status === 200 && value !== undefined) {
    const seconds = Number(at(document, 'expires_in') ?? 0);
    return { value, expiresMs: context.clock.now() + seconds * 1_000 };
  }
  const words = textAt(document, 'error_description') ?? '';
  const symptom = tokenSymptomOf(words, status, caller.clockOffsetMs);
  const code = textAt(document, 'error') ?? '';
  throw new CloudTrouble(symptom, `token: ${status} ${code}: ${words}`);
}
