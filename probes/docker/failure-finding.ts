import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { EngineFailure } from '../../src/vantage/docker/engine.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding, selfSymptoms } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import type { dockerSymptoms } from './symptoms.ts';

const SUMMARY_CHARACTERS = 60;

/** System errors that are about this machine or this user, not about Docker. */
const ownFailures: Readonly<Record<string, readonly [keyof typeof selfSymptoms, string]>> = {
  EACCES: ['self.permission', 'may not open the Docker socket'],
  EPERM: ['self.permission', 'may not open the Docker socket'],
  EMFILE: ['self.resource', 'no file descriptors left'],
  ENFILE: ['self.resource', 'no file descriptors left'],
};

/** What to know about a look that got no container to see. */
export interface Circumstance {
  /** The container's name or label, as the options have it. */
  readonly wanted: string;
  readonly path: string;
  /** Whether the daemon answered another, simpler question; null where it was not asked. */
  readonly pong: boolean | null;
}

export function failureFinding(
  failure: EngineFailure,
  { wanted, path, pong }: Circumstance,
  kept: KeptText,
): Finding {
  switch (failure.kind) {
    case 'cancelled':
      return couldNotLook('self.cancelled', safe`cancelled`);
    case 'timeout':
      return pong === true
        ? failed('docker.daemon_unreachable', safe`Docker hangs on this container`, [
            safe`the daemon at ${path} answers, but not about ${wanted}`,
          ])
        : failed('docker.daemon_unreachable', safe`the Docker daemon does not answer in time`, [
            safe`something listens at ${path} and says nothing`,
          ]);
    case 'status':
      return failure.status === 404
        ? failed('docker.not_found', safe`there is no container ${wanted}`, [])
        : failed('docker.daemon_unreachable', safe`Docker answers with ${failure.status}`, [
            kept.fact(failure.message),
          ]);
    case 'unreachable':
      return unreachable(failure.code, failure.message, path, kept);
  }
}

function unreachable(code: string, message: string, path: string, kept: KeptText): Finding {
  const own = ownFailures[code];
  if (own) return couldNotLook(own[0], safe`${own[1]}`, [safe`${path}: ${code}`]);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no Docker socket',
    ECONNREFUSED: 'nobody listens on the Docker socket',
  };
  return failed(
    'docker.daemon_unreachable',
    safe`${words[code] ?? 'Docker breaks off the connection'}`,
    [safe`${path}: ${kept.fact(message)}`],
  );
}

function failed(
  symptom: keyof typeof dockerSymptoms,
  summary: SafeText,
  evidence: readonly SafeText[],
): Finding {
  return {
    outcome: 'failed',
    symptom,
    summary: sanitise(summary, { maxCharacters: SUMMARY_CHARACTERS }),
    evidence,
  };
}
