import type { Asking } from '../cloud/look.ts';
import { fileThere, learned, variable } from '../cloud/secrets.ts';
import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at } from '../data/json.ts';
import { queryUnsigned } from './api.ts';
import { grantedIn, ofSts } from './granted.ts';
import type { Source } from './keys.ts';
import type { AwsKeyOptions } from './options.ts';
import type { AwsKeys } from './sign.ts';

/** Keys for the service account of a pod (IRSA): its token, exchanged. */
export const webIdentityKeys: Source = async (options: AwsKeyOptions, asking: Asking) => {
  const [path, role] = [variable('AWS_WEB_IDENTITY_TOKEN_FILE'), variable('AWS_ROLE_ARN')];
  if (path === undefined || role === undefined) return undefined;
  return exchangedKeys(path, role, variable('AWS_ROLE_SESSION_NAME'), options, asking);
};

/** Keys of a role for the token of another issuer in a file. */
export async function exchangedKeys(
  path: string,
  role: string,
  session: string | undefined,
  options: AwsKeyOptions,
  asking: Asking,
): Promise<Expiring<AwsKeys>> {
  const token = await fileThere(asking.context, path);
  if (token === undefined) throw new CloudTrouble('cloud.no_credentials', `${path} is not there`);
  const document = await queryUnsigned('aws sts AssumeRoleWithWebIdentity', options, asking, {
    RoleArn: role,
    RoleSessionName: session ?? 'weaklink',
    WebIdentityToken: learned(asking.context, token.trim()),
  });
  const result = ['AssumeRoleWithWebIdentityResponse', 'AssumeRoleWithWebIdentityResult'];
  return grantedIn(at(document, ...result, 'Credentials'), 'sts', ofSts);
}
