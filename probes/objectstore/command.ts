import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { awsKeyWords } from '../aws/command.ts';
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
    ...awsKeyWords(options),
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
