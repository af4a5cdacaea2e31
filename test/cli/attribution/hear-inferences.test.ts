import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../support/listeners.ts';
import { startWeaklink } from '../../support/weaklink.ts';
import { type LocalChain, startLocalChain } from '../local-chain.ts';

const traces = readFileSync(
  join(import.meta.dirname, '../../../fixtures/attribution/ingest/traces.json'),
);

let chain: LocalChain;
let address: string;
beforeEach(async () => {
  address = `127.0.0.1:${await freePort()}`;
  chain = await startLocalChain({ moreLinks: `attribution: { listen: "${address}" }\n` });
});
afterEach(() => chain.close());

/** Posts the traces as an exporter does, as soon as somebody listens there. @returns the status */
async function exported(): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const post = () =>
    fetch(`http://${address}/v1/traces`, { method: 'POST', headers, body: traces });
  for (;;) {
    const response = await post().catch(() => null);
    if (response) return response.status;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

function inferencesIn(lines: string) {
  const events = lines.trimEnd().split('\n');
  return events.map((line) => JSON.parse(line)).filter(({ type }) => type === 'weaklink.inference');
}

it('watch takes in what is sent to the address of the chain file', async () => {
  const running = await startWeaklink(['watch', chain.file, '--ndjson']);
  expect(await exported()).toBe(200);
  await running.waitFor('weaklink.inference');
  running.child.kill('SIGINT');
  const { stdout, stderr } = await running.ended;
  expect(stderr).toBe('');
  expect(inferencesIn(stdout).map(({ data }) => data)).toMatchObject([
    { source: 'otlp', model: 'gpt-x', outcome: 'failed' },
    { source: 'otlp', model: 'gpt-x', outcome: 'ok', promptTokens: 1_200 },
  ]);
});

it('record writes it into the recording', async () => {
  const path = join(chain.directory, 'a.jsonl');
  const running = await startWeaklink(['record', chain.file, path]);
  expect(await exported()).toBe(200);
  running.child.kill('SIGINT');
  expect((await running.ended).stdout).toContain('2 inferences');
  const [, answered] = inferencesIn(readFileSync(path, 'utf8'));
  expect(answered.data).toMatchObject({ outcome: 'ok', promptTokens: 1_200 });
});
