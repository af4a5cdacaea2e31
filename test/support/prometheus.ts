import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './listeners.ts';
import { findProgram } from './needs-program.ts';
import { stateOf, until } from './processes.ts';

/** Scrape and evaluation intervals of the tests: as quick as a busy machine bears. */
export const SCRAPE_MS = 1_000;

const SPOILT_BYTES = 1_000;

export interface PrometheusSetup {
  /** Job → the `host:port` of its targets. The server scrapes itself as the job `prometheus` besides. */
  readonly jobs?: Readonly<Record<string, readonly string[]>>;
  /** YAML of rule groups. */
  readonly rules?: string;
  /** False: its job of its own is left out. */
  readonly scrapesItself?: boolean;
  readonly flags?: readonly string[];
  /** KiB of a file system of its own for its data; needs root. Default: that of the machine. */
  readonly diskKib?: number;
}

/** A real Prometheus on loopback with data of its own. */
export class PrometheusServer {
  readonly port: number;
  readonly directory: string;
  readonly #setup: PrometheusSetup;
  #child: ChildProcess | undefined;

  private constructor(port: number, directory: string, setup: PrometheusSetup) {
    this.port = port;
    this.directory = directory;
    this.#setup = setup;
  }

  static async start(setup: PrometheusSetup = {}): Promise<PrometheusServer> {
    const directory = await mkdtemp(join(tmpdir(), 'weaklink-prometheus-'));
    const server = new PrometheusServer(await freePort(), directory, setup);
    await writeFile(join(directory, 'rules.yml'), setup.rules ?? 'groups: []\n');
    await writeFile(join(directory, 'prometheus.yml'), server.#config());
    if (setup.diskKib !== undefined) {
      await mkdir(server.#data);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${setup.diskKib}k`, 'tmpfs', server.#data]);
    }
    await server.run();
    return server;
  }

  get #data(): string {
    return join(this.directory, 'data');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the process, and waits until it is ready. */
  async run(): Promise<void> {
    const child = spawn(
      findProgram('prometheus') ?? 'prometheus',
      [
        `--config.file=${this.directory}/prometheus.yml`,
        `--storage.tsdb.path=${this.#data}/tsdb`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        '--log.level=error',
        ...(this.#setup.flags ?? []),
      ],
      { stdio: 'ignore' },
    );
    this.#child = child;
    const ended = once(child, 'exit').then(() => true);
    while (!(await this.isReady())) {
      if (await Promise.race([ended, pause(50, false)])) throw new Error('Prometheus ended');
    }
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/-/ready`)).status === 200;
    } catch {
      return false;
    }
  }

  /** Waits until the query gives something. */
  async untilAnswered(query: string): Promise<void> {
    while ((await this.query(query)).length === 0) await pause(100);
  }

  async query(query: string): Promise<readonly { readonly value: readonly [number, string] }[]> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { data?: { result?: [] } };
    return data?.result ?? [];
  }

  /** Lets it stand still, as in a machine that is suspended; resolves when every thread does. */
  async standStill(): Promise<void> {
    this.#child?.kill('SIGSTOP');
    const threads = `/proc/${this.#child?.pid}/task`;
    await until(() => readdirSync(threads).every((thread) => stateOf(Number(thread)) === 'T'));
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Overwrites the middle of its write-ahead log; it must be ended. */
  async spoilLog(): Promise<void> {
    const wal = join(this.#data, 'tsdb', 'wal');
    const [first = ''] = (await readdir(wal)).filter((name) => /^\d+$/.test(name)).sort();
    const file = await open(join(wal, first), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(SPOILT_BYTES, 0x2a), 0, SPOILT_BYTES, Math.floor(size / 2));
    await file.close();
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }

  /** Writes a file of its disk until that is full. */
  fillDisk(): void {
    const file = openSync(join(this.#data, 'filler'), 'w');
    try {
      for (;;) writeSync(file, Buffer.alloc(4_096));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  async close(): Promise<void> {
    await this.end('SIGKILL');
    if (this.#setup.diskKib !== undefined) execFileSync('umount', [this.#data]);
    await rm(this.directory, { recursive: true, force: true });
  }

  #config(): string {
    const jobs = Object.entries({
      ...(this.#setup.scrapesItself === false
        ? {}
        : { prometheus: [`127.0.0.1:${this.port}`] as readonly string[] }),
      ...this.#setup.jobs,
    });
    const scrapes = jobs.map(([job, targets]) => ({
      job_name: job,
      static_configs: [{ targets }],
    }));
    const every = `${SCRAPE_MS}ms`;
    // JSON is YAML.
    return JSON.stringify({
      global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
      rule_files: [`${this.directory}/rules.yml`],
      scrape_configs: scrapes,
    });
  }
}
