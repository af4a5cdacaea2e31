import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { Journal } from '../../src/events/journal.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { sampleChain, sampleInference } from '../events/samples.ts';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

const lineage = `lineage: shop
contributors: { ada: }
datanets: { net: { contributors: [ada] } }
bases: { big: { datanets: [net] } }
models: { gpt-5: { base: big } }
splits:
  - { model: gpt-5, shares: { contributors: 250000, unattributed: 750000 } }
`;
/** By the vendors' table 2,250,000 nanos; at these prices twice as much. */
const prices = `date: 2026-01-01
models: [{ model: gpt-5, input: 2.50, output: 20.00 }]
`;

/** A directory with a chain file that names prices and lineage, a journal and a recording of one attempt. */
async function watched(name = sampleChain.name) {
  const directory = await scratch();
  await writeFile(join(directory, 'lineage.yaml'), lineage);
  await writeFile(join(directory, 'own.yaml'), prices);
  await writeFile(
    join(directory, 'chain.yaml'),
    `chain: ${name}
models: { chat: edge }
links: { edge: { kind: gateway, address: "https://edge.test/v1" } }
attribution: { lineage: lineage.yaml, prices: own.yaml }
`,
  );
  const asked: Inference = {
    ...sampleInference,
    ...{ link: 'edge', model: 'gpt-5', responseModel: null, path: [] },
    ...{ promptTokens: 1_000, completionTokens: 100, cacheReadTokens: null },
    ...{ costNanos: null, currency: null },
  };
  const { make } = createEventFactory({ clock: systemClock, source: eventSource('test', 'x') });
  const events = [
    make('session', { version: '0', chain: sampleChain }),
    make('inference', asked, { subject: 'edge' }),
  ];
  const journal = new Journal({ directory: join(directory, 'state'), clock: systemClock });
  const recording = await RecordingWriter.create(join(directory, 'asked.jsonl'));
  for (const event of events) {
    journal.append(event);
    await recording.write(event);
  }
  journal.close();
  await recording.close();
  return (...args: readonly string[]) =>
    weaklink(['--state-dir', 'state', ...args], { cwd: directory });
}

test('the journal is priced as the chain file here names it, like the console', async () => {
  const run = await watched();
  const cost = await run('cost');
  expect(cost).toMatchObject({
    exitCode: 0,
    stderr: 'prices and lineage as ./chain.yaml names them\n',
  });
  expect(cost.stdout).toMatch(/gpt-5 +1 +1,100 +0\.004500 +USD/);
  const { currencies } = JSON.parse((await run('cost', 'forecast', '--json')).stdout);
  expect(currencies[0].forecasts[0].spentNanos).toBe('4500000');
  const byParty = JSON.parse((await run('cost', '--by', 'party', '--json')).stdout);
  expect(byParty.rows).toMatchObject([
    { key: 'unattributed', amounts: [{ nanos: '3375000' }] },
    { key: 'contributor:ada', amounts: [{ nanos: '1125000' }] },
  ]);
});

test('the ledger takes from the journal what it costs by the same prices, and to whom it goes', async () => {
  const run = await watched();
  const posted = await run('ledger', 'post', '--json');
  expect(posted).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('prices and lineage as ./chain.yaml names them'),
  });
  expect(JSON.parse(posted.stdout)).toMatchObject({ posted: 1, damagedLines: 0 });
  const { stdout } = await run('ledger', 'statement', 'contributor:ada', '--format', 'json');
  expect(stdout).toContain('0.001125');
  expect(JSON.parse((await run('ledger', 'post', '--json')).stdout)).toMatchObject({ posted: 0 });
  expect((await run('ledger', 'post', '--since', 'dusk')).stderr).toContain('[E_MOMENT]');
});

test('risks divides the traffic of the journal, as far back as it is asked to', async () => {
  const run = await watched();
  const trafficOf = async (...args: readonly string[]) =>
    JSON.parse((await run('risks', '--json', ...args)).stdout).traffic;
  expect(await trafficOf()).toBeNull();
  expect(await trafficOf('--since', '1h')).toMatchObject({
    attempts: 1,
    untold: { value: 0 },
    currency: 'USD',
  });
});

test('a recording is priced as the chain file of --chain names it, unless --prices is given', async () => {
  const run = await watched();
  const amountOf = async (...args: readonly string[]) => {
    const { stdout } = await run('cost', 'asked.jsonl', '--json', ...args);
    return JSON.parse(stdout).all.amounts[0].nanos;
  };
  expect(await amountOf()).toBe('2250000');
  expect(await amountOf('--chain', 'chain.yaml')).toBe('4500000');
  const third = join(await scratch(), 'third.yaml');
  await writeFile(third, 'date: 2026-01-01\nmodels: [{ model: gpt-5, input: 1, output: 0 }]\n');
  expect(await amountOf('--chain', 'chain.yaml', '--prices', third)).toBe('1000000');
});

test('the chain file of another chain is left alone, and who stands behind it is asked for', async () => {
  const run = await watched('another');
  expect((await run('cost')).stdout).toMatch(/gpt-5 +1 +1,100 +0\.002250 +USD/);
  const { exitCode, stderr } = await run('cost', '--by', 'party');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--lineage lineage.yaml; or a chain file that does: --chain chain.yaml');
});
