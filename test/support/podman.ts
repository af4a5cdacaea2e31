import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { createContainer, importBusybox, testImage } from './dockerd.ts';
import { until } from './processes.ts';

/** Milliseconds until the service must answer; it takes about half a second. */
const READY_MS = 20_000;

/** Podman's service with its own storage and socket: plain files for layers, cgroups without systemd. */
export class PodmanService {
  readonly socket: string;
  readonly docker: Docker;
  readonly #directory: string;
  #process: ChildProcess;

  private constructor(directory: string) {
    // As in a user's runtime directory: how it is found is part of what is tested.
    this.socket = join(directory, 'runtime/podman/podman.sock');
    this.docker = new Docker({ socketPath: this.socket, host: '', protocol: 'http' });
    this.#directory = directory;
    this.#process = this.#spawn();
  }

  static async start(): Promise<PodmanService> {
    const directory = await mkdtemp(join(tmpdir(), 'weaklink-podman-'));
    await mkdir(join(directory, 'runtime/podman'), { recursive: true });
    // Podman asks for more files than a machine may allow, and no container starts then.
    const limits = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n';
    await writeFile(join(directory, 'containers.conf'), limits);
    const service = new PodmanService(directory);
    try {
      await service.#ready();
      await importBusybox(service.docker, directory, testImage);
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  /** The user's runtime directory, in which the socket stands. */
  get runtime(): string {
    return join(this.#directory, 'runtime');
  }

  #arguments(): string[] {
    const path = (name: string) => join(this.#directory, name);
    return [
      ...['--root', path('storage'), '--runroot', path('run'), '--tmpdir', path('tmp')],
      ...['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs'],
      ...['--events-backend', 'file', '--runtime', 'runc'],
    ];
  }

  #spawn(): ChildProcess {
    const service = ['system', 'service', '--time', '0', `unix://${this.socket}`];
    return spawn('podman', [...this.#arguments(), ...service], {
      stdio: 'ignore',
      detached: true,
      // Its monitors write notes where they were started.
      cwd: this.#directory,
      env: { ...process.env, CONTAINERS_CONF: join(this.#directory, 'containers.conf') },
    });
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + READY_MS;
    await until(async () => {
      if (this.#process.exitCode !== null) throw new Error('podman system service ended');
      if (performance.now() > deadline) throw new Error('podman system service is not ready');
      return this.docker.ping().then(
        () => true,
        () => false,
      );
    });
  }

  /** Creates and starts a container that runs `sh -c script`. */
  async run(
    name: string,
    script: string,
    options: Partial<Docker.ContainerCreateOptions> = {},
  ): Promise<Docker.Container> {
    const container = await createContainer(this.docker, name, script, options);
    await container.start();
    return container;
  }

  /** Runs a container's health check now: without systemd nobody else does. */
  checkHealth(name: string): void {
    try {
      execFileSync('podman', [...this.#arguments(), 'healthcheck', 'run', name], {
        stdio: 'ignore',
      });
    } catch {
      // It ends with 1 where the check fails.
    }
  }

  /** Ends the service; its containers and its socket's file stay. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  async startAgain(): Promise<void> {
    await rm(this.socket, { force: true });
    this.#process = this.#spawn();
    await this.#ready();
  }

  /** Ends every container and the service, and removes what they left. */
  async stop(): Promise<void> {
    const all = await this.docker.listContainers({ all: true }).catch(() => []);
    for (const { Id } of all) {
      await this.docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => {});
    }
    await this.end();
    this.#endMonitors();
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
    for (const mount of mounts.map((line) => line.split(' ')[1] ?? '').reverse()) {
      if (mount.startsWith(`${this.#directory}/`)) execFileSync('umount', ['--lazy', mount]);
    }
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Podman leaves one watching process behind for minutes, for every command that ran in a container. */
  #endMonitors(): void {
    for (const pid of readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)) {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const isOurs = words.some((word) => word.startsWith(`${this.#directory}/`));
        if (isOurs && words[0]?.endsWith('conmon')) process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
  }
}

/** A service for one test file, or why there can be none. With WEAKLINK_REQUIRE set, none is an error. */
export async function startPodman(): Promise<PodmanService | string> {
  try {
    if (process.getuid?.() !== 0) throw new Error('containers without systemd need root');
    execFileSync('podman', ['--version'], { stdio: 'ignore' });
    if (!existsSync('/bin/busybox')) throw new Error('busybox-static is missing');
    return await PodmanService.start();
  } catch (error) {
    if (process.env.WEAKLINK_REQUIRE) throw error;
    return `podman: ${error instanceof Error ? error.message.split('\n', 1).join() : String(error)}`;
  }
}
