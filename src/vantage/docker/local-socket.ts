import { existsSync } from 'node:fs';
import { DEFAULT_SOCKET, otherSockets, pathOfUrl, socketPath } from './socket.ts';

/**
 * The socket of this machine to ask: where Docker's is missing and nobody named one, the one that
 * CONTAINER_HOST names (Podman's variable), else Podman's or the user's own; null where DOCKER_HOST
 * or CONTAINER_HOST names another machine.
 */
export function localSocket(
  option: string | undefined,
  env: Readonly<Partial<Record<string, string>>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const path = socketPath(option, env.DOCKER_HOST);
  if (path !== DEFAULT_SOCKET || option !== undefined || exists(path)) return path;
  if (env.CONTAINER_HOST) return pathOfUrl(env.CONTAINER_HOST);
  return otherSockets(env.XDG_RUNTIME_DIR).find((other) => exists(other)) ?? path;
}
