import { isAbsolute } from 'node:path';
import type { LookContext } from '../../probe.ts';
import { unlessLost } from '../../system/unless-lost.ts';
import type { ExecPlugin } from './access.ts';
import { type ExecCredential, parseExecCredential } from './exec-credential.ts';
import { AccessTrouble } from './trouble.ts';

/** Milliseconds for a plugin: those of the clouds ask their servers and take a second or two. */
const PLUGIN_MS = 10_000;
/** Share of a look's deadline that it may use: what it gives is kept, and the next look has all its time. */
const PLUGIN_SHARE = 0.8;
/** Bytes of an answer: a token and a certificate are a few kB. */
const ANSWER_BYTES = 262_144;
/** Characters of what a failed plugin says that are kept. */
const WORDS_CHARACTERS = 300;

/** What a plugin may be told of the cluster that it is to give credentials for. */
export interface ClusterInfo {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly config: unknown;
}

/**
 * Runs the program that a kubeconfig names for credentials, where the look stands and by its argument
 * vector, without a terminal.
 *
 * @throws AccessTrouble where it is missing, fails or answers something else
 */
export async function runPlugin(
  plugin: ExecPlugin,
  cluster: ClusterInfo | undefined,
  context: LookContext,
): Promise<ExecCredential> {
  const { argv, apiVersion } = plugin;
  const [program] = argv;
  const info = {
    kind: 'ExecCredential',
    apiVersion,
    spec: { interactive: false, ...(cluster ? { cluster } : {}) },
  };
  const result = unlessLost(
    await context.vantage.exec(argv, {
      deadlineMs: Math.min(PLUGIN_MS, context.deadlineMs * PLUGIN_SHARE),
      signal: context.signal,
      maxBytes: ANSWER_BYTES,
      env: { ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    }),
  );
  switch (result.kind) {
    case 'aborted':
      throw new AccessTrouble('self.cancelled', '');
    case 'not-started':
      throw notStarted(program, result.code, plugin.installHint);
    case 'timed-out':
      throw refused(`${program} gave no credentials in time`);
    case 'ended':
      if (result.exitCode === 0) return parseExecCredential(result.stdout, plugin);
      throw refused(
        `${program} ended with ${result.exitCode ?? result.signal}: ${lastWords(result.stderr)}`,
      );
  }
}

function notStarted(program: string, code: string, hint: string): AccessTrouble {
  if (code !== 'ENOENT') return refused(`${program} may not be run: ${code}`);
  const where = isAbsolute(program) ? program : `${program} (in PATH)`;
  return new AccessTrouble('self.missing_tool', [`${where} is not there`, hint].join('. '));
}

/** What it said last tells most; its own output may be the credential and is never shown. */
function lastWords(stderr: string): string {
  return stderr.trim().slice(-WORDS_CHARACTERS).replace(/\s+/g, ' ');
}

function refused(detail: string): AccessTrouble {
  return new AccessTrouble('k8s.credentials', detail);
}
