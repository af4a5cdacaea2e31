import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { RecordingReader } from '../../src/events/recording.ts';
import type { Inference, WeaklinkEvent } from '../../src/events/types.ts';
import { type Running, startWeaklink, weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-ingest-'));
afterAll(() => rmSync(directory, { recursive: true }));

const fixtures = resolve(import.meta.dirname, '../../fixtures/attribution/ingest');
const traces = join(fixtures, 'traces.json');
const spend = join(fixtures, 'spend-logs.jsonl');
const log = join(fixtures, 'access-log.jsonl');
const mapping = join(fixtures, 'mapping.yaml');

function inferencesOf(lines: string): readonly Inference[] {
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WeaklinkEvent);
  expect(events[0]?.type).toBe('weaklink.session');
  return events.flatMap((event) => (event.type === 'weaklink.inference' ? [event.data] : []));
}

describe('weaklink ingest FILE', () => {
  it('sums up what an export of traces tells', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['ingest', 'otlp', traces]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'model                requests attempts failed aborted    prompt   answer silent',
        'gpt-x                       1        2      1       0     1,200       33      0',
        '',
        '2 attempts',
        '',
      ].join('\n'),
    );
  });

  it('prints events, without prompts and answers', async () => {
    const { stdout } = await weaklink(['ingest', 'otlp', traces, '--ndjson']);
    const found = inferencesOf(stdout);
    expect(found.map(({ outcome, link }) => [outcome, link])).toEqual([
      ['failed', 'openai'],
      ['ok', 'openai'],
    ]);
    expect(found[1]?.path.map(({ link }) => link)).toEqual(['support-agent', 'openai']);
    expect(stdout).not.toContain('It rains');
    const kept = await weaklink(['ingest', 'otlp', traces, '--ndjson', '--keep-output']);
    expect(inferencesOf(kept.stdout)[1]?.output).toBe('It rains.');
  });

  it('counts once what stands in two files', async () => {
    const { stdout, stderr } = await weaklink(['ingest', 'litellm', spend, spend, '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.ingest/1',
      tellings: 4,
      attempts: 2,
      unread: 0,
      models: [{ model: 'gpt-x', requests: 2, attempts: 2, failed: 1, promptTokens: 1_200 }],
      disputes: [],
    });
  });

  it('writes a sound recording', async () => {
    const path = join(directory, 'spend.jsonl.zst');
    const { exitCode, stderr } = await weaklink(['ingest', 'litellm', spend, '--record', path]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('3 events')]);
    const events: WeaklinkEvent[] = [];
    const reader = await RecordingReader.open(path);
    for await (const event of reader) events.push(event);
    expect(reader.summary).toMatchObject({ complete: true, checksum: 'ok', damagedLines: 0 });
    expect(events.map(({ type, subject, time }) => [type, subject, time.slice(11)])).toEqual([
      ['weaklink.session', undefined, '12:00:01.200Z'],
      ['weaklink.inference', 'vendor', '12:00:02.700Z'],
      ['weaklink.inference', 'vendor', '12:00:03.400Z'],
    ]);
    expect((await weaklink(['inspect', path])).exitCode).toBe(0);
  });

  it('reads a table: the spend logs as a database exports them, a log in CSV', async () => {
    const table = join(directory, 'spend.csv');
    writeFileSync(
      table,
      [
        'request_id,spend,prompt_tokens,completion_tokens,startTime,endTime,model,custom_llm_provider,cache_hit,status,metadata',
        'chatcmpl-1,0.003392,1200,33,2026-11-21 12:00:01.2,2026-11-21 12:00:02.7,gpt-x,openai,False,success,"{""user_api_key_alias"":""a, b"",',
        '""usage_object"":{""prompt_tokens"":1200,""completion_tokens"":33}}"',
        'chatcmpl-2,,,,soon,,gpt-x,openai,,,',
        '',
      ].join('\n'),
    );
    const spent = await weaklink(['ingest', 'litellm', table, '--ndjson']);
    expect(spent.stderr).toContain(`1 entry could not be read, first ${table}:4`);
    expect(inferencesOf(spent.stdout)).toMatchObject([
      { consumer: 'a, b', promptTokens: 1_200, costNanos: 3_392_000, durationMs: 1_500 },
    ]);
    const calls = join(directory, 'calls.csv');
    writeFileSync(calls, 'when,model,in\n1795262400,llama,77\n1795262401,llama,5\n');
    const columns = join(directory, 'columns.yaml');
    writeFileSync(columns, 'fields: { startedAt: when, model: model, promptTokens: in }\n');
    const { stdout } = await weaklink(['ingest', 'log', calls, '--mapping', columns]);
    expect(stdout).toMatch(/^llama +2 +2 +0 +0 +82 +0 +2$/m);
  });

  it('reads a log by its mapping, packed and from stdin', async () => {
    const packed = join(directory, 'access.jsonl.gz');
    writeFileSync(packed, gzipSync(readFileSync(log)));
    const args = (file: string) => ['ingest', 'log', file, '--mapping', mapping];
    const all = [
      await weaklink(args(log)),
      await weaklink(args(packed)),
      await weaklink(args('-'), { input: readFileSync(log, 'utf8') }),
    ];
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
    expect(all[0]?.stdout).toMatch(/^acme-chat +3 +4 +1 +1 +1,240 +42 +1$/m);
  });

  it('calls links as a chain file does', async () => {
    const chain = join(directory, 'chain.yaml');
    writeFileSync(
      chain,
      'chain: c\nmodels: { gpt-x: vendor-api }\nlinks:\n  vendor-api: { kind: provider, provider: openai, address: https://api.openai.com/v1 }\n',
    );
    const { stdout } = await weaklink(['ingest', 'otlp', traces, '--chain', chain, '--ndjson']);
    expect(inferencesOf(stdout).map(({ link, path }) => [link, path.length])).toEqual([
      ['vendor-api', 1],
      ['vendor-api', 1],
    ]);
  });

  it.each(['broken.jsonl.gz', 'broken.csv.gz'])('says that %s is damaged', async (name) => {
    const path = join(directory, name);
    writeFileSync(path, gzipSync(readFileSync(spend)).subarray(0, 200));
    const { exitCode, stderr } = await weaklink(['ingest', 'litellm', path]);
    expect(stderr).toMatch(/cannot be read \(.*\) \[E_FILE\]/);
    expect(exitCode).toBe(2);
  });

  it('says where a file could not be read, and reads the rest', async () => {
    const path = join(directory, 'damaged.jsonl');
    const [first, second] = readFileSync(spend, 'utf8').split('\n');
    writeFileSync(path, `${first}\n{"torn":\n${second}\n{}\n`);
    const { exitCode, stdout, stderr } = await weaklink(['ingest', 'litellm', path]);
    expect(exitCode).toBe(1);
    expect(stderr.trim()).toBe(`2 entries could not be read, first ${path}:2`);
    expect(stdout).toContain('2 attempts');
  });
});

