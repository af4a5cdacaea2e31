// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of the format under test
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runActivity } from '../../../src/drill/activities/run-activity.ts';
import { runSection } from '../../../src/drill/activities/run-section.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { listenHttp } from '../../support/listeners.ts';
import { activity, program, request, tools } from './tools.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server that remembers what it was asked and answers with JSON. */
async function server(status = 200, answer: string | null = '{"status":"ok"}', delayMs = 0) {
  const asked: Asked[] = [];
  const listener = await listenHttp(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method, url, headers } = incoming;
    asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    await wait(delayMs);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answer);
  });
  onTestFinished(() => listener.close());
  return { asked, base: `http://${listener.address}` };
}

const value = (one: number) => ({ kind: 'value', value: one }) as const;

describe('an http activity', () => {
  it('gives status, headers and the body, parsed', async () => {
    const { base } = await server();
    const record = await runActivity(activity(request(base), { tolerance: value(200) }), tools());
    expect(record).toMatchObject({
      status: 'succeeded',
      toleranceMet: true,
      output: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { status: 'ok' },
      },
    });
  });

  it('says what was found where the tolerance is not met', async () => {
    const { base } = await server(503);
    const record = await runActivity(activity(request(base), { tolerance: value(200) }), tools());
    expect(record).toMatchObject({
      status: 'succeeded',
      toleranceMet: false,
      why: 'status 503, wanted 200',
    });
  });

  it('asks with a query, with JSON, or with a form', async () => {
    const { asked, base } = await server();
    const json = { seconds: 5, who: '${who}' };
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const settings = { values: { who: 'a b' }, secrets: {} };
    const ask = (provider: Parameters<typeof request>[1]) =>
      runActivity(activity(request(`${base}/x?a=1`, provider)), tools({ settings }));
    await ask({ body: json });
    await ask({ method: 'POST', body: json });
    await ask({ method: 'POST', body: json, headers: form });
    expect(asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/x?a=1&seconds=5&who=a+b', ''],
      ['POST', '/x?a=1', '{"seconds":5,"who":"a b"}'],
      ['POST', '/x?a=1', 'seconds=5&who=a+b'],
    ]);
    expect(asked[1]?.headers['content-type']).toBe('application/json');
  });

  it('fails where the status is not the expected one', async () => {
    const { base } = await server(500);
    const record = await runActivity(activity(request(base, { expectedStatus: 202 })), tools());
    expect(record).toMatchObject({
      status: 'failed',
      why: 'status 500, expected 202',
      output: null,
    });
  });

  it('fails in time where nobody answers, and is not met', async () => {
    const { base } = await server(200, '{}', 5_000);
    const provider = request(base, { timeoutMs: 200 });
    const record = await runActivity(activity(provider, { tolerance: value(200) }), tools());
    expect(record).toMatchObject({ status: 'failed', toleranceMet: false });
    expect(record.why).toMatch(/^http\.timeout/);
    expect(record.durationMs).toBeLessThan(2_000);
  });

  it('refuses an answer that is too large', async () => {
    const { base } = await server(200, 'x'.repeat(1_100_000));
    const { status, why } = await runActivity(activity(request(base)), tools());
    expect({ status, why }).toEqual({
      status: 'failed',
      why: 'the answer is larger than 1048576 bytes',
    });
  });

  it('uses its own secrets alone, and tells nobody', async () => {
    const { asked, base } = await server(200, '{"echo":"hunter2hunter2"}');
    const redactor = createRedactor();
    redactor.learn('hunter2hunter2');
    const settings = {
      values: {},
      secrets: { 'api/token': 'hunter2hunter2', 'other/key': 'notforyou12' },
    };
    const headers = { authorization: 'Bearer ${token}', other: '${key}' };
    const own = activity(request(base, { headers }), { secrets: ['api/token'] });
    const record = await runActivity(own, tools({ settings, redactor }));
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer hunter2hunter2',
      other: '${key}',
    });
    expect(JSON.stringify(record)).not.toContain('hunter2');
    expect(record.output).toMatchObject({ body: { echo: '‹redacted›' } });
  });
});

