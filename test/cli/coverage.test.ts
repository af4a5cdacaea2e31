import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

const root = join(import.meta.dirname, '../..');
const full = join(root, 'fixtures/config/valid-full.yaml');
const tenLines = join(root, 'fixtures/config/valid-ten-lines.yaml');

interface Covered {
  readonly seen: number;
  readonly linkTold: number;
  readonly links: readonly { link: string; seen: number; blind: string[]; alikeTo: string[] }[];
  readonly mends: readonly { link: string; probe: string; newlySeen: number }[];
}

const coverage = async (...args: string[]) => {
  const { stdout } = await weaklink(['coverage', ...args, '--json']);
  return JSON.parse(stdout) as Covered;
};

describe('weaklink coverage', () => {
  it('fits on the smallest terminal, and looks at nothing', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['coverage', full]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('COVERAGE  acme-prod: 14 links, 17 looks');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('knows that a link at which nobody looks is blind, and replicas behind a router alike', async () => {
    const { links } = await coverage(full);
    const of = (id: string) => links.find(({ link }) => link === id);
    expect(of('vendor')?.seen).toBe(0);
    expect(of('vendor')?.blind).toContain('auth.key_revoked');
    expect(of('name')?.seen).toBeGreaterThan(0.9);
    expect(of('replica-b')?.alikeTo).toContain('replica-a');
  });

  it('names first what mends most, and is right about it', async () => {
    const directory = await scratch();
    const before = await coverage(tenLines);
    const [best] = before.mends;
    expect(best).toMatchObject({ link: 'gateway', probe: 'openai' });
    const file = join(directory, 'chain.yaml');
    const canary =
      'also: [{ kind: openai, as: canary, model: chat, canary: { prompt: "pong?", contains: pong } }]';
    const gateway = /(gateway: \{ kind: gateway,)/;
    writeFileSync(file, readFileSync(tenLines, 'utf8').replace(gateway, `$1 ${canary},`));
    const after = await coverage(file);
    expect(after.seen - before.seen).toBeCloseTo(best?.newlySeen ?? 0, 2);
    expect(after.linkTold).toBeGreaterThan(before.linkTold);
  });

  it('is a gate with --require', async () => {
    const gate = (share: string) => weaklink(['coverage', tenLines, '--require', share]);
    expect((await gate('50%')).exitCode).toBe(0);
    expect((await gate('0.999')).exitCode).toBe(1);
    const wrong = await gate('lots');
    expect(wrong.stderr).toContain('--require: "lots" is not a share from 0 to 1 [E_OPTION]');
    expect(wrong.exitCode).toBe(2);
  });
});
