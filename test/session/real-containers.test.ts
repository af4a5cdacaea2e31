import type Docker from 'dockerode';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { Session } from '../../src/session/session.ts';
import { startDockerd } from '../support/dockerd.ts';
import { until } from '../support/processes.ts';

/* Real faults of a real container under a service, and the verdict of the real engine. */

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
if (typeof daemon !== 'string') await dockerd.makeNetwork('faults-net', '10.213.95.0/24');
afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

/** Looks of the whole chain before a fault, and after which at the latest it must be named. */
const LOOKS_WELL = 9;
const LOOKS_ILL = 200;

const serve = 'busybox httpd -f -p 80 -h /tmp';
const limit = 24 * 1_048_576;

interface Fault {
  readonly name: string;
  readonly script?: string;
  readonly options?: Docker.ContainerCreateOptions['HostConfig'];
  /** As the docker probe has them, beside the name. */
  readonly expected?: object;
  inject(container: Docker.Container): Promise<unknown>;
  /** Modes of the container that a careful expert would name. */
  readonly modes: RegExp;
}

const enter = async (container: Docker.Container, script: string) => {
  const exec = await container.exec({ Cmd: ['/bin/sh', '-c', script] });
  await exec.start({ Detach: true });
};

const faults: readonly Fault[] = [
  { name: 'paused', inject: (container) => container.pause(), modes: /^container\.paused$/ },
  {
    name: 'out-of-memory',
    // The shell outlives the victim, so that Docker records the kill; then the container ends.
    script: `while true; do test -e /tmp/go && { tail /dev/zero; sleep 1; exit 137; }; sleep 0.2; done & ${serve} & wait $!`,
    options: { Memory: limit, MemorySwap: limit, OomKillDisable: false },
    inject: (container) => enter(container, 'echo > /tmp/go; tail /dev/zero; kill -9 1'),
    modes: /^container\.(?:oom_killed|exited)$/,
  },
  {
    name: 'disconnected',
    inject: (container) =>
      dockerd.docker.getNetwork('faults-net').disconnect({ Container: container.id }),
    modes: /^container\.disconnected$/,
  },
  {
    name: 'removed',
    inject: (container) => container.remove({ force: true }),
    modes: /^container\.missing$/,
  },
  {
    name: 'crash-looping',
    // Well at its first start, never again.
    script: `test -e /tmp/ran && { echo "KeyError: 'ENGINE_API_KEY'" >&2; exit 1; }; echo > /tmp/ran; exec ${serve}`,
    options: { RestartPolicy: { Name: 'always' } },
    inject: (container) => container.restart({ t: 0 }),
    modes: /^container\.secret_missing$/,
  },
];

describe.skipIf(typeof daemon === 'string')(`a container is blamed for its own fault${why}`, () => {
  test.each(faults)('$name', async ({ name, script, options, inject, modes }) => {
    const container = await dockerd.run(name, script ?? serve, {
      HostConfig: { NetworkMode: 'faults-net', ...options },
    });
    // So that a test that runs again finds its name free.
    onTestFinished(() => container.remove({ force: true }).catch(() => {}));
    const { NetworkSettings } = await container.inspect();
    const address = NetworkSettings.Networks['faults-net']?.IPAddress;
    const chain = loadChain(
      stringify({
        chain: 'faults',
        defaults: { every: '500ms', deadline: '4s' },
        links: {
          engine: { kind: 'service', address: `${address}:80`, needs: ['box'] },
          box: {
            kind: 'container',
            probes: [{ kind: 'docker', container: name, socket: dockerd.socket }],
          },
        },
      }),
      'chain.yaml',
      probes,
    );
    const session = new Session({ chain, journalDirectory: null, onTrouble: () => {} });
    onTestFinished(() => session.stop());
    let culprits: readonly string[] = [];
    let looks = 0;
    session.stream.onEvent('test', ({ type }) => {
      if (type === 'weaklink.observation') looks += 1;
    });
    session.judging.onVerdict((verdict) => {
      culprits = verdict.culprits.map(({ link, mode }) => `${link} ${mode}`);
    });
    session.start();
    await until(() => looks >= LOOKS_WELL);
    expect(culprits).toEqual([]);
    await inject(container);
    const before = looks;
    const isNamed = () => culprits.length === 1 && modes.test(culprits[0]?.split(' ')[1] ?? '');
    await until(() => isNamed() || looks > before + LOOKS_ILL);
    expect(culprits).toEqual([expect.stringMatching(/^box /)]);
    expect(culprits[0]?.split(' ')[1]).toMatch(modes);
  });
});
