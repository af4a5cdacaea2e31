import { createHash } from 'node:crypto';
import { WeaklinkError } from '../../../src/platform/errors.ts';
import { limits } from '../../../src/platform/limits.ts';
import type { LookContext } from '../../probe.ts';
import { LookMemory } from '../../system/memory.ts';
import { readText } from '../../system/read.ts';
import type { Access, ExecPlugin, Source } from './access.ts';
import type { ExecCredential } from './exec-credential.ts';
import { type ClusterInfo, runPlugin } from './exec-plugin.ts';
import { unreadable } from './find-access.ts';
import { AccessTrouble } from './trouble.ts';

/** Bytes of a token, a certificate with its issuers, or a key. */
const PAPER_BYTES = 262_144;
/** Milliseconds before its end at which a credential is no longer used: a look must outlive it. */
const MARGIN_MS = 15_000;

/** What one look shows the API server. */
export interface Credentials {
  /** The value of the header `authorization`; undefined where there is none. */
  readonly authorization: string | undefined;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  /** PEM of the authorities; those of the system where absent. */
  readonly ca: string | undefined;
  /** The key under which what a plugin gave is kept: forget it when it is refused. */
  readonly keptAs: string | undefined;
}

const given = new LookMemory<ExecCredential>();

/** After a refusal: the next look asks the plugin anew. */
export function forgetCredential(keptAs: string): void {
  given.keep(keptAs, { token: undefined, certificate: undefined, expiresAtMs: 0 });
}

/**
 * Reads the papers and runs the plugin. The redactor knows every secret among them before anybody
 * else does.
 *
 * @throws AccessTrouble
 */
export async function credentialsFor(access: Access, context: LookContext): Promise<Credentials> {
  const ca = access.ca && (await contentOf(access.ca, context));
  const own = access.certificate && {
    cert: await contentOf(access.certificate.cert, context),
    key: learn(await contentOf(access.certificate.key, context), context),
  };
  const { login } = access;
  switch (login.kind) {
    case 'none':
      return { authorization: undefined, certificate: own, ca, keptAs: undefined };
    case 'token': {
      const token = (await contentOf(login.token, context)).trim();
      return { authorization: bearer(token, context), certificate: own, ca, keptAs: undefined };
    }
    case 'reference': {
      const token = await secretOf(login.reference, context);
      return { authorization: bearer(token, context), certificate: own, ca, keptAs: undefined };
    }
    case 'password': {
      learn(login.password, context);
      const pair = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      const authorization = `Basic ${learn(pair, context)}`;
      return { authorization, certificate: own, ca, keptAs: undefined };
    }
    case 'exec':
      return fromPlugin(login.plugin, access, { ca, own }, context);
  }
}

async function fromPlugin(
  plugin: ExecPlugin,
  access: Access,
  { ca, own }: { ca: string | undefined; own: Credentials['certificate'] },
  context: LookContext,
): Promise<Credentials> {
  const keptAs = keyOf(plugin, access, context);
  const kept = given.recall(keptAs);
  const credential = isFresh(kept, context)
    ? kept
    : await runPlugin(plugin, infoOf(plugin, access, ca), context);
  given.keep(keptAs, credential);
  const { token, certificate } = credential;
  if (certificate) learn(certificate.key, context);
  return {
    authorization: token === undefined ? undefined : bearer(token, context),
    certificate: certificate ?? own,
    ca,
    keptAs,
  };
}

function isFresh(
  credential: ExecCredential | undefined,
  { clock }: LookContext,
): credential is ExecCredential {
  if (!credential) return false;
  return credential.expiresAtMs === undefined || clock.now() + MARGIN_MS < credential.expiresAtMs;
}

function infoOf(
  plugin: ExecPlugin,
  { server, servername, proxy, insecure }: Access,
  ca: string | undefined,
): ClusterInfo | undefined {
  if (!plugin.provideClusterInfo) return undefined;
  return {
    server: server.href.replace(/\/$/, ''),
    ...(servername === undefined ? {} : { 'tls-server-name': servername }),
    ...(insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(proxy === undefined ? {} : { 'proxy-url': proxy.href }),
    config: plugin.config ?? null,
  };
}

function keyOf(plugin: ExecPlugin, { server }: Access, { vantage }: LookContext): string {
  const parts = [vantage.name, server.href, plugin.apiVersion, plugin.argv, plugin.env];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function contentOf(source: Source, { vantage }: LookContext): Promise<string> {
  if ('data' in source) return source.data;
  const reading = await readText(vantage, source.file, PAPER_BYTES);
  if (reading.kind === 'read') return reading.text;
  const { symptom, message } = unreadable(reading, source.file);
  throw new AccessTrouble(symptom === 'k8s.kubeconfig' ? 'k8s.credentials' : symptom, message);
}

async function secretOf(reference: string, context: LookContext): Promise<string> {
  try {
    return await context.secret(reference);
  } catch (error) {
    const message = error instanceof WeaklinkError ? error.message : `${reference} cannot be read`;
    throw new AccessTrouble('self.secret', message);
  }
}

/** What a header may carry of it: visible ASCII, as all tokens are. */
const TOKEN = /^[\x21-\x7e]+$/;

function bearer(token: string, context: LookContext): string {
  if (!TOKEN.test(token))
    throw new AccessTrouble('k8s.credentials', 'the token is empty or spoiled');
  return `Bearer ${learn(token, context)}`;
}

/** Anything shorter would be struck out of ordinary words; no server issues such a thing. */
function learn(secret: string, { redactor }: LookContext): string {
  if (secret.trim().length >= limits.secretCharacters) redactor.learn(secret.trim());
  return secret;
}
