import type { Asking } from '../cloud/look.ts';
import { fileThere, learned, secretVariable, variable } from '../cloud/secrets.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { parseJson } from '../data/json.ts';
import { grantedIn, inJson } from './granted.ts';
import type { Source } from './keys.ts';
import type { AwsKeyOptions } from './options.ts';

/** Where ECS hands out keys to its tasks. */
const ECS = 'http://169.254.170.2';
/** Without TLS keys are handed out on the machine itself alone: ECS, and EKS by its two addresses. */
const NEAR =
  /^(?:169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\]|127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/** Keys of the task or the pod in which weaklink runs: ECS, and EKS with Pod Identity. */
export const containerKeys: Source = async (_: AwsKeyOptions, asking: Asking) => {
  const url = addressOf();
  if (!url) return undefined;
  if (url.protocol !== 'https:' && !NEAR.test(url.hostname)) {
    const where = 'AWS_CONTAINER_CREDENTIALS_FULL_URI is neither near nor under TLS';
    throw new CloudTrouble('cloud.no_credentials', where);
  }
  const authorization = await authorizationOf(asking);
  const answer = await asking.caller.send('aws container GetCredentials', {
    url,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });
  if (answer.status !== 200) {
    const detail = `the endpoint of the container answers ${answer.status}`;
    throw new CloudTrouble('cloud.credentials_refused', detail);
  }
  return grantedIn(parseJson(answer.body), 'the endpoint of the container', inJson);
};

function addressOf(): URL | undefined {
  const relative = variable('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');
  if (relative !== undefined) return new URL(relative, ECS);
  const full = variable('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  return full !== undefined && URL.canParse(full) ? new URL(full) : undefined;
}

async function authorizationOf({ context }: Asking): Promise<string | undefined> {
  const path = variable('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE');
  if (path === undefined) return secretVariable(context, 'AWS_CONTAINER_AUTHORIZATION_TOKEN');
  const text = await fileThere(context, path);
  return text === undefined ? undefined : learned(context, text.trim());
}
