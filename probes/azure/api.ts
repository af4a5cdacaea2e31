import type { ActionName } from '../cloud/actions.ts';
import type { Asking } from '../cloud/look.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { parseJson } from '../data/json.ts';
import { azureErrorIn, azureSymptomOf } from './errors.ts';
import type { AzureOptions } from './options.ts';
import { cloudOf } from './sovereign.ts';
import { azureToken, forgetToken } from './token.ts';

type AzureAction = Extract<ActionName, `azure ${string} ${string}`>;

/** Versions of the APIs that are asked, as their references name them. */
const versions: Readonly<Record<string, string>> = {
  subscriptions: '2022-12-01',
  virtualMachines: '2024-07-01',
  availabilityStatuses: '2022-10-01',
  usages: '2024-07-01',
  skus: '2021-07-01',
  activityLogs: '2015-04-01',
  metrics: '2023-10-01',
  storageAccounts: '2023-05-01',
};

/**
 * The document that the Resource Manager answers with.
 *
 * @param path below the subscription
 * @throws CloudTrouble what the API refused with
 */
export async function askAzure(
  action: AzureAction,
  path: string,
  options: AzureOptions,
  asking: Asking,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { endpoint = cloudOf(options).management, subscription = '' } = options;
  const url = new URL(`/subscriptions/${subscription}${path}`, endpoint);
  url.searchParams.set('api-version', versions[action.split(' ')[1] ?? ''] ?? '');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const authorization = `Bearer ${await azureToken(options, asking)}`;
  const answer = await asking.caller.send(action, { url, headers: { authorization } });
  const document = parseJson(answer.body);
  if (answer.status === 200 && typeof document === 'object' && document !== null) return document;
  const what = `${action.slice('azure '.length)}: ${answer.status}`;
  if (answer.status === 200) {
    throw new CloudTrouble('cloud.malformed', `${what} ${answer.body.toString('utf8')}`);
  }
  const error = azureErrorIn(answer.body);
  const symptom = azureSymptomOf(error, answer.status);
  if (symptom.startsWith('cloud.credentials')) forgetToken(options, asking);
  const words =
    error.code === '' ? answer.body.toString('utf8') : `${error.code}: ${error.message}`;
  throw new CloudTrouble(symptom, `${what} ${words}`);
}