describe('a wrong command line', () => {
  it.each([
    [['otpl', traces], '"otpl" is no source', 'otlp, litellm, log'],
    [['log', log], 'nothing says what stands where', '--mapping mapping.yaml'],
    [['otlp', traces, '--mapping', mapping], '--mapping is for logs', ''],
    [['litellm'], 'neither a file nor --listen', '--listen 4319'],
    [['litellm', 'nowhere.json'], 'there is no such file', ''],
    [['litellm', mapping], 'it holds nothing of this source', ''],
    [['otlp', '--listen', 'here'], '"here" is no address with a port', ''],
    [['otlp', '--listen', '1.2.3.4:99999'], 'is no address with a port', ''],
    [['otlp', traces, '--json', '--ndjson'], 'only one of --json and --ndjson', ''],
    [['log', log, '--mapping', log], 'E_', ''],
  ])('%j ends with 2', async (args, problem, hint) => {
    const { exitCode, stdout, stderr } = await weaklink(['ingest', ...args]);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(hint);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('weaklink ingest --listen', () => {
  /** Its address, once it listens. */
  async function addressOf(running: Running): Promise<string> {
    const { child } = running;
    let said = '';
    for await (const chunk of child.stderr ?? []) {
      said += chunk;
      const address = /listening on (\S+);/.exec(said)?.[1];
      if (address !== undefined) return address;
    }
    throw new Error(`it never listened: ${said}`);
  }

  const post = (url: string, body: string, type = 'application/json') =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': type } });

  it('records what is sent in OTLP until it is interrupted', async () => {
    const path = join(directory, 'received.jsonl');
    const running = await startWeaklink(['ingest', 'otlp', '--listen', '0', '--record', path]);
    const address = await addressOf(running);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await post(`${address}/v1/traces`, readFileSync(traces, 'utf8'))).status).toBe(200);
    running.child.kill('SIGINT');
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('2 attempts');
    const lines = readFileSync(path, 'utf8').trim().split('\n').slice(0, -1).join('\n');
    expect(inferencesOf(lines)).toHaveLength(2);
  });

  it('takes what the webhook of LiteLLM posts', async () => {
    const running = await startWeaklink(['ingest', 'litellm', '--listen', '0', '--ndjson']);
    const address = await addressOf(running);
    const rows = readFileSync(spend, 'utf8').trim().split('\n');
    const replies = [
      await post(`${address}/`, `[${rows.join(',')}]`),
      await post(`${address}/logs`, rows.join('\n'), 'application/x-ndjson'),
      await post(`${address}/`, 'no JSON'),
    ];
    expect(await Promise.all(replies.map(async (one) => [one.status, await one.json()]))).toEqual([
      [200, { read: 2, unread: 0 }],
      [200, { read: 2, unread: 0 }],
      [400, { read: 0, unread: 1 }],
    ]);
    await running.waitFor(/(weaklink.inference[\s\S]*){4}/);
    running.child.kill('SIGINT');
    const { stdout } = await running.ended;
    expect(inferencesOf(stdout)).toHaveLength(4);
  });
});
