import { homeThere } from '../cloud/home.ts';
import type { Asking } from '../cloud/look.ts';
import { programSaid } from '../cloud/program.ts';
import { fileThere, learned, variable } from '../cloud/secrets.ts';
import { type Expiring, TokenMemory } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { numberAt, parseJson, textAt } from '../data/json.ts';
import { metadataBase, readMetadata } from './metadata.ts';
import type { GcpTokenOptions } from './options.ts';
import { READING, tokenOfFile } from './token-of-file.ts';

type Source = (options: GcpTokenOptions, asking: Asking) => Promise<Expiring<string> | undefined>;

const sources: Readonly<Record<Exclude<GcpTokenOptions['credentials'], 'auto'>, Source>> = {
  key: tokenOfKeyFile,
  gcloud: tokenOfProgram,
  metadata: tokenOfMetadata,
};

/** Milliseconds that a token of gcloud is kept: it lives an hour, and gcloud does not say how much is left. */
const PROGRAM_TOKEN_MS = 900_000;

const memory = new TokenMemory<string>();

/**
 * The bearer token of a look: the stated one, else that of the first source that has one.
 * @throws CloudTrouble `cloud.no_credentials`, or what kept a source from giving its own
 */
export async function gcpToken(options: GcpTokenOptions, asking: Asking): Promise<string> {
  const { context } = asking;
  if (options.token !== undefined) return context.secret(options.token);
  const granted = () => grantedToken(options, asking);
  return learned(context, await memory.recallOr(context, partsOf(options), granted));
}

/** A token that the cloud did not take is not tried again. */
export function forgetToken(options: GcpTokenOptions, { context }: Asking): void {
  memory.forget(context, partsOf(options));
}

function partsOf(options: GcpTokenOptions): readonly unknown[] {
  const { credentials, keyFile, account, metadata, scopes } = options;
  const named = variable('GOOGLE_APPLICATION_CREDENTIALS');
  return [credentials, keyFile, account, metadata, scopes, named];
}

async function grantedToken(options: GcpTokenOptions, asking: Asking): Promise<Expiring<string>> {
  const all = Object.keys(sources) as (keyof typeof sources)[];
  const names = options.credentials === 'auto' ? all : [options.credentials];
  const refusals: string[] = [];
  for (const name of names) {
    const token = await sources[name](options, asking).catch((error: unknown) => {
      // A gcloud that nobody is logged in to does not keep the machine's own account from being used.
      if (!isOnlyUnused(error)) throw error;
      refusals.push(...error.details);
      return undefined;
    });
    if (token) return token;
  }
  const where = `looked for a token in: ${names.join(', ')}`;
  throw new CloudTrouble('cloud.no_credentials', where, ...refusals);
}

function isOnlyUnused(error: unknown): error is CloudTrouble {
  return error instanceof CloudTrouble && error.symptom === 'cloud.no_credentials';
}

async function tokenOfKeyFile(options: GcpTokenOptions, asking: Asking) {
  const { context } = asking;
  const stated = options.keyFile ?? variable('GOOGLE_APPLICATION_CREDENTIALS');
  const path = stated ?? (await usualPath(asking));
  const text = path === undefined ? undefined : await fileThere(context, path);
  if (path !== undefined && text !== undefined) {
    return tokenOfFile(text, path, options.scopes ?? READING, asking);
  }
  if (stated === undefined) return undefined;
  throw new CloudTrouble('cloud.no_credentials', `${stated} is not there`);
}

async function usualPath({ context }: Asking): Promise<string | undefined> {
  const home = await homeThere(context);
  return home && `${home}/.config/gcloud/application_default_credentials.json`;
}

async function tokenOfProgram({ account }: GcpTokenOptions, { context }: Asking) {
  const whose = account === undefined ? [] : [account];
  const said = await programSaid(context, ['gcloud', 'auth', 'print-access-token', ...whose]);
  if (said.kind === 'absent') return undefined;
  if (said.kind === 'refused') {
    const isOld = /reauth|expired|invalid_grant/i.test(said.words);
    const symptom = isOld ? 'cloud.credentials_expired' : 'cloud.no_credentials';
    throw new CloudTrouble(symptom, said.words, 'run: gcloud auth login');
  }
  if (!/^\S+$/.test(said.text)) {
    throw new CloudTrouble('cloud.malformed', 'gcloud printed no token');
  }
  return { value: said.text, expiresMs: context.clock.now() + PROGRAM_TOKEN_MS };
}

async function tokenOfMetadata(options: GcpTokenOptions, asking: Asking) {
  const path = 'instance/service-accounts/default/token';
  const text = await readMetadata(metadataBase(options), path, asking);
  const document = parseJson(text ?? '');
  const value = textAt(document, 'access_token');
  const seconds = numberAt(document, 'expires_in') ?? 0;
  if (value === undefined) return undefined;
  return { value, expiresMs: asking.context.clock.now() + seconds * 1_000 };
}
