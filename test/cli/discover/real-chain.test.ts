import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import type { ChainFile } from '../../../src/chain/file-schema.ts';
import type { Report } from '../../../src/report/types.ts';
import { startDockerd } from '../../support/dockerd.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { noPostgres } from '../../support/postgres.ts';
import { scratch } from '../../support/scratch.ts';
import { type ServedChain, startServedChain } from '../../support/served-chain.ts';
import { weaklink } from '../../support/weaklink.ts';

const isPossible = needsPrograms('nginx', 'haproxy', 'dockerd') && noPostgres() === null;
const daemon = isPossible
  ? await startDockerd()
  : 'nginx, haproxy, dockerd or PostgreSQL is missing';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;

vi.setConfig({ testTimeout: 300_000 });
/** Milliseconds for one command on a machine that is busy with other tests. */
const COMMAND_MS = 90_000;

describe.skipIf(typeof daemon === 'string')('nginx → HAProxy → a container → PostgreSQL', () => {
  let chain: ServedChain;
  let directory: string;
  let file: string;
  const endings: (() => Promise<void>)[] = [];

  const run = (...args: readonly string[]) =>
    weaklink(args, {
      env: { DOCKER_HOST: `unix://${dockerd.socket}` },
      cwd: directory,
      timeoutMs: COMMAND_MS,
    });
  const discover = (...args: readonly string[]) =>
    run('discover', file, '--entry', chain.url, ...args);

  beforeAll(async () => {
    directory = await scratch((remove) => endings.push(remove));
    chain = await startServedChain(dockerd, directory, '10.213.90');
    file = join(directory, 'chain.yaml');
  }, 300_000);

  afterAll(async () => {
    await chain?.close();
    await dockerd?.stop();
    for (const end of endings) await end();
  }, 60_000);

  test('the chain is found, and the file passes validate and check as it stands', async () => {
    const { exitCode, stdout, stderr } = await discover('--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const text = await readFile(file, 'utf8');
    const { links } = parse(text) as ChainFile;
    const byAddress = (address: string) => {
      const found = Object.entries(links).find(([, entry]) => entry.address?.includes(address));
      return found?.[0] ?? `nothing at ${address}`;
    };
    const nginx = byAddress(`127.0.0.1:${chain.ports.nginx}`);
    const haproxy = byAddress(`127.0.0.1:${chain.ports.haproxy}`);
    const app = byAddress(chain.appAddress);
    const postgres = byAddress(`:${chain.ports.postgres}`);
    expect(links[nginx]).toMatchObject({ kind: 'gateway' });
    expect(links[nginx]?.needs).toContain(haproxy);
    expect(links[haproxy]).toMatchObject({ kind: 'gateway' });
    expect(links[haproxy]?.needs).toContain(app);
    expect(links[app]?.needs).toEqual(expect.arrayContaining([postgres, 'shop-container']));
    expect(links[postgres]).toMatchObject({ kind: 'store' });
    expect(links['shop-container']).toMatchObject({ kind: 'container', address: 'shop' });
    expect(`${text}${stdout}${stderr}`).not.toContain('not-to-be-shown');
    expect(await run('validate', file)).toMatchObject({ exitCode: 0 });
    const [host] = Object.entries(links).find(([, { kind }]) => kind === 'host') ?? ['no host'];
    expect(links['shop-container']?.needs).toContain(host);
    const { exitCode: verdict, stdout: told } = await run('check', file, '--json');
    const { observations } = JSON.parse(told) as Report;
    const bad = observations.filter(({ outcome }) => outcome !== 'ok');
    // How much work the machine has is the other tests' doing; all else is not, its disks and its kernel among it.
    const busy = ['host.load', 'host.io_stall'];
    const ours = bad.filter(({ link, symptom }) => link !== host || !busy.includes(symptom ?? ''));
    expect(ours.map(({ stream, symptom }) => `${stream} ${symptom}`)).toEqual([]);
    expect(observations.some(({ link }) => link === host)).toBe(true);
    if (bad.length === 0) expect(verdict).toBe(0);
  });

  test('a second run changes no byte', async () => {
    const before = await readFile(file, 'utf8');
    const second = await discover('--yes');
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stderr).toContain('nothing is new');
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('what is new is added, and nothing that a person wrote is touched', async () => {
    const written = handWritten(await readFile(file, 'utf8'));
    await writeFile(file, written);
    const { exitCode, stderr } = await discover('--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const merged = await readFile(file, 'utf8');
    expect(isWithin(written, merged)).toBe(true);
    for (const [comment] of written.matchAll(/#.*$/gm)) expect(merged).toContain(comment);
    const { links } = parse(merged) as ChainFile;
    expect(Object.values(links).filter(({ kind }) => kind === 'store')).toHaveLength(1);
    expect(links['my-front']).toMatchObject({ owner: 'the web team' });
    expect(await run('validate', file)).toMatchObject({ exitCode: 0 });
    const again = await discover('--yes');
    expect(again.stderr).toContain('nothing is new');
    expect(await readFile(file, 'utf8')).toBe(merged);
  });

  /** Renamed, commented and put in order by hand, and the database left out. */
  function handWritten(text: string): string {
    const { links } = parse(text) as ChainFile;
    const front = Object.keys(links)[0] ?? '';
    return [
      '# Ours since the migration; ask ada before you change it.',
      'chain: shop # short, for the console',
      '',
      'links:',
      '    # The way in.',
      `    my-front: {kind: gateway,   address: 'http://127.0.0.1:${chain.ports.nginx}', owner: the web team} # keep`,
      `    shop:`,
      `      kind: service`,
      `      address: ${chain.appAddress} # the app`,
      '      needs: # what it calls',
      '        - shop-container # its box',
      `    shop-container: { kind: container, address: shop, probes: [{ kind: docker, container: shop, socket: ${dockerd.socket} }] }`,
      `    # old: { kind: service, address: "127.0.0.1:1" } (was ${front})`,
      '',
    ].join('\n');
  }
});

/** Whether the one is the other with nothing but text put in between. */
function isWithin(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}
