import { execLocal } from '../../local-exec.ts';
import type { SshAddress } from '../address.ts';
import type { SshEnvironment } from '../environment.ts';
import { SshFailureError } from '../failure.ts';
import type { Settings } from './settings.ts';

/** Milliseconds for `ssh -G`, which takes about ten; a `Match exec` of the user's may take longer. */
const ASK_MS = 5_000;
/** Bytes of what it prints: about 6 kB. */
const MAX_BYTES = 262_144;

/** The effective configuration as the ssh client itself sees it. @throws SshFailureError */
export async function askSsh(
  address: SshAddress,
  { sshProgram = 'ssh', configFile }: SshEnvironment,
  signal: AbortSignal,
): Promise<Settings> {
  const argv: [string, ...string[]] = [
    sshProgram,
    '-G',
    '-T',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(address.user === undefined ? [] : ['-l', address.user]),
    ...(address.port === undefined ? [] : ['-p', String(address.port)]),
    '--',
    address.host,
  ];
  const result = await execLocal(argv, { deadlineMs: ASK_MS, signal, maxBytes: MAX_BYTES });
  if (result.kind === 'ended' && result.exitCode === 0) return settingsOf(result.stdout);
  if (result.kind === 'aborted') throw new SshFailureError({ kind: 'cancelled' });
  const words = result.kind === 'ended' ? result.stderr.trim() : result.kind;
  throw new SshFailureError({ kind: 'not-possible', detail: `ssh -G: ${words}` });
}

/** Lines of `name value`. */
export function settingsOf(text: string): Settings {
  const settings = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank < 1) continue;
    const name = line.slice(0, blank).toLowerCase();
    settings.set(name, [...(settings.get(name) ?? []), line.slice(blank + 1).trim()]);
  }
  return settings;
}
