import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { kubernetesProbe } from '../../../probes/kubernetes/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { sshEnvironment } from '../../../src/vantage/ssh/environment.ts';
import { SshPool } from '../../../src/vantage/ssh/pool.ts';
import { SshVantage } from '../../../src/vantage/ssh/vantage.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { startClusterWithin } from '../../support/fakes/start-kubernetes-within.ts';
import { lookAt } from '../../support/look-at.ts';
import { Namespace } from '../../support/namespace.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { makeKey, startSshd } from '../../support/sshd.ts';

const TOKEN = 'fake-token-there-6b1d9e2f';

interface Place {
  readonly vantage: Vantage;
  readonly network: string | undefined;
  close(): Promise<void>;
}

async function inNamespace(): Promise<Place> {
  const namespace = new Namespace('127.0.0.1');
  return {
    vantage: namespace.vantage,
    network: namespace.path,
    close: async () => namespace.close(),
  };
}

async function behindSsh(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-k8s-ssh-'));
  const key = makeKey(directory, 'id_ed25519');
  const sshd = await startSshd({ authorized: await readFile(`${key}.pub`, 'utf8') });
  const configFile = join(directory, 'config');
  const known = join(directory, 'known_hosts');
  await writeFile(known, sshd.hostKeys.map((one) => `[127.0.0.1]:${sshd.port} ${one}\n`).join(''));
  await writeFile(
    configFile,
    `Host *\nIdentityFile ${key}\nUserKnownHostsFile ${known}\nGlobalKnownHostsFile none\n`,
  );
  const environment = { ...sshEnvironment({ PATH: process.env.PATH }), configFile };
  const pool = new SshPool(environment);
  const address = { host: '127.0.0.1', port: sshd.port };
  return {
    vantage: new SshVantage({ name: 'node', address, environment, pool }),
    network: undefined,
    close: async () => {
      await pool.close();
      await sshd.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The kubeconfig, its papers and its plugin are those of the place, and the server is reached from there. */
describe.runIf(needsPrograms('ip', 'nsenter', 'sshd', 'ssh-keygen')).each([
  ['a network of its own', inNamespace],
  ['a machine behind SSH', behindSsh],
])('a cluster looked at from %s', (_, enter) => {
  let place: Place;
  let cluster: Awaited<ReturnType<typeof startClusterWithin>>;
  let directory: string;
  let kubeconfig: string;
  beforeAll(async () => {
    place = await enter();
    cluster = await startClusterWithin(place.network, TOKEN);
    directory = await mkdtemp(join(tmpdir(), 'weaklink-k8s-there-'));
    await writeFile(join(directory, 'ca.pem'), cluster.ca);
    const plugin = join(directory, 'plugin');
    const answer = `const { apiVersion, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO); console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion, status: { token: spec.interactive === false && process.env.WHO === "it's me" ? '${TOKEN}' : 'wrong-token' } }));`;
    await writeFile(plugin, `#!${process.execPath}\n${answer}\n`);
    await chmod(plugin, 0o755);
    kubeconfig = join(directory, 'config');
    await writeFile(
      kubeconfig,
      stringify({
        'current-context': 'there',
        clusters: [
          { name: 'fake', cluster: { server: cluster.url, 'certificate-authority': 'ca.pem' } },
        ],
        users: [
          {
            name: 'me',
            user: {
              exec: {
                apiVersion: 'client.authentication.k8s.io/v1',
                command: './plugin',
                interactiveMode: 'Never',
                env: [{ name: 'WHO', value: "it's me" }],
              },
            },
          },
        ],
        contexts: [{ name: 'there', context: { cluster: 'fake', user: 'me', namespace: 'llm' } }],
      }),
    );
  }, 60_000);
  afterAll(async () => {
    await cluster?.close();
    await place?.close();
    if (directory) await rm(directory, { recursive: true });
  });

  const look = (object: string, parts = {}): Promise<Finding> =>
    lookAt(
      kubernetesProbe,
      { object, kubeconfig, ...parts },
      { vantage: place.vantage, deadlineMs: 30_000 },
    );

  test('its workloads and nodes', async () => {
    const well = await look('deployment/vllm');
    expect(well, JSON.stringify(well)).toMatchObject({ outcome: 'ok', symptom: null });
    expect(await look('node/gpu-1')).toMatchObject({ symptom: 'k8s.node_cordoned' });
    expect(await look('deployment/none')).toMatchObject({ symptom: 'k8s.not_found' });
  });

  test('without a way to it', async () => {
    const gone = await look('api', { kubeconfig: join(directory, 'gone') });
    expect(gone).toMatchObject({ outcome: 'unknown', symptom: 'k8s.kubeconfig' });
    await cluster.close();
    expect(await look('deployment/vllm')).toMatchObject({
      outcome: 'unknown',
      symptom: 'k8s.api_unreachable',
    });
  });
});
