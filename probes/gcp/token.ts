import { Bearer, type TokenSource } from '../cloud/bearer.ts';
import { homeThere } from '../cloud/home.ts';
import type { Asking } from '../cloud/look.ts';
import { programSaid } from '../cloud/program.ts';
import { fileThere, variable } from '../cloud/secrets.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { numberAt, parseJson, textAt } from '../data/json.ts';
import { metadataBase, readMetadata } from './metadata.ts';
import type { GcpTokenOptions } from './options.ts';
import { READING, tokenOfFile } from './token-of-file.ts';

const sources: Readonly<
  Record<Exclude<GcpTokenOptions['credentials'], 'auto'>, TokenSource<GcpTokenOptions>>
> = {
  key: tokenOfKeyFile,
  gcloud: tokenOfProgram,
  metadata: tokenOfMetadata,
};

/** Milliseconds that a token of gcloud is kept: it lives an hour, and gcloud does not say how much is left. */
const PROGRAM_TOKEN_MS = 900_000;

const bearer = new Bearer<GcpTokenOptions>(sources, partsOf);

/** The bearer token of a look. @throws CloudTrouble where none is to be had */
export function gcpToken(options: GcpTokenOptions, asking: Asking): Promise<string> {
  return bearer.token(options, asking);
}

/** A token that the cloud did not take is not tried again. */
export function forgetToken(options: GcpTokenOptions, asking: Asking): void {
  bearer.forget(options, asking);
}

function partsOf(options: GcpTokenOptions): readonly unknown[] {
  const { credentials, keyFile, account, metadata, scopes } = options;
  const named = variable('GOOGLE_APPLICATION_CREDENTIALS');
  return [credentials, keyFile, account, metadata, scopes, named];
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
