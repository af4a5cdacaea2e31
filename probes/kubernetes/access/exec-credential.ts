import { z } from 'zod';
import type { ExecPlugin } from './access.ts';
import { AccessTrouble } from './trouble.ts';

/** What a plugin gave: a token, a certificate with its key, or both. */
export interface ExecCredential {
  readonly token: string | undefined;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  /** Wall clock in milliseconds; undefined where it does not say: then until it is refused. */
  readonly expiresAtMs: number | undefined;
}

const schema = z.object({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/** @throws AccessTrouble without a word of what it said: that may be the secret itself */
export function parseExecCredential(output: string, { apiVersion, argv }: ExecPlugin) {
  const [program] = argv;
  const parsed = schema.safeParse(jsonOf(output));
  if (!parsed.success) throw trouble(`${program} printed no ExecCredential`);
  const { apiVersion: said, status } = parsed.data;
  if (said !== apiVersion) {
    throw trouble(`${program} answers in ${said}, the kubeconfig asks for ${apiVersion}`);
  }
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  if (!token && !cert) throw trouble(`${program} gave neither a token nor a certificate`);
  if ((cert === undefined) !== (key === undefined)) {
    throw trouble(`${program} gave a certificate without its key, or the reverse`);
  }
  const expires = Date.parse(status.expirationTimestamp ?? '');
  return {
    token: token || undefined,
    certificate: cert && key ? { cert, key } : undefined,
    expiresAtMs: Number.isNaN(expires) ? undefined : expires,
  } satisfies ExecCredential;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function trouble(detail: string): AccessTrouble {
  return new AccessTrouble('k8s.credentials', detail);
}
