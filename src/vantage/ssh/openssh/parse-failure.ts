import { readFileSync } from 'node:fs';
import type { HostConfig } from '../config/host-config.ts';
import type { KnownKey, ShownKey, SshFailure } from '../failure.ts';
import { fingerprintOf } from '../known-hosts/fingerprint.ts';
import { type KnownHost, parseKnownHosts } from '../known-hosts/line.ts';
import { acceptCommand } from '../ssh2/accept-command.ts';
import { atHop } from '../ssh2/connect.ts';

/** What a client that did not get in said, `-v` and in English, became of which host on the way. */
export function failureInWords(log: string, hops: readonly HostConfig[]): SshFailure {
  const passed = log.match(/^(?:debug1: )?Authenticated to .*$/gm)?.length ?? 0;
  const index = Math.min(passed, hops.length - 1);
  const hop = hops[index];
  const failure = failureOfHop(log, hop, hops.slice(0, index));
  if (failure.kind === 'prohibited' && index > 0 && hops[index - 1]) {
    return atHop(failure, index, hops[index - 1] as HostConfig);
  }
  return hop && index < hops.length - 1 ? atHop(failure, index + 1, hop) : failure;
}

/** Something else answers: the client would wait for SSH until its own time is over. */
export const otherProtocol = /banner line \d+: HTTP\/.*/;

type Rule = readonly [RegExp, (words: string) => SshFailure];

/** In the order in which they are tried: the more telling first. */
const rules: readonly Rule[] = [
  [otherProtocol, (detail) => ({ kind: 'handshake', detail })],
  [/Could not resolve hostname .*/, (detail) => ({ kind: 'name-unresolved', detail })],
  [/open failed: administratively prohibited.*/, (detail) => ({ kind: 'prohibited', detail })],
  [
    /(?:connect to host|connect failed).*Connection refused/,
    (detail) => ({ kind: 'refused', detail }),
  ],
  [
    /(?:connect to host|connect failed).*(?:timed out|Connection timed out)/,
    (detail) => ({ kind: 'timed-out', phase: 'connect', detail }),
  ],
  [
    /(?:connect to host|connect failed).*(?:No route to host|unreachable)/,
    (detail) => ({ kind: 'unreachable', detail }),
  ],
  [/open failed: connect failed: .*/, (detail) => ({ kind: 'unreachable', detail })],
  [/Unable to negotiate with .*/, (detail) => ({ kind: 'no-common-algorithm', detail })],
  [
    /Connection timed out during banner exchange|Timeout, server .* not responding.*/,
    (detail) => ({ kind: 'timed-out', phase: 'handshake', detail }),
  ],
];

function failureOfHop(
  log: string,
  config: HostConfig | undefined,
  through: readonly HostConfig[],
): SshFailure {
  const key = keyFailure(log, config, through);
  if (key) return key;
  for (const [pattern, make] of rules) {
    const words = pattern.exec(log)?.[0];
    if (words !== undefined) return make(words);
  }
  return loginFailure(log) ?? { kind: 'handshake', detail: lastWords(log) };
}

/** The key that the last host showed: those before it were accepted. */
export function shownKeyIn(log: string): ShownKey | undefined {
  const [, type, fingerprint] =
    [...log.matchAll(/^debug1: Server host key: (\S+) (SHA256:\S+)/gm)].at(-1) ?? [];
  return type === undefined || fingerprint === undefined ? undefined : { type, fingerprint };
}

function keyFailure(
  log: string,
  config: HostConfig | undefined,
  through: readonly HostConfig[],
): SshFailure | undefined {
  const key = shownKeyIn(log) ?? { type: 'unknown', fingerprint: 'unknown' };
  if (/REVOKED HOST KEY DETECTED|Host key .* revoked/i.test(log)) {
    return { kind: 'host-key-revoked', key, known: revokedAt(key, config) };
  }
  if (log.includes('HOST IDENTIFICATION HAS CHANGED')) {
    const known = placeIn(log, /Offending .*key in (.+):(\d+)/);
    return { kind: 'host-key-changed', key, known: known ? [known] : [] };
  }
  if (/host key is known for|Host key verification failed/.test(log) && config) {
    const accept = acceptCommand(config, through, key.type);
    return { kind: 'host-key-unknown', key, knownTypes: [], accept };
  }
  return undefined;
}

const nowhere: KnownKey = { fingerprint: 'unknown', file: 'unknown', line: 0 };

/** The client does not say where it stands. */
function revokedAt({ fingerprint }: ShownKey, config: HostConfig | undefined): KnownKey {
  const entry = (config?.knownHostsFiles ?? [])
    .flatMap(entriesOf)
    .find(({ marker, blob }) => marker === 'revoked' && fingerprintOf(blob) === fingerprint);
  return entry ? { fingerprint, file: entry.file, line: entry.line } : nowhere;
}

function placeIn(log: string, pattern: RegExp): KnownKey | undefined {
  const [, file, digits] = pattern.exec(log) ?? [];
  if (file === undefined) return undefined;
  const line = Number(digits);
  return { file, line, fingerprint: fingerprintAt(file, line) };
}

function fingerprintAt(file: string, line: number): string {
  const entry = entriesOf(file).find((one) => one.line === line);
  return entry ? fingerprintOf(entry.blob) : 'unknown';
}

function entriesOf(file: string): readonly KnownHost[] {
  try {
    return parseKnownHosts(readFileSync(file, 'utf8'), file);
  } catch {
    return [];
  }
}

function loginFailure(log: string): SshFailure | undefined {
  const offered = [...log.matchAll(/Permission denied \(([^)]*)\)/g)].at(-1)?.[1];
  const isTooMany = /Too many authentication failures/.test(log);
  if (offered === undefined && !isTooMany) return undefined;
  const methods = offered?.split(',') ?? [];
  const isPartial = /with partial success/.test(log);
  if (isPartial || (methods.length > 0 && methods.every((one) => one === 'keyboard-interactive'))) {
    return { kind: 'second-factor', methods };
  }
  const keys = log.match(/^debug1: Offering public key: .*$/gm)?.length ?? 0;
  const tried = keys === 0 ? ['there is no key to try'] : [`${keys} keys were refused`];
  return { kind: 'login-refused', methods, tried };
}

/** The last line that is no diagnostic. */
function lastWords(log: string): string {
  const lines = log.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && !/^debug\d:|^OpenSSH_/.test(line)) ?? 'ssh ended';
}
