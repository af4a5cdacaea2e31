import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEventFactory } from '../../src/events/envelope.ts';
import { Journal } from '../../src/events/journal.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { told } from '../attribution/attempts/told.ts';
import { sampleChain, steppedClock } from '../events/samples.ts';
import { listenHttp } from '../support/listeners.ts';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

const page = {
  vllm: (prompt: number, answer: number, requests: number) => `
vllm:prompt_tokens_total{engine="0",model_name="llama"} ${prompt}
vllm:generation_tokens_total{engine="0",model_name="llama"} ${answer}
vllm:request_success_total{engine="0",finished_reason="stop",model_name="llama"} ${requests}
`,
  sglang: (prompt: number, answer: number, requests: number) => `
sglang:prompt_tokens_total{model_name="llama"} ${prompt}
sglang:generation_tokens_total{model_name="llama"} ${answer}
sglang:num_requests_total{model_name="llama"} ${requests}
`,
  tgi: (prompt: number, answer: number, requests: number) => `
tgi_request_input_length_sum ${prompt}
tgi_request_generated_tokens_sum ${answer}
tgi_request_success{method="generate"} ${requests}
`,
  litellm: (prompt: number, answer: number, requests: number) => `
litellm_input_tokens_metric_total{model="llama",team="a"} ${prompt}
litellm_output_tokens_metric_total{model="llama",team="a"} ${answer}
litellm_requests_metric_total{model="llama",team="a"} ${requests}
`,
};

/** Two answers of 100 and 10 tokens, in a recording beside pages of metrics. */
async function recorded(...more: readonly Partial<Inference>[]) {
  const directory = await scratch();
  const recording = join(directory, 'traffic.jsonl');
  const writer = await RecordingWriter.create(recording);
  const { make } = createEventFactory({ clock: steppedClock(), source: '/test' });
  await writer.write(make('session', { version: '0', chain: sampleChain }));
  const usual = { model: 'smart', responseModel: 'llama', promptTokens: 100, completionTokens: 10 };
  for (const one of [{ attempt: 'a' }, { attempt: 'b' }, ...more]) {
    await writer.write(make('inference', told({ ...usual, request: one.attempt ?? '', ...one })));
  }
  await writer.close();
  const save = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  return { recording, save };
}

test.each(Object.entries(page))('%s counts what was told of', async (_, of) => {
  const { recording, save } = await recorded();
  const pages = ['--before', save('a', of(1_000, 50, 7)), '--after', save('b', of(1_200, 70, 9))];
  const run = ['ingest', 'totals', recording, ...pages, '--model', 'llama'];
  const { exitCode, stdout, stderr } = await weaklink(run);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '));
  expect(lines.slice(2, 6)).toEqual([
    'MODEL SERVER TOLD DIFFERENCE',
    'llama requests 2 2 0',
    'prompt tokens 200 200 0',
    'answer tokens 20 20 0',
  ]);
});

test('what the server did and nobody told of is said, with 1', async () => {
  const { recording, save } = await recorded({
    attempt: 'c',
    promptTokens: null,
    completionTokens: null,
  });
  const before = save('a', page.vllm(0, 0, 0));
  const after = save('b', page.vllm(400, 40, 4));
  const run = ['ingest', 'totals', recording, '--before', before, '--after', after];
  const { exitCode, stdout } = await weaklink(run);

  expect(exitCode).toBe(1);
  expect(stdout).toContain('1 request of the server nobody told of');
  expect(stdout).toContain('1 answer of which nobody told the usage');
  const { stdout: json } = await weaklink([...run, '--json']);
  expect(JSON.parse(json)).toMatchObject({
    schema: 'weaklink.totals/1',
    servers: ['vLLM'],
    attempts: 3,
    models: [
      { model: 'llama', explained: true, totals: [{ difference: 1 }, { difference: 200 }, {}] },
    ],
  });
});

