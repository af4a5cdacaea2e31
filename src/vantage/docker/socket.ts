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
  return dockerHost ? pathOfUrl(dockerHost) : DEFAULT_SOCKET;
}

/** `unix:///run/podman/podman.sock` → its path; null for the address of another machine. */
export function pathOfUrl(url: string): string | null {
  return /^unix:\/\/(\/.+)$/.exec(url)?.[1] ?? null;
}

/**
 * Sockets to be tried where Docker's usual one is missing and nobody named another: Podman's of the
 * machine, and those of a user who runs Docker or Podman without being root.
 *
 * @param runtimeDirectory XDG_RUNTIME_DIR of the user who looks, where it is known
 */
export function otherSockets(runtimeDirectory: string | undefined): readonly string[] {
  const own = runtimeDirectory?.startsWith('/')
    ? [`${runtimeDirectory}/docker.sock`, `${runtimeDirectory}/podman/podman.sock`]
    : [];
  return [PODMAN_SOCKET, ...own];
}
