import { secretVariable, variable } from '../cloud/secrets.ts';
import type { Source } from './keys.ts';

/** Keys in the variables of this process. */
export const variableKeys: Source = async (_, { context }) => {
  const accessKeyId = variable('AWS_ACCESS_KEY_ID');
  const secretAccessKey = await secretVariable(context, 'AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = await secretVariable(context, 'AWS_SESSION_TOKEN');
  return { value: { accessKeyId, secretAccessKey, sessionToken }, expiresMs: undefined };
};