test('several replicas are counted together', async () => {
  const { recording, save } = await recorded();
  const [a, b, c, d] = [
    save('a', page.vllm(10, 1, 1)),
    save('b', page.vllm(20, 2, 2)),
    save('c', page.vllm(110, 11, 2)),
    save('d', page.vllm(120, 12, 3)),
  ];
  const { exitCode } = await weaklink([
    ...['ingest', 'totals', recording, '--before', a, b, '--after', c, d],
  ]);
  expect(exitCode).toBe(0);
});

test('servers are asked at their addresses, with a key; one that refuses is named', async () => {
  const { recording, save } = await recorded();
  const server = await listenHttp(({ headers }, response) => {
    if (headers.authorization !== 'Bearer sesame') response.writeHead(401);
    response.end(page.vllm(1_200, 70, 9));
  });
  const saved = save('a', page.vllm(1_000, 50, 7));
  const live = `http://127.0.0.1:${server.port}/metrics`;
  const run = ['ingest', 'totals', recording, '--before', saved, '--after', live];
  const key = ['--header', 'authorization: Bearer env:METRICS_KEY'];
  const env = { METRICS_KEY: 'sesame' };

  expect((await weaklink([...run, ...key], { env })).exitCode).toBe(0);
  const refused = await weaklink(run);
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(/metrics: no page of metrics \(status 401\) \[E_SCRAPE\]/);
  await server.close();
  expect((await weaklink(run)).stderr).toContain('tcp.refused');
});

test('looked at twice, servers are held against what the journal tells of the time between', async () => {
  const state = await scratch();
  const journal = new Journal({ directory: state, clock: systemClock });
  const { make } = createEventFactory({ clock: systemClock, source: '/test' });
  const tell = (attempt: string, startedAt: Date) =>
    journal.append(
      make(
        'inference',
        told({
          attempt,
          request: attempt,
          model: 'smart',
          responseModel: 'llama',
          promptTokens: 100,
          completionTokens: 10,
          durationMs: 1,
          startedAt: startedAt.toISOString(),
        }),
      ),
    );
  tell('long before', new Date(Date.now() - 60_000));
  let asked = 0;
  const server = await listenHttp((_, response) => {
    asked += 1;
    if (asked === 1) tell('between', new Date(Date.now() + 500));
    response.end(asked === 1 ? page.vllm(1_000, 50, 7) : page.vllm(1_100, 60, 8));
  });
  const run = ['--state-dir', state, 'ingest', 'totals', '--json', '--for', '1s'];
  const before = ['--before', `http://127.0.0.1:${server.port}/metrics`];
  const { exitCode, stdout, stderr } = await weaklink([...run, ...before]);
  await server.close();
  journal.close();

  expect(stderr).toBe('looked once; looking again in 1 s\n');
  expect(JSON.parse(stdout)).toMatchObject({ attempts: 1, models: [{ model: 'llama' }] });
  expect({ exitCode, asked }).toEqual({ exitCode: 0, asked: 2 });
});

test.each([
  [['--before', 'a.prom', '--for', '1s'], 'E_OPTION'],
  [['--before', 'http://127.0.0.1:1/', '--after', 'b.prom', '--for', '1s'], 'E_OPTION'],
  [['--before', 'http://127.0.0.1:1/', '--for', 'soon'], 'E_DURATION'],
  [['--before', 'http://me:secret@127.0.0.1:1/', '--after', 'b.prom'], 'E_OPTION'],
])('%j is refused', async (options, code) => {
  const { exitCode, stderr } = await weaklink(['ingest', 'totals', ...options]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).not.toContain('secret');
});

test('a page without totals, and no page, are errors', async () => {
  const { recording, save } = await recorded();
  const other = save('a', 'node_cpu_seconds_total 5\n');
  const run = ['ingest', 'totals', recording, '--before', other];
  expect((await weaklink([...run, '--after', other])).stderr).toContain('[E_TOTALS]');
  expect((await weaklink(run)).stderr).toContain('[E_OPTION]');
  expect((await weaklink([...run, '--after', `${other}-not`])).stderr).toContain('[E_FILE]');
});
