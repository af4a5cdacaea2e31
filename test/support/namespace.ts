import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { JoinedStream } from '../../src/vantage/joined-stream.ts';
import { localVantage } from '../../src/vantage/local.ts';
import type { DialOptions, DialOutcome, Vantage } from '../../src/vantage/types.ts';

/** Connects, says so or why not on its standard error, and passes bytes both ways. */
const relayProgram = `
const [host, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host, port: Number(port) });
socket.on('connect', () => {
  process.stderr.write('{}\\n');
  socket.pipe(process.stdout);
  process.stdin.pipe(socket);
});
socket.on('error', ({ code, message }) => {
  process.stderr.write(JSON.stringify({ code, message }) + '\\n', () => process.exit(1));
});`;

/**
 * A network of its own (as `ip netns` makes them) with nothing but loopback: what listens in it can
 * be reached only from it, its firewall is its own, and so are its hosts file and its DNS servers.
 */
export class Namespace {
  readonly name = `weaklink-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  readonly #settings = `/etc/netns/${this.name}`;

  /** @param resolver the address of its DNS server */
  constructor(resolver: string) {
    execFileSync('ip', ['netns', 'add', this.name]);
    mkdirSync(this.#settings, { recursive: true });
    writeFileSync(`${this.#settings}/resolv.conf`, `nameserver ${resolver}\noptions timeout:1\n`);
    writeFileSync(`${this.#settings}/hosts`, '127.0.0.1 localhost\n');
    execFileSync('ip', this.#inside(['ip', 'link', 'set', 'lo', 'up']));
  }

  get path(): string {
    return `/run/netns/${this.name}`;
  }

  /** Stands in it through a relay process for each connection: streams, not sockets. */
  get vantage(): Vantage {
    return {
      name: 'inside',
      exec: (argv, options) =>
        localVantage.exec(['ip', ...this.#inside(argv)] as [string, ...string[]], options),
      readFile: async (path, maxBytes) =>
        execFileSync('ip', this.#inside(['head', '-c', String(maxBytes), path])),
      dial: (host, port, options) => this.#dial(host, port, options),
      forward: (path, options) => localVantage.forward(path, options),
    };
  }

  close(): void {
    execFileSync('ip', ['netns', 'del', this.name]);
    rmSync(this.#settings, { recursive: true, force: true });
  }

  #inside(argv: readonly string[]): string[] {
    return ['netns', 'exec', this.name, ...argv];
  }

  async #dial(host: string, port: number, options: DialOptions): Promise<DialOutcome> {
    const argv = this.#inside([process.execPath, '-e', relayProgram, host, String(port)]);
    const child = spawn('ip', argv, { stdio: 'pipe' });
    child.stdin.on('error', () => {});
    const late = AbortSignal.timeout(Math.max(1, Math.round(options.deadlineMs)));
    const signal = AbortSignal.any([options.signal, late]);
    try {
      const [line] = await once(createInterface(child.stderr), 'line', { signal });
      const { code, message } = JSON.parse(String(line));
      if (code !== undefined) return { kind: 'failed', code, message };
    } catch {
      child.kill('SIGKILL');
      return options.signal.aborted ? { kind: 'aborted' } : { kind: 'timed-out' };
    }
    const stream = new JoinedStream(child.stdout, child.stdin);
    stream.on('error', () => {});
    stream.on('close', () => child.kill('SIGKILL'));
    return { kind: 'connected', stream };
  }
}
