import { request } from 'node:http';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

const DEFAULT_SOCKET = '/var/run/docker.sock';
const means = safe`Containers cannot be looked at; links of kind container stay untested.`;

export async function checkDocker(context: DoctorContext): Promise<DoctorFinding> {
  const host = context.env.DOCKER_HOST;
  if (host && !host.startsWith('unix://')) {
    return fine(safe`DOCKER_HOST=${host} (not asked)`);
  }
  const socket = host ? host.slice('unix://'.length) : DEFAULT_SOCKET;
  try {
    const version = await dockerVersion(socket, context);
    return fine(safe`${socket}: API ${version}`);
  } catch (error) {
    return unreachable(socket, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** `/_ping` answers every client whatever its API version. */
function dockerVersion(socketPath: string, context: DoctorContext): Promise<string> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(context.deadlineMs)]);
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/_ping', signal }, (response) => {
      response.resume();
      resolve(String(response.headers['api-version'] ?? 'unknown'));
    })
      .on('error', reject)
      .end();
  });
}

function unreachable(socket: string, code: string): DoctorFinding {
  const reason: Readonly<Record<string, readonly ['missing' | 'denied', SafeText, SafeText]>> = {
    ENOENT: ['missing', safe`does not exist`, safe`Install Docker, or set DOCKER_HOST.`],
    ECONNREFUSED: ['missing', safe`no daemon behind it`, safe`Start dockerd.`],
    EACCES: ['denied', safe`permission denied`, safe`Add this user to the group "docker".`],
  };
  const [state, seen, mend] = reason[code] ?? [
    'failing' as const,
    safe`${code}`,
    safe`See "docker info".`,
  ];
  return lacking(state, safe`${socket}: ${seen}`, means, mend);
}
