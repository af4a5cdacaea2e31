/** Where the daemon listens when nobody says otherwise. */
const DEFAULT_SOCKET = '/var/run/docker.sock';

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
