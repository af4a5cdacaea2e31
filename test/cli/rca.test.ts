import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { weaklink } from '../support/weaklink.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/rca');
const root = mkdtempSync(join(tmpdir(), 'weaklink-rca-cli-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('weaklink rca', () => {
  it('says in its first sentence where to start, and why below', async () => {
    const { stdout, exitCode } = await weaklink(['rca', join(fixtures, 'slow-database')]);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[0]).toMatch(/^db answers slowly \(\S+ %\): start there\.$/);
    expect(stdout).toContain('latency_ms: 7.9 before, 187 now');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('answers a script', async () => {
    const { stdout, exitCode } = await weaklink(['rca', join(fixtures, 'slow-database'), '--json']);
    const { ranking, none, cause } = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(ranking[0]).toMatchObject({ service: 'db', mode: 'slow', why: expect.any(Array) });
    expect(none).toBeLessThan(0.1);
    expect(cause.kind).toBe('change');
    expect(cause.suspects[0].id).toBe('db-117');
  });

  it('ends with 0 when most likely nothing is at fault', async () => {
    const { stdout, exitCode } = await weaklink(['rca', join(fixtures, 'healthy')]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Nothing is at fault as far as these metrics show/);
  });

  it('ends with 2 and the place of what is wrong', async () => {
    const directory = join(root, 'bad');
    mkdirSync(directory);
    writeFileSync(join(directory, 'metrics.csv'), 'time,a|cpu\n2026-11-21T09:00:00Z,lots\n');
    const { stderr, exitCode } = await weaklink(['rca', directory]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('metrics.csv:2:22: "lots" is no number [E_RCA_VALUE]');
    expect((await weaklink(['rca', join(root, 'nowhere')])).exitCode).toBe(2);
  });
});
