import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../support/listeners.ts';
import { type Running, startWeaklink, weaklink } from '../../support/weaklink.ts';
import { type LocalChain, startLocalChain } from '../local-chain.ts';

let chain: LocalChain;
let address: string;
let state: string;
let ledger: string;
beforeEach(async () => {
  address = `127.0.0.1:${await freePort()}`;
  const plan = `{ listen: "${address}", lineage: lineage.yaml, ledger: books }`;
  chain = await startLocalChain({ moreLinks: `attribution: ${plan}\n` });
  state = join(chain.directory, 'state');
  ledger = join(chain.directory, 'books');
  writeFileSync(
    join(chain.directory, 'lineage.yaml'),
    `lineage: small
contributors: { ada: }
datanets:
  verses: { contributors: [ada] }
bases:
  small: { datanets: [verses] }
models:
  chat: { base: small }
splits:
  - shares: { contributors: 400000, "base:small": 600000 }
`,
  );
});
afterEach(() => chain.close());

const watch = () => startWeaklink(['--state-dir', state, 'watch', chain.file, '--ndjson']);

/** What LiteLLM logs of a call that cost so many dollars. */
const call = (id: string, dollars: number, more: object = {}) => ({
  id: `chatcmpl-${id}`,
  trace_id: `trace-${id}`,
  call_type: 'acompletion',
  status: 'success',
  custom_llm_provider: 'openai',
  prompt_tokens: 1_200,
  completion_tokens: 33,
  response_cost: dollars,
  startTime: Date.now() / 1_000 - 2,
  endTime: Date.now() / 1_000 - 1,
  model_group: 'chat',
  model_id: 'gateway',
  ...more,
});

/** Told, and taken in. */
async function post(...calls: readonly ReturnType<typeof call>[]) {
  for (;;) {
    const body = JSON.stringify(calls);
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body };
    const answer = await fetch(`http://${address}/litellm`, options).catch(() => null);
    if (answer?.status === 200) break;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** Told, and seen in the stream of who watches. */
async function tell(running: Running, ...calls: readonly ReturnType<typeof call>[]) {
  await post(...calls);
  for (const { id } of calls) await running.waitFor(id);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 50));
}

async function ended(running: Running, signal: NodeJS.Signals = 'SIGINT') {
  running.child.kill(signal);
  return running.ended;
}

/** Charges in the order of the ledger, once it is proved to be sound. */
async function charges(directory = ledger) {
  const verified = await weaklink(['ledger', 'verify', '--ledger', directory, '--json']);
  expect(JSON.parse(verified.stdout)).toMatchObject({ sound: true });
  const { stdout } = await weaklink([
    'ledger',
    'export',
    '--ledger',
    directory,
    '--format',
    'json',
  ]);
  const rows: { BilledCost: string }[] = JSON.parse(stdout);
  const total = rows.reduce((sum, row) => sum + Number(row.BilledCost), 0);
  return { total: total.toFixed(6), lines: JSON.parse(verified.stdout).lines };
}

it('posts live what is told, as ledger post does, and after a restart nothing twice', async () => {
  const first = await watch();
  const known = call('1', 0.5);
  await tell(first, known, call('2', 0.25, { status: 'failure' }));
  const { stderr } = await ended(first);
  expect(stderr).toContain('made the key of this ledger');
  expect(await charges()).toEqual({ total: '0.750000', lines: 2 });

  const second = await watch();
  // A gateway tells again what nobody acknowledged, and something new.
  await tell(second, known, call('3', 1));
  await ended(second);
  expect(await charges()).toEqual({ total: '1.750000', lines: 3 });

  const other = join(chain.directory, 'other');
  const post = ['--state-dir', state, 'ledger', 'post', '--chain', chain.file, '--ledger', other];
  expect((await weaklink(post)).exitCode).toBe(0);
  expect(await charges(other)).toEqual(await charges());
  expect((await weaklink([...post.slice(0, -1), ledger])).stdout).toContain('Posted 0 lines');
});

it('record posts too, and a watch after it nothing twice', async () => {
  const file = join(chain.directory, 'night.jsonl');
  const recording = await startWeaklink(['--state-dir', state, 'record', chain.file, file]);
  await post(call('1', 0.5), call('2', 0.25, { status: 'failure' }));
  expect((await ended(recording)).stdout).toContain('2 inferences');
  expect(await charges()).toEqual({ total: '0.750000', lines: 2 });

  const watching = await watch();
  await tell(watching, call('1', 0.5), call('3', 1));
  await ended(watching);
  expect(await charges()).toEqual({ total: '1.750000', lines: 3 });
});

it('posts after a crash what the journal holds and the ledger does not', async () => {
  const killed = await watch();
  await tell(killed, call('1', 0.5));
  const journal = ['--state-dir', state, 'cost', '--chain', chain.file];
  await until(async () => (await weaklink(journal)).exitCode === 0);
  // The ledger is taken away, as if the disk had lost it.
  await ended(killed, 'SIGKILL');
  rmSync(ledger, { recursive: true });

  const again = await watch();
  await tell(again, call('2', 0.25));
  const lines = () => readFileSync(join(ledger, 'ledger.ndjson'), 'utf8').split('\n').length - 1;
  await until(async () => lines() === 2);
  await ended(again);
  expect((await charges()).total).toBe('0.750000');
});

it('watches on where the ledger cannot be written, and says so', async () => {
  const first = await watch();
  await tell(first, call('1', 0.5));
  const busy = await weaklink(['ledger', 'post', '--ledger', ledger, '--state-dir', state]);
  expect(busy.stderr).toContain('E_LEDGER_BUSY');
  await ended(first);

  writeFileSync(join(chain.directory, 'file'), 'no directory');
  const text = `attribution: { listen: "${address}", ledger: file }\n`;
  const whole = readFileSync(chain.file, 'utf8').replace(/attribution: .*\n/, text);
  writeFileSync(chain.file, whole);
  const second = await watch();
  await tell(second, call('2', 1));
  const { stdout, stderr } = await ended(second);
  expect(stderr).toContain('nothing is posted to the ledger: ');
  expect(stdout).toContain('nothing is posted to the ledger: ');
  expect(await charges()).toEqual({ total: '0.500000', lines: 1 });
});
