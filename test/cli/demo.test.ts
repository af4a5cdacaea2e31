import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { outline } from '../../src/cli/demo/outline.ts';
import { verifyRecording } from '../../src/replay/verify.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { startWeaklink, weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-demo-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('weaklink demo', () => {
  it('lists its faults for people and for scripts', async () => {
    const { exitCode, stdout } = await weaklink(['demo', '--list-faults', '--json']);
    const faults = JSON.parse(stdout) as Record<string, string>[];
    expect(exitCode).toBe(0);
    expect(faults.length).toBeGreaterThanOrEqual(30);
    expect(Object.keys(faults[0] ?? {})).toEqual(['name', 'link', 'mode', 'title']);
    const { stdout: text } = await weaklink(['demo', '--list-faults']);
    for (const { name } of faults) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
  });

  it('has the chain that its outline promises', async () => {
    const running = await startWeaklink(['demo', '--ndjson']);
    await running.waitFor('weaklink.observation');
    running.child.kill('SIGINT');
    const { stdout } = await running.ended;
    const { chain } = JSON.parse(stdout.split('\n')[0] ?? '').data as { chain: Chain };
    const shape = ({ name, models, links }: Chain) => ({
      name,
      models,
      links: links.map(({ id, kind, needs }) => ({ id, kind, needs })),
    });
    expect(shape(outline)).toEqual(shape(chain));
  });

  it('asks its models as often as it is told, and tells what becomes of it', {
    timeout: 90_000,
  }, async () => {
    const running = await startWeaklink(['demo', '--ndjson', '--traffic', '10']);
    await running.waitFor('weaklink.inference');
    running.child.kill('SIGINT');
    const { stdout } = await running.ended;
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { data, subject } = events.find(({ type }) => type === 'weaklink.inference');
    expect(data).toMatchObject({ source: 'sandbox', environment: 'sandbox', link: subject });
    const { exitCode, stderr } = await weaklink(['demo', '--traffic', 'much']);
    expect(stderr).toContain('"much" is no number of requests a second from 0 to 2000');
    expect(exitCode).toBe(2);
  });

  it('scores a headless run: healthy before, the right culprit after', {
    timeout: 90_000,
  }, async () => {
    const recording = join(directory, 'demo.jsonl.zst');
    const { exitCode, stdout, stderr } = await weaklink(
      [
        'demo',
        '--headless',
        '--fault',
        'router-kill',
        '--for',
        '8s',
        '--json',
        '--record',
        recording,
      ],
      { timeoutMs: 80_000 },
    );
    const report = JSON.parse(stdout);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      healthyBefore: true,
      truth: { name: 'router-kill', link: 'router', mode: 'service.crashed' },
    });
    expect(report.verdict.culprits[0]).toMatchObject({ link: 'router', mode: 'service.crashed' });
    expect(report.timeToVerdictMs).toBeLessThan(8_000);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^\S+demo\.jsonl\.zst: \d[\d,]* events over .*1 fault event.*\n$/);
    // The first recording that people make: it replays, also under other names.
    const shared = join(directory, 'shared.jsonl');
    await weaklink(['anonymize', recording, shared]);
    for (const path of [recording, shared]) {
      const { compared, equal } = await verifyRecording(path);
      expect(compared).toBeGreaterThanOrEqual(2);
      expect(equal).toBe(compared);
    }
    expect(readFileSync(shared, 'utf8')).not.toMatch(
      /replica-[ab]|api-gateway|sandbox|127\.0\.0\.1/,
    );
  });

  it('tells its story without a terminal, and ends by itself', { timeout: 90_000 }, async () => {
    const { exitCode, stdout, stderr, durationMs } = await weaklink(['demo'], {
      timeoutMs: 80_000,
    });
    const order = [
      'starting a whole chain',
      'healthy',
      'injecting',
      'BROKEN',
      'found after',
      'undoing',
      'healthy',
    ];
    let at = 0;
    for (const part of order) {
      const next = stdout.indexOf(part, at);
      expect(next, part).toBeGreaterThanOrEqual(at);
      at = next + part.length;
    }
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(durationMs).toBeLessThan(60_000);
  });
});
