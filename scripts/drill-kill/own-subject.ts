import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { answers } from '../../src/drill/processes/answers.ts';
import { processesNamed } from './processes.ts';
import type { Subject } from './subject.ts';

const DATA = 'what the service reads\n'.repeat(100);
const MODE = 0o755;

/**
 * A chain of one's own: a process that is stopped, a proxy that is slow, files that are damaged. The
 * process and the ports must be gone, and the files be as they were.
 *
 * @param directory of this round's own
 */
export async function ownSubject(directory: string): Promise<Subject> {
  const [server, proxy] = await Promise.all([freePort(), freePort()]);
  const files = join(directory, 'files');
  const closed = join(files, 'closed');
  mkdirSync(closed, { recursive: true, mode: MODE });
  writeFileSync(join(files, '.weaklink-drill-allow'), '');
  for (const name of ['original', 'copy']) writeFileSync(join(files, name), DATA);
  const before = readdirSync(files);
  const scenario = join(directory, 'own.yaml');
  writeFileSync(scenario, scenarioOf({ server, proxy, files, closed }));
  return {
    scenario,
    injectsMs: 4_500,
    remember: () => {},
    async left() {
      const listens = await Promise.all(
        [server, proxy].map((port) => answers(`127.0.0.1:${port}`)),
      );
      const added = readdirSync(files).filter((name) => !before.includes(name));
      const differs = readFileSync(join(files, 'copy'), 'utf8') !== DATA;
      const isClosed = (statSync(closed).mode & 0o777) !== MODE;
      return {
        processesLeft: processesNamed(`serve-${server}`).length,
        tracesLeft:
          listens.filter(Boolean).length + added.length + Number(differs) + Number(isClosed),
      };
    },
  };
}

interface Places {
  readonly server: number;
  readonly proxy: number;
  readonly files: string;
  readonly closed: string;
}

function scenarioOf({ server, proxy, files, closed }: Places): string {
  const program =
    "require('node:http').createServer((_, answer) => answer.end('ok'))" +
    `.listen(${server}, '127.0.0.1') // serve-${server}`;
  const address = `http://127.0.0.1:${proxy}/`;
  const faults = [
    { name: 'slow', for: '3s', inject: { tcp: { proxy: 'way', toxic: 'latency', latency: 300 } } },
    {
      name: 'freeze',
      at: '500ms',
      for: '3s',
      inject: { process: { process: 'web', action: 'stop' } },
    },
    {
      name: 'damage',
      at: '1s',
      for: '4s',
      inject: {
        file: { action: 'corrupt', original: join(files, 'original'), copy: join(files, 'copy') },
      },
    },
    {
      name: 'fill',
      at: '1500ms',
      for: '3s',
      inject: { file: { action: 'fill', directory: files, bytes: 100_000 } },
    },
    {
      name: 'close',
      at: '2s',
      for: '3s',
      inject: { file: { action: 'read-only', directory: closed } },
    },
  ];
  // Links of their own, so that nothing waits for another fault of the same link.
  const links = Object.fromEntries(
    faults.map(({ name }) => [
      name,
      { kind: 'service', address, probes: [{ kind: 'http', url: address, every: '250ms' }] },
    ]),
  );
  const allow = ['tcp', 'process', 'file'];
  return JSON.stringify({
    title: 'Faults of a chain of its own come and go, and somebody kills the drill',
    chain: { chain: `own-${server}`, links },
    processes: { web: { argv: [process.execPath, '-e', program], ready: `127.0.0.1:${server}` } },
    proxies: {
      way: { kind: 'tcp', listen: `127.0.0.1:${proxy}`, upstream: `127.0.0.1:${server}` },
    },
    targets: Object.fromEntries(faults.map(({ name }) => [name, { allow }])),
    faults: faults.map((fault) => ({ ...fault, link: fault.name })),
    expect: { 'root-cause': [{ link: 'freeze' }], recovery: 'none' },
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
