import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asked, post } from '../../attribution/tap/tapped.ts';
import { freePort } from '../../support/listeners.ts';
import { goodStream, streaming } from '../../support/model-api.ts';
import { type Running, startWeaklink } from '../../support/weaklink.ts';
import { type LocalChain, startLocalChain } from '../local-chain.ts';

const traces = readFileSync(
  join(import.meta.dirname, '../../../fixtures/attribution/ingest/traces.json'),
);

let chain: LocalChain;
let address: string;
beforeEach(async () => {
  address = `127.0.0.1:${await freePort()}`;
  chain = await startLocalChain({
    answer: streaming(...goodStream),
    moreLinks: `attribution: { listen: "${address}" }\n`,
  });
});
afterEach(() => chain.close());

/** Posts as soon as somebody listens there. */
async function posted(path: string, body: string | Buffer, more: object = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...more };
  for (;;) {
    const response = await fetch(`http://${address}${path}`, {
      method: 'POST',
      headers,
      body,
    }).catch(() => null);
    if (response) return response;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** Posts the traces as an exporter does. @returns the status */
const exported = async () => (await posted('/v1/traces', traces)).status;

/** Starts a tap before the gateway that tells the console. @returns its URL */
async function tapped(): Promise<{ readonly url: string; readonly tap: Running }> {
  const to = `http://${chain.gateway.address}`;
  const tap = await startWeaklink(
    ['tap', '--to', to, '--listen', '127.0.0.1:0', '--tell', address],
    { cwd: chain.directory },
  );
  const url = await new Promise<string>((resolve) => {
    let said = '';
    tap.child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+(?= leads to)/.exec(said)?.[0];
      if (found) resolve(found);
    });
  });
  return { url, tap };
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

/** What LiteLLM's generic callback posts of one call, without what nobody here reads. */
const logged = (id: string, more: object = {}) => ({
  id,
  trace_id: `trace-${id}`,
  call_type: 'acompletion',
  status: 'success',
  custom_llm_provider: 'openai',
  prompt_tokens: 1_200,
  completion_tokens: 33,
  startTime: 1_763_726_400.25,
  endTime: 1_763_726_402.5,
  model_group: 'chat',
  api_base: `http://${chain.gateway.address}/v1`,
  metadata: { user_api_key_alias: 'support-bot' },
  messages: [{ role: 'user', content: 'my secret question' }],
  ...more,
});

it.each([
  ['an array', (one: object, two: object) => JSON.stringify([one, two])],
  ['a line each', (one: object, two: object) => `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`],
])('watch takes in what LiteLLM logs, as %s', async (_, written) => {
  const running = await startWeaklink(['watch', chain.file, '--ndjson']);
  const body = written(logged('chatcmpl-1'), logged('chatcmpl-2', { status: 'failure' }));
  const answer = await posted('/litellm', body);
  expect(await answer.json()).toEqual({ read: 2, unread: 0 });
  // One alone is an object.
  const more = await posted('/litellm', JSON.stringify(logged('chatcmpl-3')));
  expect(await more.json()).toEqual({ read: 1, unread: 0 });
  await running.waitFor('chatcmpl-3');
  running.child.kill('SIGINT');
  const { stdout, stderr } = await running.ended;
  expect(stderr).toBe('');
  expect(stdout).not.toContain('my secret question');
  expect(inferencesIn(stdout).map(({ data }) => data)).toMatchObject([
    { source: 'litellm', link: 'gateway', model: 'chat', outcome: 'ok', consumer: 'support-bot' },
    { source: 'litellm', link: 'gateway', outcome: 'failed' },
    { source: 'litellm', attempt: 'openai:chatcmpl-3' },
  ]);
});

it('watch takes in what a tap measures, under the name of its own link', async () => {
  const { url, tap } = await tapped();
  const ask = () => post(`${url}/v1/chat/completions`, asked({ stream: true }));
  // Nobody watches yet: the answer passes all the same, and what was measured waits.
  expect((await ask()).body.toString()).toBe(goodStream.join(''));
  const running = await startWeaklink(['watch', chain.file, '--ndjson']);
  await running.waitFor('weaklink.inference');
  expect((await ask()).isWhole).toBe(true);
  await running.waitFor(/(?:weaklink\.inference[\s\S]*){2}/);
  tap.child.kill('SIGINT');
  const told = await tap.ended;
  expect(told.stdout).toContain('inferences told to the console: 2');
  expect(told.stdout).not.toContain('was not told of');
  expect(told.stderr).toContain(`the console at ${address} takes nothing (ECONNREFUSED)`);
  running.child.kill('SIGINT');
  const { stdout, stderr } = await running.ended;
  expect(stderr).toBe('');
  expect(stdout).not.toContain('the secret prompt');
  const [one, two] = inferencesIn(stdout).map(({ data }) => data);
  expect(one).toMatchObject({ source: 'tap', link: 'gateway', completionTokens: 3, output: null });
  expect(one.path).toMatchObject([{ link: 'gateway' }]);
  expect(Date.parse(two.startedAt)).toBeGreaterThan(Date.parse(one.startedAt));
});

it('what is no such thing is refused, and said to be so', async () => {
  const running = await startWeaklink(['watch', chain.file, '--ndjson']);
  const lines = '{"type":"weaklink.inference"}\nnonsense\n';
  expect((await posted('/litellm', 'nonsense')).status).toBe(400);
  const events = await posted('/events', lines);
  expect([events.status, await events.json()]).toEqual([400, { read: 0, unread: 2 }]);
  expect((await posted('/events', lines, { origin: 'https://evil.test' })).status).toBe(403);
  expect((await posted('/elsewhere', lines)).status).toBe(404);
  running.child.kill('SIGINT');
  expect(inferencesIn((await running.ended).stdout)).toEqual([]);
});

it('a second console over the chain watches on, and says that it hears nothing', async () => {
  const first = await startWeaklink(['watch', chain.file, '--ndjson']);
  expect(await exported()).toBe(200);
  const second = await startWeaklink(['watch', chain.file, '--ndjson']);
  await second.waitFor('nothing is heard of inferences');
  await second.waitFor('weaklink.observation');
  second.child.kill('SIGINT');
  const { exitCode, stderr } = await second.ended;
  expect(stderr).toContain(
    `nothing is heard of inferences: cannot listen on ${address} (EADDRINUSE)`,
  );
  await first.waitFor('weaklink.inference');
  first.child.kill('SIGINT');
  // As every watch that Ctrl-C ends.
  expect([(await first.ended).exitCode, exitCode]).toEqual([130, 130]);
});
