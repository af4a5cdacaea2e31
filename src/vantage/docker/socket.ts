/** Where the daemon listens when nobody says otherwise. */
export const DEFAULT_SOCKET = '/var/run/docker.sock';
/** Where Podman's service of the whole machine listens; it speaks Docker's protocol. */
const PODMAN_SOCKET = '/run/podman/podman.sock';

/**
 * The socket to ask: the option's, that of DOCKER_HOST, or the default; null where DOCKER_HOST
 * names another machine, for an answer from there would be about the wrong containers.
 */
export function socketPath(
  option: string | undefined,
  dockerHost: string | undefined,
): string | null {
  if (option !== undefined) return option;
  if (!dockerHost) return DEFAULT_SOCKET;
  const path = /^unix:\/\/(\/.+)$/.exec(dockerHost)?.[1];
  return path ?? null;
}

/**
 * Podman's sockets, to be tried where Docker's is missing and nobody named another.
 *
 * @param runtimeDirectory XDG_RUNTIME_DIR of the user who looks, where it is known
 */
export function podmanSockets(runtimeDirectory: string | undefined): readonly string[] {
  const own = runtimeDirectory?.startsWith('/') ? [`${runtimeDirectory}/podman/podman.sock`] : [];
  return [PODMAN_SOCKET, ...own];
}
