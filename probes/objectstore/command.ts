import { isSecretReference } from '../../src/platform/secrets.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import { isPrefix, type ObjectName, type ObjectStoreOptions, objectOf } from './options.ts';

/** The command of the AWS client that asks the same. */
export function commandOf(options: ObjectStoreOptions): SafeText {
  const name = objectOf(options.url) as ObjectName;
  const { endpoint, region, ca } = options;
  const question = isPrefix(name)
    ? ['list-objects-v2', '--max-keys', String(options.objects ?? 1), ...prefixWords(name)]
    : ['head-object', '--key', shellQuote(name.key)];
  return commandLine([
    ...credentialWords(options),
    'aws s3api',
    ...question,
    '--bucket',
    shellQuote(name.bucket),
    '--region',
    region,
    ...(endpoint === undefined ? [] : ['--endpoint-url', shellQuote(endpoint)]),
    ...(ca === undefined ? [] : ['--ca-bundle', shellQuote(ca)]),
    ...(options.accessKeyId === undefined ? ['--no-sign-request'] : []),
  ]);
}

function prefixWords({ key }: ObjectName): readonly string[] {
  return key === '' ? [] : ['--prefix', shellQuote(key)];
}

function credentialWords(options: ObjectStoreOptions): readonly string[] {
  const variables = [
    ['AWS_ACCESS_KEY_ID', options.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', options.secretAccessKey],
    ['AWS_SESSION_TOKEN', options.sessionToken],
  ] as const;
  return variables.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${word(value)}`],
  );
}

function word(value: string): string {
  if (!isSecretReference(value)) return shellQuote(value);
  const name = value.slice(value.indexOf(':') + 1);
  return value.startsWith('env:') ? `"$${name}"` : `"$(cat ${shellQuote(name)})"`;
}
