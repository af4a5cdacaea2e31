import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { curlAuth } from '../auth/command.ts';
import { authOf } from '../auth/options.ts';
import { awsKeyWords, secretWord } from '../aws/command.ts';
import { curlWords } from '../http/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { encodedKey, isPrefix, type ObjectName } from './address.ts';
import { BLOB_VERSION, blobListUrl, containerUrl } from './azure-blob.ts';
import { listUrl, objectsUrl, objectUrl } from './gcs.ts';
import { doorOf } from './let-in.ts';
import type { ObjectStoreOptions } from './options.ts';
import { nameIn } from './stores.ts';

/** The command that asks the same: the AWS client's, or the request itself. */
export function commandOf(options: ObjectStoreOptions): SafeText {
  const name = nameIn(options);
  if (name.store === 's3') return awsCommand(options, name);
  const isBlob = name.store === 'az';
  const url = isBlob ? blobUrl(options, name) : googleUrl(options, name);
  const auth = options.auth && curlAuth(authOf(options.auth), doorOf(options));
  const range = isBlob && !isPrefix(name) ? { range: 'bytes=0-0' } : {};
  const headers = isBlob ? { ...BLOB_VERSION, ...range } : {};
  const words = curlWords({ ...options, url, headers });
  return commandLine(['curl -sS -i', ...(auth?.words ?? []), ...withSas(words, options)]);
}

/** The address is the last word; a signature goes behind it and stays a reference. */
function withSas(words: readonly string[], { sas }: ObjectStoreOptions): readonly string[] {
  if (sas === undefined) return words;
  const joint = words.at(-1)?.includes('?') ? '&' : '?';
  return [...words.slice(0, -1), `${words.at(-1)}'${joint}'${secretWord(sas)}`];
}

function blobUrl({ endpoint, objects = 1 }: ObjectStoreOptions, name: ObjectName): URL {
  const container = containerUrl(endpoint, name);
  return isPrefix(name)
    ? blobListUrl(container, name.key, objects)
    : new URL(`${container.href}/${encodedKey(name.key)}`);
}

function googleUrl({ endpoint, objects = 1 }: ObjectStoreOptions, name: ObjectName): URL {
  const all = objectsUrl(endpoint, name.bucket);
  return isPrefix(name) ? listUrl(all, name.key, objects) : objectUrl(all, name.key);
}

function awsCommand(options: ObjectStoreOptions, name: ObjectName): SafeText {
  const { endpoint, region, ca, auth } = options;
  const question = isPrefix(name)
    ? ['list-objects-v2', '--max-keys', String(options.objects ?? 1), ...prefixWords(name)]
    : ['head-object', '--key', shellQuote(name.key)];
  const whole = auth && authOf(auth);
  const profile = whole?.cloud === 'aws' ? whole.profile : undefined;
  const isAnybody = options.accessKeyId === undefined && auth === undefined;
  return commandLine([
    ...awsKeyWords(options),
    'aws s3api',
    ...question,
    '--bucket',
    shellQuote(name.bucket),
    '--region',
    region,
    ...(profile === undefined ? [] : ['--profile', shellQuote(profile)]),
    ...(endpoint === undefined ? [] : ['--endpoint-url', shellQuote(endpoint)]),
    ...(ca === undefined ? [] : ['--ca-bundle', shellQuote(ca)]),
    ...(isAnybody ? ['--no-sign-request'] : []),
  ]);
}

function prefixWords({ key }: ObjectName): readonly string[] {
  return key === '' ? [] : ['--prefix', shellQuote(key)];
}
