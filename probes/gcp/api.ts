import type { ActionName } from '../cloud/actions.ts';
import type { Asking } from '../cloud/look.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { parseJson } from '../data/json.ts';
import { gcpErrorIn, gcpSymptomOf } from './errors.ts';
import type { GcpOptions } from './options.ts';
import { forgetToken, gcpToken } from './token.ts';

type GcpAction = Extract<ActionName, `gcp ${string} ${string}`>;

/** One question to an API of Google: a path below its address, and a body where it takes one. */
export interface GcpQuestion {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const TOKEN_REFUSED = ['cloud.credentials_expired', 'cloud.credentials_refused'];

/**
 * The document that an API answers with.
 * @throws CloudTrouble what the API refused with
 */
export async function askGcp(
  action: GcpAction,
  options: GcpOptions,
  asking: Asking,
  { path, query = {}, body }: GcpQuestion,
): Promise<unknown> {
  const service = action.split(' ')[1] ?? '';
  const url = new URL(path, options.endpoint ?? `https://${service}.googleapis.com`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await asking.caller.send(action, {
    url,
    headers: {
      authorization: `Bearer ${await gcpToken(options, asking)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const document = parseJson(answer.body);
  if (answer.status === 200 && typeof document === 'object' && document !== null) return document;
  const what = `${action.slice('gcp '.length)}: ${answer.status}`;
  if (answer.status === 200) {
    throw new CloudTrouble('cloud.malformed', `${what} ${answer.body.toString('utf8')}`);
  }
  const error = gcpErrorIn(answer.body);
  const symptom = gcpSymptomOf(error, answer.status);
  if (TOKEN_REFUSED.includes(symptom)) forgetToken(options, asking);
  const words =
    error.message === ''
      ? answer.body.toString('utf8')
      : `${error.status} ${error.reasons}: ${error.message}`;
  throw new CloudTrouble(symptom, `${what} ${words}`);
}

/** `/compute/v1/projects/<project>/…`, each part a name that a path takes as it is. */
export function computePath({ project = '' }: GcpOptions, ...parts: readonly string[]): string {
  return `/compute/v1/projects/${project}/${parts.join('/')}`;
}
