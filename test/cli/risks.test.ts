import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { sampleInference, steppedClock } from '../events/samples.ts';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

const chain = join(
  import.meta.dirname,
  '../../fixtures/attribution/concentration/two-regions.yaml',
);

/** A recording of three answers, without a session. */
async function recordingOf(
  links: readonly string[],
  says: Partial<Inference> = {},
): Promise<string> {
  const path = join(await scratch(), 'night.jsonl');
  const { make } = createEventFactory({ clock: steppedClock(), source: eventSource('h', 's') });
  const writer = await RecordingWriter.create(path);
  for (const [index, link] of links.entries()) {
    await writer.write(
      make('inference', { ...sampleInference, ...says, link, attempt: `a-${index}` }),
    );
  }
  await writer.close();
  return path;
}

describe('weaklink risks', () => {
  it('says the worst point first, then what stops each model, and what nobody says', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['risks', chain]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('RISKS     two-regions: gateway alone stops every model');
    expect(lines).toContain('GPU type  H100');
    expect(stdout).toContain('Unknown   provider of 4 of 7 links, region of 4 of 7 links');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('divides the traffic of a recording', async () => {
    const recording = await recordingOf(['vllm-a', 'vllm-b', 'vllm-b', 'vllm-b']);
    const { stdout } = await weaklink(['risks', chain, '--recording', recording]);
    expect(stdout).toMatch(/^coreweave +75\.0 % +75\.0 % +75\.0 %$/m);
    expect(stdout).toMatch(/^Herfindahl index +6,250 +6,250 +6,250$/m);
    const { stdout: json } = await weaklink(['risks', chain, '--recording', recording, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      schema: 'weaklink.risks/1',
      worst: 'gateway alone stops every model',
      traffic: { attempts: 4, index: { requests: { least: 6_250, most: 6_250 } } },
    });
  });

  it('values what told no cost by the prices that are given', async () => {
    const unpriced = {
      completionTokens: 5,
      costNanos: null,
      currency: null,
      model: 'own',
      responseModel: null,
    };
    const recording = await recordingOf(['vllm-a', 'vllm-b', 'vllm-b', 'vllm-b'], unpriced);
    const prices = join(await scratch(), 'prices.yaml');
    const models = ['vllm-a', 'vllm-b'].map(
      (link, index) => `{ model: own, links: [${link}], input: ${9 - index * 6}, output: 0 }`,
    );
    writeFileSync(prices, `date: 2026-11-01\nmodels: [${models.join(', ')}]\n`);
    const run = ['risks', chain, '--recording', recording];
    expect((await weaklink(run)).stdout).toMatch(/^coreweave +75\.0 % +75\.0 % +-$/m);
    // Three answers at 3 against one at 9: the value is divided in half.
    const { stdout } = await weaklink([...run, '--prices', prices]);
    expect(stdout).toMatch(/^coreweave +75\.0 % +75\.0 % +50\.0 %$/m);
  });

  it('asks for a chain where the recording holds none', async () => {
    const { exitCode, stderr } = await weaklink(['risks', '--recording', await recordingOf(['a'])]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('it holds no chain [E_NO_CHAIN]');
  });
});
