import { existsSync } from 'node:fs';
import { DEFAULT_SOCKET, podmanSockets, socketPath } from './socket.ts';

/**
 * The socket of this machine to ask, Podman's where Docker's is missing and nobody named one; null
 * where DOCKER_HOST names another machine.
 */
export function localSocket(
  option: string | undefined,
  env: Readonly<Partial<Record<string, string>>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const path = socketPath(option, env.DOCKER_HOST);
  if (path !== DEFAULT_SOCKET || option !== undefined || exists(path)) return path;
  return podmanSockets(env.XDG_RUNTIME_DIR).find((podman) => exists(podman)) ?? path;
}
