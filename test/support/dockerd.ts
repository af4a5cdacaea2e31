import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { until } from './processes.ts';

/** Name of the one image: busybox and nothing else. */
export const testImage = 'weaklink-test:latest';

/** Milliseconds until a daemon must be ready; it takes about half a second. */
const READY_MS = 20_000;
/** Applets of busybox that the tests call. */
const applets = [
  ...['sh', 'sleep', 'tail', 'true', 'false', 'echo', 'cat', 'kill', 'wget'],
  ...['head', 'nc', 'dd', 'mkdir', 'ln', 'ls', 'id'],
];

/** A Docker daemon of its own: private data and socket, no bridge, no rules for the firewall. */
export class Dockerd {
  readonly socket: string;
  readonly docker: Docker;
  readonly #directory: string;
  readonly #process: ChildProcess;

  private constructor(directory: string, process: ChildProcess) {
    this.socket = join(directory, 'docker.sock');
    this.docker = new Docker({ socketPath: this.socket, host: '', protocol: 'http' });
    this.#directory = directory;
    this.#process = process;
  }

  static async start(): Promise<Dockerd> {
    const directory = await mkdtemp(join(tmpdir(), 'weaklink-dockerd-'));
    const path = (name: string) => join(directory, name);
    const process = spawn(
      'dockerd',
      [
        `--data-root=${path('data')}`,
        `--exec-root=${path('exec')}`,
        `--pidfile=${path('pid')}`,
        `--host=unix://${path('docker.sock')}`,
        '--bridge=none',
        '--iptables=false',
        '--ip-forward=false',
        '--ip-masq=false',
      ],
      // A session of its own: the terminal's Ctrl-C must not reach it before its containers end.
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    let log = '';
    process.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk).slice(-2_000);
    });
    const dockerd = new Dockerd(directory, process);
    try {
      await dockerd.#ready(() => log);
      await dockerd.importImage(testImage);
      return dockerd;
    } catch (error) {
      await dockerd.stop();
      throw error;
    }
  }

  async #ready(log: () => string): Promise<void> {
    const deadline = performance.now() + READY_MS;
    await until(async () => {
      if (this.#process.exitCode !== null) throw new Error(`dockerd ended: ${log()}`);
      if (performance.now() > deadline) throw new Error(`dockerd is not ready: ${log()}`);
      return this.docker.ping().then(
        () => true,
        () => false,
      );
    });
  }

  importImage(name: string): Promise<void> {
    return importBusybox(this.docker, this.#directory, name);
  }

  /** A bridge of its own for containers that are to be reached; gone when the daemon is stopped. */
  async makeNetwork(name: string, subnet: string): Promise<void> {
    const IPAM = { Driver: 'default', Config: [{ Subnet: subnet }] };
    await this.docker.createNetwork({ Name: name, Driver: 'bridge', IPAM });
  }

  /** Creates and starts a container that runs `sh -c script`. */
  async run(
    name: string,
    script: string,
    options: Partial<Docker.ContainerCreateOptions> = {},
  ): Promise<Docker.Container> {
    const container = await this.create(name, script, options);
    await container.start();
    return container;
  }

  create(
    name: string,
    script: string,
    options: Partial<Docker.ContainerCreateOptions> = {},
  ): Promise<Docker.Container> {
    return createContainer(this.docker, name, script, options);
  }

  /** Makes the daemon stop in the middle of its work, as a hung one does: all of its threads. */
  async freeze(): Promise<void> {
    this.#process.kill('SIGSTOP');
    const tasks = `/proc/${this.#process.pid}/task`;
    await until(() => readdirSync(tasks).every((task) => stateOf(`${tasks}/${task}`) === 'T'));
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** Ends every container and the daemon, and removes what they left. */
  async stop(): Promise<void> {
    const all = await this.docker.listContainers({ all: true }).catch(() => []);
    await Promise.all(
      all.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true }).catch(ignore)),
    );
    // The kernel would keep a bridge, with its route, after the daemon.
    const networks = await this.docker.listNetworks().catch(() => []);
    const made = networks.filter(({ Driver }) => Driver === 'bridge');
    await Promise.all(made.map(({ Id }) => this.docker.getNetwork(Id).remove().catch(ignore)));
    if (this.#process.exitCode === null && this.#process.pid !== undefined) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await ended;
    }
    this.#unmount();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A container in the host's network leaves a mount of it behind, which cannot be removed. */
  #unmount(): void {
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
    for (const mount of mounts.map((line) => line.split(' ')[1] ?? '').reverse()) {
      if (mount.startsWith(`${this.#directory}/`)) execFileSync('umount', ['--lazy', mount]);
    }
  }
}

function ignore(): void {}

/** Makes an image of busybox alone. `directory`: where its files are put together. */
export async function importBusybox(docker: Docker, directory: string, name: string) {
  const root = join(directory, 'root');
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'tmp'), { recursive: true });
  if (!existsSync(join(root, 'bin/busybox'))) {
    await copyFile('/bin/busybox', join(root, 'bin/busybox'));
    for (const applet of applets) await symlink('busybox', join(root, 'bin', applet));
  }
  const [repo = name, tag = 'latest'] = name.split(':');
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = await docker.importImage(tar.stdout, { repo, tag });
  answer.resume();
  await once(answer, 'end');
}

/** Creates a container of the test's image that runs `sh -c script`, without a network. */
export function createContainer(
  docker: Docker,
  name: string,
  script: string,
  { HostConfig, ...options }: Partial<Docker.ContainerCreateOptions> = {},
): Promise<Docker.Container> {
  return docker.createContainer({
    name,
    Image: testImage,
    Cmd: ['/bin/sh', '-c', script],
    HostConfig: { NetworkMode: 'none', ...HostConfig },
    ...options,
  });
}

/** The state letter of a thread, as the kernel has it. */
function stateOf(task: string): string {
  const stat = readFileSync(`${task}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
}

/**
 * A daemon for one test file, or why there can be none. With WEAKLINK_REQUIRE set, none is an error.
 */
export async function startDockerd(): Promise<Dockerd | string> {
  try {
    await checkNeeds();
    return await Dockerd.start();
  } catch (error) {
    if (process.env.WEAKLINK_REQUIRE) throw error;
    return error instanceof Error ? error.message.split('\n', 1).join() : String(error);
  }
}

async function checkNeeds(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('dockerd needs root');
  try {
    execFileSync('dockerd', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error('dockerd is not installed (Debian: docker.io iptables)');
  }
  const busybox = await readFile('/bin/busybox').catch(() => null);
  if (!busybox) throw new Error('/bin/busybox is missing (Debian: busybox-static)');
}
