import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowFromEvents } from '../../src/cli/flow/from-events.ts';
import { toldEvents } from '../../src/cli/told-events.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import { askedFrom, storyAttempts } from '../support/accounted.ts';
import { acmeChain } from '../support/chain.ts';
import { verdictOf } from '../support/feed.ts';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

/** A minute of attempts at the acme chain, and the verdict of the day. */
async function recorded(): Promise<string> {
  const path = join(await scratch(), 'asked.jsonl');
  const writer = await RecordingWriter.create(path);
  let nowMs = askedFrom;
  const events = createEventFactory({ clock: { now: () => nowMs } as never, source: '/test' });
  await writer.write(events.make('session', { version: '0.1.0', chain: acmeChain }));
  for (const { inference } of storyAttempts()) {
    nowMs = Date.parse(inference.startedAt) + inference.durationMs;
    await writer.write(events.make('inference', inference, { subject: inference.link }));
  }
  const culprit = {
    link: 'gpu-1',
    mode: 'gpu.fell_off_bus',
    title: 'fell off the bus (XID 79)',
    since: askedFrom,
    remedy: 'drain it',
  };
  const verdict = verdictOf(acmeChain, nowMs, { status: 'fault', headline: 'gpu-1', culprit });
  await writer.write(events.make('verdict', verdict));
  await writer.close();
  return path;
}

test('a recording is drawn as of its end, and its losses name the culprit of the day', async () => {
  const { exitCode, stdout } = await weaklink(['flow', await recorded(), '--by', 'requests']);

  expect(exitCode).toBe(0);
  expect(stdout).toContain('FLOW  chat-70b, last 15 m, by requests: 300 attempts');
  expect(stdout).toContain(
    '11 % of attempts lost at gpu-1 since 14:02:00Z: fell off the bus (XID 79)',
  );
  expect(stdout).toContain('attempts 300 = answered 266 + lost 34 + in flight 0');
  expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
});

test('without prices money is unknown, not 0', async () => {
  const { exitCode, stdout } = await weaklink(['flow', await recorded(), '--json']);
  const [flow] = JSON.parse(stdout).flows;

  expect(exitCode).toBe(0);
  expect(flow).toMatchObject({ unit: 'price unknown', currency: null, unknown: 300 });
});

test('what cannot be done is said, with 2', async () => {
  const path = await recorded();
  const wrong = async (...args: string[]) => {
    const { exitCode, stderr } = await weaklink(['flow', path, ...args]);
    return `${exitCode} ${stderr}`;
  };
  expect(await wrong('--by', 'fame')).toContain(
    '2 --by: "fame" is none of value, requests, tokens, time [E_OPTION]',
  );
  expect(await wrong('--window', '2m')).toContain('[E_OPTION]');
  expect(await wrong('--model', 'other')).toContain('Asked were: chat-70b.');
});

test('reads what is there and no more', async () => {
  const source = await flowFromEvents(
    await toldEvents(await recorded(), [], {}, { journal: true, stateDirectory: undefined }),
  );

  expect(source.chain?.name).toBe('acme-prod');
  expect(source.verdict?.status).toBe('fault');
  expect(source.flow.models).toEqual(['chat-70b']);
});

test('over a chain without a terminal it watches for a while, and says where nobody asked', async () => {
  const chain = join(import.meta.dirname, '../../fixtures/config/valid-ten-lines.yaml');
  const { exitCode, stderr } = await weaklink(['flow', chain, '--for', '300ms'], {
    timeoutMs: 40_000,
  });

  expect(exitCode).toBe(2);
  expect(stderr).toContain('no inference was told of, so there is no flow [E_FLOW_EMPTY]');
});
