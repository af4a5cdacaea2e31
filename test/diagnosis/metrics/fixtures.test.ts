import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../../../src/diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics, type RcaResult } from '../../../src/diagnosis/metrics/verdict/result.ts';

const fixtures = resolve(import.meta.dirname, '../../../fixtures/rca');
const root = mkdtempSync(join(tmpdir(), 'weaklink-rca-fixtures-'));
afterAll(() => rmSync(root, { recursive: true }));
let copies = 0;

async function answer(name: string, without: readonly string[] = []): Promise<RcaResult> {
  copies += 1;
  const directory = join(root, `${copies}`);
  cpSync(join(fixtures, name), directory, { recursive: true });
  for (const file of without) rmSync(join(directory, file));
  return diagnoseMetrics(await readCase(directory));
}

function probabilityOf({ ranking }: RcaResult, service: string): number {
  return ranking.find((each) => each.service === service)?.probability ?? 0;
}

describe('changes and logs', () => {
  it('names the change whose words stand in the new errors, not the one beside it', async () => {
    const { ranking, cause } = await answer('bad-deploy');
    expect(ranking[0]).toMatchObject({ service: 'api', mode: 'errors' });
    expect(cause).toMatchObject({ kind: 'change', change: { id: 'api-204' } });
    expect(cause.suspects.some(({ change }) => change.id === 'mail-17')).toBe(false);
  });

  it('names no change where there is none, and asks a person without logs', async () => {
    expect((await answer('bad-deploy', ['changes.ndjson'])).cause.kind).toBe('unknown');
    const { cause } = await answer('bad-deploy', ['logs.ndjson']);
    expect(cause.change).toBeUndefined();
    expect(cause.suspects[0]?.change.id).toBe('api-204');
  });

  it('blames no change for an expired certificate', async () => {
    const { ranking, cause } = await answer('expired-certificate');
    expect(ranking[0]?.service).toBe('api');
    expect(cause).toEqual({ kind: 'tls', change: undefined, suspects: [] });
    expect((await answer('expired-certificate', ['logs.ndjson'])).cause.kind).toBe('change');
  });

  it('finds a slow database behind a slow front door', async () => {
    expect((await answer('slow-database')).ranking[0]).toMatchObject({
      service: 'db',
      mode: 'slow',
    });
  });
});

describe('traces', () => {
  it('tells by how many calls of one figure are slow whom they went to', async () => {
    const traced = await answer('slow-way-to-mail');
    const { ranking } = traced;
    expect(ranking[0]).toMatchObject({ service: 'mail', mode: 'network' });
    expect(ranking[0]?.why.join()).toContain('of them go to mail');
    // api gets two thirds of the calls: were it slow, their median would be.
    expect(probabilityOf(traced, 'api')).toBeLessThan(probabilityOf(traced, 'mail'));
    const untraced = await answer('slow-way-to-mail', ['traces.csv']);
    expect(probabilityOf(untraced, 'mail')).toBeLessThan(0.3);
  });

  it('takes calls that are no longer made for an exception, and is not sure', async () => {
    const traced = await answer('exception-in-code');
    expect(traced.ranking[0]).toMatchObject({ service: 'api', mode: 'code' });
    expect(traced.ranking[0]?.why.join()).toContain('ErrorController.handle');
    const untraced = await answer('exception-in-code', ['traces.csv']);
    expect(untraced.none).toBeGreaterThan(probabilityOf(untraced, 'api'));
  });
});

describe('health', () => {
  it('is found at fault in nothing', async () => {
    const { none, ranking } = await answer('healthy');
    expect(none).toBeGreaterThan(0.8);
    expect(ranking[0]?.probability).toBeLessThan(0.1);
  });
});