describe('a process activity', () => {
  it('gives the exit code and what was said', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const record = await runActivity(
      activity(program(process.execPath, '-e', script), { tolerance: value(3) }),
      tools(),
    );
    expect(record).toMatchObject({
      status: 'succeeded',
      toleranceMet: true,
      output: { status: 3, stdout: 'out\n', stderr: 'err\n' },
    });
  });

  it('hands arguments over as they are: no shell reads them', async () => {
    const words = ['$HOME', '`id`', 'a | b', '> c', '*', '; rm -rf x'];
    const { output } = await runActivity(activity(program('printf', '%s\n', ...words)), tools());
    expect(output).toMatchObject({ stdout: `${words.join('\n')}\n` });
  });

  it.each([
    ['does not exist', program('weaklink-no-such-program'), /could not be started/],
    ['does not end', { ...program('sleep', '30'), timeoutMs: 300 }, /did not end within 300 ms/],
    [
      'is killed',
      program(process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")'),
      /SIGKILL/,
    ],
  ])('fails where the program %s', async (_what, provider, why) => {
    const record = await runActivity(activity(provider, { tolerance: value(0) }), tools());
    expect(record).toMatchObject({ status: 'failed', toleranceMet: false });
    expect(record.why).toMatch(why);
    expect(record.durationMs).toBeLessThan(5_000);
  });
});

describe('an activity', () => {
  it('may inject a fault, and fails where that does', async () => {
    const done: string[] = [];
    const fault = async (name: string, what: string) => {
      if (name === 'gone') throw new Error('the target is gone');
      done.push(`${what} ${name}`);
    };
    const run = (name: string, what: 'inject' | 'undo') =>
      runActivity(activity({ kind: 'fault', fault: name, do: what }), tools({ fault }));
    expect(await run('slow', 'inject')).toMatchObject({ status: 'succeeded', output: null });
    expect(await run('slow', 'undo')).toMatchObject({ status: 'succeeded' });
    expect(await run('gone', 'undo')).toMatchObject({
      status: 'failed',
      why: 'the target is gone',
    });
    expect(done).toEqual(['inject slow', 'undo slow']);
  });

  it('asks the probe that its tolerance is', async () => {
    const asks = (exit: string) =>
      activity(program('true'), {
        tolerance: { kind: 'probe', activity: activity(program(exit), { name: 'judge' }) },
      });
    expect(await runActivity(asks('true'), tools())).toMatchObject({ toleranceMet: true });
    expect(await runActivity(asks('false'), tools())).toMatchObject({ toleranceMet: false });
  });

  it('waits before and after, and runs its controls around itself', async () => {
    const control = (name: string, scope: 'before' | 'after' | 'both') => ({
      name,
      scope,
      activity: activity(program('true'), { name }),
    });
    const controls = [
      control('first', 'before'),
      control('last', 'after'),
      control('each', 'both'),
    ];
    const startedMs = performance.now();
    const own = activity(program('true'), { pauseBeforeMs: 150, pauseAfterMs: 150, controls });
    const record = await runActivity(own, tools());
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
    const names = record.controls.map((one) => one.activity.name);
    expect(names).toEqual(['first', 'each', 'last', 'each']);
  });

  it('ends at once when it is aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const startedMs = performance.now();
    const own = activity(program('sleep', '30'), { pauseAfterMs: 30_000 });
    const record = await runActivity(own, tools({ signal: controller.signal }));
    expect(record.status).toBe('aborted');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe('a section', () => {
  it('goes on beside what runs in the background, and waits for it at its end', async () => {
    const slow = activity(program('sleep', '0.6'), { name: 'slow', background: true });
    const records = await runSection([slow, activity(program('true'), { name: 'quick' })], tools());
    expect(records.map((record) => record.activity.name)).toEqual(['slow', 'quick']);
    const [first, second] = records.map(({ endedAt }) => Date.parse(endedAt));
    expect(second ?? 0).toBeLessThan(first ?? 0);
  });

  it('starts nothing more after an abort', async () => {
    const controller = new AbortController();
    const fault = async () => controller.abort();
    const abort = activity({ kind: 'fault', fault: 'x', do: 'inject' });
    const signal = controller.signal;
    const records = await runSection([abort, activity(program('true'))], tools({ fault, signal }));
    expect(records).toHaveLength(1);
  });
});
