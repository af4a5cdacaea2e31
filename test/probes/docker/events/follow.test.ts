import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changeOfEvent } from '../../../../probes/docker/events/change-of.ts';
import {
  type EngineEvent,
  parseEngineEvent,
} from '../../../../probes/docker/events/engine-event.ts';
import { followEngine } from '../../../../probes/docker/events/follow.ts';
import { KnownContainers } from '../../../../probes/docker/events/known-containers.ts';
import { Restraint } from '../../../../probes/docker/events/restraint.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { localVantage } from '../../../../src/vantage/local.ts';
import { until } from '../../../support/processes.ts';
import { scratch } from '../../../support/scratch.ts';

const line = (parts: object = {}) =>
  JSON.stringify({
    Type: 'container',
    Action: 'die',
    Actor: { ID: 'abc', Attributes: { name: 'engine', image: 'vllm:1', exitCode: '137' } },
    time: 1_763_694_842,
    timeNano: 1_763_694_842_123_456_800,
    ...parts,
  });

describe('one line of the stream', () => {
  test('of a container', () => {
    expect(parseEngineEvent(line())).toMatchObject({
      type: 'container',
      action: 'die',
      id: 'abc',
      atMs: 1_763_694_842_123,
      attributes: { exitCode: '137' },
    });
  });

  test('with something behind its colon', () => {
    expect(parseEngineEvent(line({ Action: 'health_status: unhealthy' }))).toMatchObject({
      action: 'health_status',
      detail: 'unhealthy',
    });
    const exec = parseEngineEvent(line({ Action: 'exec_start: sh -c a:b --api-key k1' }));
    expect(exec && changeOfEvent(exec)?.to).toBe('sh -c a:b --api-key ‹redacted›');
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"Type":"volume","Action":"create","Actor":{}}',
    '{"Type":7}',
  ])('%s is none', (text) => expect(parseEngineEvent(text)).toBeNull());

  test('whatever is said, nothing throws', () => {
    const known = new KnownContainers();
    const said = fc.record({
      Type: fc.constantFrom('container', 'image', 'network', 'volume'),
      Action: fc.oneof(
        fc.constantFrom('die', 'kill', 'rename', 'connect', 'constructor', '__proto__'),
        fc.string(),
      ),
      Actor: fc.oneof(
        fc.anything(),
        fc.record({ ID: fc.string(), Attributes: fc.dictionary(fc.string(), fc.anything()) }),
      ),
      timeNano: fc.oneof(fc.anything(), fc.double()),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          said.map((it) => JSON.stringify(it)),
          fc.string(),
        ),
        (text) => {
          const event = parseEngineEvent(text);
          if (event) {
            changeOfEvent(event);
            known.of(event);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test('what goes on happening is told three times, and again after a rest', () => {
  const restraint = new Restraint();
  const minute = 60_000;
  const at = [0, 1, 2, 3, 4, 12, 13, 23.5].map((minutes) =>
    restraint.allows('x', minutes * minute),
  );
  expect(at).toEqual([true, true, true, false, false, true, true, true]);
  const steady = new Restraint();
  const often = Array.from({ length: 200 }, (_, index) => steady.allows('y', (index * minute) / 2));
  expect(often.filter(Boolean)).toHaveLength(3);
});

/** A fake daemon, for what a real one never does. */
async function daemon(listener: RequestListener): Promise<string> {
  const path = join(await scratch(), 'docker.sock');
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

function follow(socketPath: string): EngineEvent[] {
  const seen: EngineEvent[] = [];
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  void followEngine({
    vantage: localVantage,
    socketPath,
    signal: stopped.signal,
    clock: systemClock,
    onConnected: () => {},
    onEvent: (event) => seen.push(event),
    firstPauseMs: 10,
  });
  return seen;
}

describe('a daemon that behaves badly', () => {
  test('a line without end is given up before it fills the memory', async () => {
    let sentBytes = 0;
    let asked = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const path = await daemon((_, response) => {
      asked += 1;
      if (asked > 1) return void response.write(`${line()}\n`);
      const pump = () => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
      };
      response.on('drain', pump);
      pump();
    });
    const seen = follow(path);
    await until(() => seen.length === 1);
    expect(sentBytes).toBeLessThan(16_000_000);
  });

  test('errors, nonsense and the same event again and again', async () => {
    let asked = 0;
    const path = await daemon((_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(500);
      response.end(asked % 2 ? 'nonsense\n\u0000\n' : `${line()}\n${line({ timeNano: asked })}\n`);
    });
    const seen = follow(path);
    await until(() => asked >= 9);
    expect(seen.filter(({ atMs }) => atMs === 1_763_694_842_123)).toHaveLength(1);
    expect(seen.length).toBeGreaterThan(2);
  });

  test('an event in pieces of one byte', async () => {
    const path = await daemon(async (_, response) => {
      for (const byte of Buffer.from(`${line({ Actor: { ID: 'ü' } })}\n`)) {
        response.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const seen = follow(path);
    await until(() => seen.length === 1);
    expect(seen[0]?.id).toBe('ü');
  });
});
