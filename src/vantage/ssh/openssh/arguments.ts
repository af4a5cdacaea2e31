import { formatSshAddress } from '../address.ts';
import type { SshEnvironment } from '../environment.ts';
import { addressOfHop, type Route } from '../route.ts';

/** Said to every client: no terminal, nothing forwarded, nobody asked. */
const quiet = ['-T', '-o', 'BatchMode=yes'];
const closed = [
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  // Nothing is accepted silently, whatever the configuration says.
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  'ServerAliveInterval=15',
  'ServerAliveCountMax=3',
];

/** The client that logs in and lends its connection to others, until it is ended. */
export function masterArguments(
  route: Route,
  { configFile }: SshEnvironment,
  controlPath: string,
  connectSeconds: number,
): readonly string[] {
  const target = route.hops.at(-1);
  if (!target) throw new Error('a way has at least one host');
  const { asked, user, port } = target;
  const jumps = route.hops.slice(0, -1).map(addressOfHop);
  const options = [
    ...closed,
    `ConnectTimeout=${connectSeconds}`,
    'ControlMaster=yes',
    // A percent sign begins a token.
    `ControlPath=${controlPath.replaceAll('%', '%%')}`,
    'ControlPersist=no',
  ];
  return [
    // Its own words tell which host failed, and what the server is.
    '-v',
    '-M',
    '-N',
    ...quiet,
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...options.flatMap((option) => ['-o', option]),
    '-l',
    user,
    '-p',
    String(port),
    ...(route.jumpsStated ? ['-J', jumps.join(',') || 'none'] : []),
    '--',
    asked.host,
  ];
}

/** A client that borrows the connection, and never makes one of its own. */
export function borrowerArguments(
  controlPath: string,
  more: readonly string[],
  command: readonly string[] = [],
): readonly string[] {
  return [
    ...quiet,
    '-F',
    'none',
    '-S',
    controlPath,
    // Without the master it would connect by itself: this way it fails instead.
    '-o',
    'ProxyCommand=false',
    ...more,
    '--',
    'there',
    ...command,
  ];
}

/** The target of `-W`. */
export function forwardTarget(host: string, port: number): string {
  return formatSshAddress({ host, port });
}
