import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type SshEnvironment, sshEnvironment } from '../../src/vantage/ssh/environment.ts';
import { SshPool } from '../../src/vantage/ssh/pool.ts';
import { SshVantage } from '../../src/vantage/ssh/vantage.ts';
import { scratch } from './scratch.ts';
import { makeKey, type Sshd, type SshdOptions, startSshd } from './sshd.ts';

/** What a person has in `~/.ssh`, in a directory of the test. */
export interface SshClient {
  readonly directory: string;
  readonly key: string;
  readonly publicKey: string;
  readonly environment: SshEnvironment;
  /** Writes the configuration file anew; the keys and the known hosts stand in it already. */
  configure(...lines: readonly string[]): Promise<void>;
  /** Writes the file of known hosts anew. */
  know(...lines: readonly string[]): Promise<void>;
  /** A server that this client may log in at, and knows. Ends with the test. */
  serve(options?: SshdOptions): Promise<Sshd>;
  /** As `root`, who runs the tests. */
  vantage(port: number, options?: Partial<VantageOptions>): SshVantage;
}

interface VantageOptions {
  readonly host: string;
  readonly backend: SshEnvironment['backend'];
  readonly jumps: readonly { readonly host: string; readonly port: number }[];
  readonly agentSocket: string;
}

export async function sshClient(): Promise<SshClient> {
  const directory = await scratch();
  const key = makeKey(directory, 'id_ed25519');
  const publicKey = await readFile(`${key}.pub`, 'utf8');
  const configFile = join(directory, 'config');
  const knownHosts = join(directory, 'known_hosts');
  const environment = { ...sshEnvironment({}), ...findSsh(), configFile };
  const known: string[] = [];
  const client: SshClient = {
    directory,
    key,
    publicKey,
    environment,
    configure: (...lines) =>
      writeFile(
        configFile,
        [
          ...lines,
          'Host *',
          `  IdentityFile ${key}`,
          `  UserKnownHostsFile ${knownHosts}`,
          '  GlobalKnownHostsFile none',
          '',
        ].join('\n'),
      ),
    know: (...lines) => writeFile(knownHosts, `${lines.join('\n')}\n`),
    serve: async (options = {}) => {
      const sshd = await startSshd({ authorized: publicKey, ...options });
      onTestFinished(() => sshd.close());
      known.push(...knownLines(sshd));
      await client.know(...known);
      return sshd;
    },
    vantage: (port, { host = '127.0.0.1', backend = 'auto', jumps, agentSocket } = {}) => {
      const here = { ...environment, backend, agentSocket };
      const pool = new SshPool(here);
      onTestFinished(() => pool.close());
      return new SshVantage({
        name: 'there',
        address: { host, port },
        environment: here,
        pool,
        ...(jumps === undefined ? {} : { jumps }),
      });
    },
  };
  await client.configure();
  await client.know();
  return client;
}

function findSsh() {
  return { sshProgram: sshEnvironment().sshProgram };
}

/** What `ssh-keyscan` prints of a server. */
export function knownLines({ port, hostKeys }: Sshd, host = '127.0.0.1'): readonly string[] {
  return hostKeys.map((key) => `[${host}]:${port} ${key}`);
}
