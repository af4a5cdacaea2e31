import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import { sampleInference, steppedClock } from '../events/samples.ts';
import { datanetOf } from '../support/datanets.ts';
import { weaklink } from '../support/weaklink.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/attribution');
const root = mkdtempSync(join(tmpdir(), 'weaklink-ledger-post-'));
afterAll(() => rmSync(root, { recursive: true }));

const shop = `lineage: shop
contributors: { ada: }
datanets: { net: { licence: CC0-1.0, contributors: [ada] } }
bases: { small: { licence: apache-2.0, datanets: [net] } }
models: { chat: { base: small } }
splits: [{ model: chat, shares: { contributors: 1000000 } }]
`;

it('posts the inferences of a recording once, and the ledger is sound', async () => {
  const traffic = join(root, 'traffic.jsonl');
  const ledger = ['--ledger', join(root, 'ledger')];
  const logs = join(fixtures, 'ingest/spend-logs.jsonl');
  expect((await weaklink(['ingest', 'litellm', logs, '--record', traffic])).exitCode).toBe(0);
  const post = (...more: readonly string[]) =>
    weaklink(['ledger', 'post', traffic, ...ledger, ...more]);
  const first = await post('--lineage', join(fixtures, 'lineage/valid-small.yaml'));
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.stdout).toMatch(/^Posted (\d+) lines; the ledger has \1\.\n$/);
  const again = JSON.parse((await post('--json')).stdout);
  expect(again).toMatchObject({ posted: 0, damagedLines: 0 });
  const verified = await weaklink(['ledger', 'verify', ...ledger, '--json']);
  expect(verified.exitCode).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ sound: true, lines: again.lines });
});

it('divides by scores that were handed in, and says so in the ledger', async () => {
  const traffic = join(root, 'scored.jsonl');
  const { make } = createEventFactory({ clock: steppedClock(), source: eventSource('h', 's') });
  const writer = await RecordingWriter.create(traffic);
  await writer.write(make('inference', sampleInference));
  await writer.close();
  const lineage = join(root, 'shop.yaml');
  writeFileSync(lineage, shop);
  const scores = join(root, 'scores.jsonl');
  const net = await datanetOf([{ text: 'a poem of the sea', title: 'poem', contributor: 'ada' }]);
  const scored = { output: 'r-1', sample: 'poem', score: 1, method: 'trak', model: 'sha-1' };
  writeFileSync(scores, `${JSON.stringify(scored)}\n`);
  const ledger = ['--ledger', join(root, 'scored')];
  const by = ['--lineage', lineage, '--datanet', net.directory, '--scores', scores];
  expect((await weaklink(['ledger', 'post', traffic, ...ledger, ...by])).exitCode).toBe(0);
  const { stdout } = await weaklink(['ledger', 'export', ...ledger]);
  expect(stdout).toContain('part of contributor:ada by imported:trak (declared)');
  const flow = await weaklink(['flow', traffic, ...by, '--by', 'value']);
  expect(flow.stdout).toContain('imported:trak');
  // What needs short runs to rank divides no money.
  const loo = await weaklink(['flow', traffic, '--method', 'loo']);
  expect(loo).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('E_OPTION') });

  writeFileSync(
    scores,
    `${JSON.stringify(scored)}\n${JSON.stringify({ ...scored, method: 'tracin' })}\n`,
  );
  const mixed = await weaklink(['ledger', 'post', traffic, ...ledger, ...by]);
  expect({ code: mixed.exitCode, words: mixed.stderr }).toEqual({
    code: 2,
    words: expect.stringContaining('E_SCORES_MIXED'),
  });
});

it('names a lineage file that is wrong, with its place', async () => {
  const { exitCode, stderr } = await weaklink([
    ...['ledger', 'post', join(root, 'traffic.jsonl'), '--ledger', join(root, 'other')],
    ...['--lineage', join(fixtures, 'ingest/mapping.yaml')],
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/mapping\.yaml:\d+:\d+/);
});

it('says of how many attempts tellers differ, as the flow does', async () => {
  const traffic = join(root, 'disputed.jsonl');
  const { make } = createEventFactory({ clock: steppedClock(), source: eventSource('h', 's') });
  const writer = await RecordingWriter.create(traffic);
  const asked = { ...sampleInference, completionTokens: 9 };
  await writer.write(make('inference', asked));
  await writer.write(make('inference', { ...asked, source: 'litellm', completionTokens: 7 }));
  await writer.write(make('inference', { ...asked, attempt: 'vendor:r-2', request: 'r-2' }));
  await writer.close();
  const ledger = join(root, 'disputed');
  const { stdout } = await weaklink(['ledger', 'post', traffic, '--ledger', ledger]);
  expect(stdout).toBe(
    'Posted 2 lines; the ledger has 2.\nTellers differ on 1: posted is the greater count.\n',
  );
  const again = await weaklink(['ledger', 'post', traffic, '--ledger', ledger, '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ posted: 0, disputed: 1 });
  const flow = await weaklink(['flow', traffic]);
  expect(flow.stdout).toMatch(/^ told by tap 2; newest .*; tellers differ on 1$/m);
});
