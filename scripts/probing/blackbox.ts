import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import {
  CONCURRENCY,
  type Kind,
  type Measurement,
  type Ports,
  WARM_UP_LOOKS,
  WARM_UP_SECONDS,
} from './measurement.ts';
import { listening, unusedPort } from './ports.ts';

const MODULES = (ca: string) => `
modules:
  http: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } }
  tcp: { prober: tcp, timeout: 5s, tcp: { preferred_ip_protocol: ip4 } }
  https:
    prober: http
    timeout: 5s
    http: { preferred_ip_protocol: ip4, tls_config: { ca_file: "${ca}", server_name: localhost } }
`;

/** A blackbox_exporter, asked for probes over connections that are kept, as Prometheus does. */
export class Blackbox {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #targets: Readonly<Record<Kind, string>>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  readonly #ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

  private constructor(child: ChildProcess, port: number, ports: Ports) {
    this.#child = child;
    this.#port = port;
    this.#targets = {
      http: `http://127.0.0.1:${ports.http}/`,
      tcp: `127.0.0.1:${ports.http}`,
      https: `https://127.0.0.1:${ports.https}/`,
    };
  }

  static async start(directory: string, program: string, ports: Ports): Promise<Blackbox> {
    const config = join(directory, 'blackbox.yml');
    writeFileSync(config, MODULES(join(directory, 'ca.pem')));
    const port = await unusedPort();
    const child = spawn(
      program,
      [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
      { stdio: 'inherit' },
    );
    await listening(port);
    return new Blackbox(child, port, ports);
  }

  async measure(kind: Kind, seconds: number): Promise<Measurement> {
    await this.#probeFor(kind, WARM_UP_SECONDS, WARM_UP_LOOKS);
    const cpuBefore = this.#cpuMs();
    const startMs = performance.now();
    const { looks, bad } = await this.#probeFor(kind, seconds);
    const took = (performance.now() - startMs) / 1_000;
    return { looks, bad, seconds: took, cpuMs: this.#cpuMs() - cpuBefore, rssMb: this.#rssMb() };
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #probeFor(
    kind: Kind,
    seconds: number,
    leastLooks = 0,
  ): Promise<{ looks: number; bad: number }> {
    const endMs = performance.now() + seconds * 1_000;
    const counts = { looks: 0, bad: 0 };
    const worker = async () => {
      while (performance.now() < endMs || counts.looks < leastLooks) {
        const text = await this.#probe(kind);
        counts.looks += 1;
        if (!text.includes('\nprobe_success 1\n')) counts.bad += 1;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return counts;
  }

  #probe(kind: Kind): Promise<string> {
    const path = `/probe?module=${kind}&target=${encodeURIComponent(this.#targets[kind])}`;
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve(text));
      }).on('error', reject);
    });
  }

  /** Of all threads, user and system: fields 14 and 15 of its stat, counted after its name. */
  #cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / this.#ticksPerSecond;
  }

  #rssMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024;
  }
}
