import type { ActionName } from '../cloud/actions.ts';
import type { CloudRequest } from '../cloud/caller.ts';
import type { Asking } from '../cloud/look.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { parseJson } from '../data/json.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { awsErrorIn, awsSymptomOf, parseXml } from './errors.ts';
import { awsKeys, forgetKeys } from './keys.ts';
import type { AwsKeyOptions } from './options.ts';
import { type AwsKeys, signedForAws } from './sign.ts';

/** Versions of the query APIs, as their references name them. */
const versions: Readonly<Record<string, string>> = {
  sts: '2011-06-15',
  ec2: '2016-11-15',
  autoscaling: '2011-01-01',
  elasticloadbalancing: '2015-12-01',
};

type AwsAction = Extract<ActionName, `aws ${string} ${string}`>;
type Parameters = Readonly<Record<string, string>>;

/** The partition of China has names of its own. */
export function hostOf(service: string, region: string): string {
  const top = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${service}.${region}.${top}`;
}

/**
 * One question to an API that takes it in the query and answers in XML: the answer's document.
 * @throws CloudTrouble what the API refused with
 */
export async function query(
  action: AwsAction,
  options: AwsKeyOptions,
  asking: Asking,
  parameters: Parameters,
): Promise<unknown> {
  const keys = await awsKeys(options, asking);
  return queryWith(keys, action, options, asking, parameters);
}

/** The same with keys that are at hand already. */
export async function queryWith(
  keys: AwsKeys,
  action: AwsAction,
  options: AwsKeyOptions,
  asking: Asking,
  parameters: Parameters,
): Promise<unknown> {
  const url = queryUrl(action, options, parameters);
  return xmlOf(action, await ask(keys, action, { url }, options, asking), asking, options);
}

/** The same unsigned, in a body: the parameters hold what proves who asks. */
export async function queryUnsigned(
  action: AwsAction,
  options: AwsKeyOptions,
  asking: Asking,
  parameters: Parameters,
): Promise<unknown> {
  const url = queryUrl(action, options, parameters);
  const body = url.searchParams.toString();
  url.search = '';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return xmlOf(action, await asking.caller.send(action, { url, headers, body }), asking, options);
}

/** One question to an API that takes and answers JSON. */
export async function askInJson(
  action: AwsAction,
  target: string,
  options: AwsKeyOptions,
  asking: Asking,
  question: object,
): Promise<unknown> {
  const keys = await awsKeys(options, asking);
  const request = {
    url: new URL(options.endpoint ?? `https://${hostOf(serviceOf(action), options.region)}`),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(question),
  };
  const answer = await ask(keys, action, request, options, asking);
  refuse(action, answer, asking, options);
  return parseJson(answer.body);
}

async function ask(
  keys: AwsKeys,
  action: AwsAction,
  request: CloudRequest,
  { region }: AwsKeyOptions,
  { caller, context }: Asking,
): Promise<ExchangeResponse> {
  const signed = await signedForAws(
    {
      ...request,
      method: request.body === undefined ? 'GET' : 'POST',
      service: serviceOf(action),
      region,
      nowMs: context.clock.now(),
    },
    keys,
  );
  return caller.send(action, { ...request, ...signed });
}

function queryUrl(action: AwsAction, options: AwsKeyOptions, parameters: Parameters): URL {
  const service = serviceOf(action);
  const url = new URL(options.endpoint ?? `https://${hostOf(service, options.region)}`);
  url.searchParams.set('Action', action.split(' ')[2] ?? '');
  url.searchParams.set('Version', versions[service] ?? '');
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

function serviceOf(action: AwsAction): string {
  return action.split(' ')[1] ?? '';
}

function xmlOf(
  action: AwsAction,
  answer: ExchangeResponse,
  asking: Asking,
  options: AwsKeyOptions,
): unknown {
  refuse(action, answer, asking, options);
  const document = parseXml(answer.body);
  const name = action.split(' ')[2];
  if (typeof document === 'object' && document !== null && `${name}Response` in document) {
    return document;
  }
  const body = answer.body.toString('utf8');
  throw new CloudTrouble('cloud.malformed', `${name} is answered with: ${body}`);
}

/** @throws CloudTrouble where the answer is a refusal */
function refuse(
  action: AwsAction,
  answer: ExchangeResponse,
  asking: Asking,
  options: AwsKeyOptions,
): void {
  if (answer.status === 200) return;
  const error = awsErrorIn(answer);
  const symptom = awsSymptomOf(error, answer.status, asking.caller.clockOffsetMs);
  if (symptom.startsWith('cloud.credentials')) forgetKeys(options, asking);
  const words =
    error.code === '' ? answer.body.toString('utf8') : `${error.code}: ${error.message}`;
  throw new CloudTrouble(symptom, `${action.slice('aws '.length)}: ${answer.status} ${words}`);
}
