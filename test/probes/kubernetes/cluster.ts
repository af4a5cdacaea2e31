import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { kubernetesProbe } from '../../../probes/kubernetes/index.ts';
import type { Finding, LookContext, Probe } from '../../../probes/probe.ts';
import {
  type FakeCluster,
  type FakeClusterOptions,
  startFakeCluster,
} from '../../support/fakes/kubernetes.ts';
import { lookAt } from '../../support/look-at.ts';
import { strikingOut } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

export const TOKEN = 'fake-token-4d8f2c1b9a7e';
/** Milliseconds: nothing here is slow, and the machine may be busy. */
const DEADLINE_MS = 20_000;

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A fake cluster with a directory for the papers of its callers. */
export class TestCluster {
  readonly fake: FakeCluster;
  readonly directory: string;

  private constructor(fake: FakeCluster, directory: string) {
    this.fake = fake;
    this.directory = directory;
  }

  static async start(options: FakeClusterOptions = {}): Promise<TestCluster> {
    const directory = await mkdtemp(join(tmpdir(), 'weaklink-cluster-'));
    const fake = await startFakeCluster({ tokens: { [TOKEN]: 'weaklink' }, ...options });
    await writeFile(join(directory, 'ca.pem'), fake.ca);
    return new TestCluster(fake, directory);
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  async write(name: string, content: string): Promise<string> {
    await writeFile(this.file(name), content, { mode: 0o600 });
    return this.file(name);
  }

  /** A kubeconfig with one context for each user; the first is the current one. */
  async kubeconfig(
    users: Readonly<Record<string, object>>,
    ofCluster: object = {},
    name = 'config',
  ): Promise<string> {
    const names = Object.keys(users);
    return this.write(
      name,
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': names[0],
        clusters: [
          {
            name: 'fake',
            cluster: {
              server: this.fake.url,
              'certificate-authority-data': base64(this.fake.ca),
              ...ofCluster,
            },
          },
        ],
        contexts: names.map((one) => ({
          name: one,
          context: { cluster: 'fake', user: one, namespace: 'llm' },
        })),
        users: names.map((one) => ({ name: one, user: users[one] })),
      }),
    );
  }

  /** One look with the token of the cluster, or with other ways to it. */
  async look(
    object: string,
    options: Readonly<Record<string, unknown>> = {},
    context: Partial<LookContext> = {},
  ): Promise<Finding> {
    const way =
      'kubeconfig' in options || 'server' in options
        ? {}
        : { server: this.fake.url, token: 'env:TOKEN', ca: this.file('ca.pem') };
    const cluster = /^(?:node|namespace)\/|^api$/.test(object);
    const namespace = cluster ? {} : { namespace: 'llm' };
    const finding = await lookAt(
      kubernetesProbe,
      { object, ...namespace, ...way, ...options },
      {
        deadlineMs: DEADLINE_MS,
        secret: async () => TOKEN,
        redactor: strikingOut(TOKEN),
        ...context,
      },
    );
    expectSound(kubernetesProbe as unknown as Probe<never>, finding);
    return finding;
  }

  async close(): Promise<void> {
    await this.fake.close();
    await rm(this.directory, { recursive: true });
  }
}
