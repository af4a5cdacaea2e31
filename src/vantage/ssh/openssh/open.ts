import type { SshConnection } from '../connection.ts';
import type { SshEnvironment } from '../environment.ts';
import { SshFailureError } from '../failure.ts';
import type { Route } from '../route.ts';
import type { Patience } from '../slots.ts';

export async function openOpenssh(
  route: Route,
  _environment: SshEnvironment,
  _patience: Patience,
): Promise<SshConnection> {
  const detail = `needs ${route.because ?? 'OpenSSH'}, which is not built yet`;
  throw new SshFailureError({ kind: 'not-possible', detail });
}
