import { type Answer, type Asked, type FakeCloud, startFakeCloud, unknown } from './requests.ts';

export interface FakeAzureOptions {
  /** The end of a path → what is answered instead of a refusal. */
  readonly answers: Readonly<Record<string, object | string | Answer>>;
  /** Milliseconds that its clock is ahead. */
  readonly aheadMs?: number;
  /** What its token service says instead of a token. */
  readonly tokenTrouble?: Answer;
  /** Whether the machine has an identity. */
  readonly hasIdentity?: boolean;
  /** Whom tokens must be asked for; by default the Resource Manager. */
  readonly resource?: string;
}

const MANAGEMENT = 'https://management.azure.com/';
export const FAKE_AZURE_TOKEN = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.fake-azure-token';
export const FAKE_AZURE_SECRET = 'FaK8Q~client-secret-of-tests-000000000000';
export const FAKE_ASSERTION = 'fake-service-account-token-of-a-pod';
export const FAKE_IDENTITY_HEADER = 'fake-identity-header-5e1d';
export const fakeClient = {
  tenant: 'acme.onmicrosoft.com',
  clientId: '11111111-2222-3333-4444-555555555555',
};

/**
 * A fake Azure: the Resource Manager, Entra ID's token service, a machine's and a service's managed
 * identity, its metadata and Scheduled Events. It checks what each is shown, and every bearer.
 */
export function startFakeAzure(options: FakeAzureOptions): Promise<FakeCloud> {
  return startFakeCloud(options.aheadMs ?? 0, (asked) => {
    const path = asked.url.pathname;
    if (path.endsWith('/oauth2/v2.0/token')) return ['azure oauth2 token', token(asked, options)];
    if (path === '/metadata/identity/oauth2/token' || path === '/msi/token') {
      return ['azure identity token', identity(asked, options)];
    }
    if (path === '/metadata/scheduledevents') {
      return ['azure metadata scheduledEvents', machine(asked, options)];
    }
    if (path.startsWith('/metadata/instance/')) {
      return ['azure metadata get', machine(asked, options, path.slice('/metadata/'.length))];
    }
    return [actionOf(asked), api(asked, options)];
  });
}

/** The operation that a path belongs to, and the version in which it is asked. */
const operations: readonly (readonly [RegExp, string])[] = [
  [/^\/subscriptions\/[0-9a-f-]{36}$/, 'subscriptions get'],
  [/\/virtualMachines\/[^/]+\/instanceView$/, 'virtualMachines instanceView'],
  [/\/availabilityStatuses\/current$/, 'availabilityStatuses get'],
  [/\/locations\/[^/]+\/usages$/, 'usages list'],
  [/\/Microsoft\.Compute\/skus$/, 'skus list'],
  [/\/eventtypes\/management\/values$/, 'activityLogs list'],
  [/\/providers\/Microsoft\.Insights\/metrics$/, 'metrics list'],
  [/\/Microsoft\.Storage\/storageAccounts\/[^/]+$/, 'storageAccounts get'],
];

function actionOf({ url }: Asked): string {
  const operation = operations.find(([pattern]) => pattern.test(url.pathname))?.[1];
  return `azure ${operation ?? url.pathname}`;
}

function api({ request, url }: Asked, { answers }: FakeAzureOptions): Answer {
  if (!/^\d{4}-\d\d-\d\d$/.test(url.searchParams.get('api-version') ?? '')) {
    return azureError(400, 'MissingApiVersionParameter');
  }
  if (request.headers.authorization !== `Bearer ${FAKE_AZURE_TOKEN}`) {
    return azureError(401, 'InvalidAuthenticationToken');
  }
  const key = Object.keys(answers).find((end) => url.pathname.endsWith(end));
  const answer = key === undefined ? undefined : answers[key];
  return answer === undefined ? unknown(url) : named(answerOf(answer), url);
}

/** Of metrics those that the question names. */
function named(answer: Answer, url: URL): Answer {
  const names = url.searchParams.get('metricnames')?.split(',');
  const { value, ...rest } = answer.body as { readonly value?: unknown };
  if (!names || !Array.isArray(value)) return answer;
  const asked = value.filter((metric) => names.includes(metric.name.value));
  return { ...answer, body: { ...rest, value: asked } };
}

function answerOf(answer: object | string | Answer): Answer {
  const isWhole = typeof answer === 'object' && 'status' in answer && 'body' in answer;
  return isWhole ? (answer as Answer) : { status: 200, body: answer };
}

/** An error as the Resource Manager writes it. */
export function azureError(status: number, code: string, message = 'words of Azure'): Answer {
  return { status, body: { error: { code, message } } };
}

/** A refusal of Entra ID, by its number. */
export function entraError(number: number, error = 'invalid_client', status = 401): Answer {
  const error_description = `AADSTS${number}: words of Entra ID. Trace ID: fake`;
  return { status, body: { error, error_description, error_codes: [number] } };
}

const granted: Answer = {
  status: 200,
  body: { token_type: 'Bearer', expires_in: 3_599, access_token: FAKE_AZURE_TOKEN },
};

function token(
  { url, body }: Asked,
  { tokenTrouble, resource = MANAGEMENT }: FakeAzureOptions,
): Answer {
  if (tokenTrouble) return tokenTrouble;
  const form = new URLSearchParams(body);
  const isFor =
    form.get('grant_type') === 'client_credentials' && form.get('scope') === `${resource}.default`;
  if (!isFor) return entraError(900_144, 'invalid_request', 400);
  if (!url.pathname.startsWith(`/${fakeClient.tenant}/`)) {
    return entraError(90_002, 'invalid_request', 400);
  }
  if (form.get('client_id') !== fakeClient.clientId) {
    return entraError(700_016, 'unauthorized_client', 400);
  }
  const assertion = form.get('client_assertion');
  const isJwt =
    form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  if (assertion === FAKE_ASSERTION && isJwt) return granted;
  return form.get('client_secret') === FAKE_AZURE_SECRET ? granted : entraError(7_000_215);
}

function identity(
  { request, url }: Asked,
  { hasIdentity, resource = MANAGEMENT }: FakeAzureOptions,
): Answer {
  const isHere =
    url.pathname === '/msi/token'
      ? request.headers['x-identity-header'] === FAKE_IDENTITY_HEADER
      : request.headers.metadata === 'true';
  const isFor = url.searchParams.get('resource') === resource;
  if (!isHere || !isFor || !hasIdentity) {
    const error = { error: 'invalid_request', error_description: 'Identity not found' };
    return { status: 400, body: error };
  }
  // The metadata service writes numbers as texts.
  const body = { access_token: FAKE_AZURE_TOKEN, expires_in: '86400', token_type: 'Bearer' };
  return { status: 200, body };
}

function machine(
  { request, url }: Asked,
  { answers }: FakeAzureOptions,
  name = 'scheduledevents',
): Answer {
  if (request.headers.metadata !== 'true') return { status: 400, body: { error: 'Bad request' } };
  const answer = answers[name];
  return answer === undefined ? unknown(url) : answerOf(answer);
}
