import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { parseTracking } from '../../../probes/host/clock.ts';
import { hostProbe } from '../../../probes/host/index.ts';
import { askTimeServer } from '../../../probes/host/sntp.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { lookContext } from '../../support/look-context.ts';

const NTP_EPOCH_S = 2_208_988_800;
let server: Socket | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** A fake time server that speaks SNTP; `change` spoils its answer. */
async function timeServer(
  aheadMs: number,
  change: (answer: Buffer) => Buffer = (answer) => answer,
): Promise<number> {
  const socket = createSocket('udp4');
  server = socket;
  socket.on('message', (question, { address, port }) => {
    const answer = Buffer.alloc(48);
    answer[0] = 0x24;
    answer[1] = 2;
    question.copy(answer, 24, 40, 48);
    for (const at of [32, 40]) {
      const seconds = (Date.now() + aheadMs) / 1_000 + NTP_EPOCH_S;
      answer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
      answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
    }
    socket.send(change(answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

function ask(port: number, timeMs = 2_000) {
  const signal = new AbortController().signal;
  return askTimeServer({ host: '127.0.0.1', port }, systemClock, { timeMs, signal });
}

describe('a time server', () => {
  test.each([0, 5_000, -3_600_000, 20 * 365 * 86_400_000])('%d ms ahead', async (aheadMs) => {
    const answer = await ask(await timeServer(aheadMs));
    const uncertainty = (answer?.roundTripMs ?? 0) / 2 + 1;
    expect(Math.abs((answer?.offsetMs ?? Number.NaN) - aheadMs)).toBeLessThanOrEqual(uncertainty);
  });

  test.each<[string, (answer: Buffer) => Buffer]>([
    ['is not synchronised itself', (answer) => answer.fill(0xe4, 0, 1)],
    ['tells us to go away', (answer) => answer.fill(0, 1, 2)],
    ['answers in another mode', (answer) => answer.fill(0x23, 0, 1)],
  ])('that %s is of no use', async (_, change) => {
    expect(await ask(await timeServer(0, change))).toBeUndefined();
  });

  test.each<[string, (answer: Buffer) => Buffer]>([
    ['forged answer', (answer) => answer.fill(1, 24, 32)],
    ['short answer', (answer) => answer.subarray(0, 20)],
  ])('a %s is not taken', async (_, change) => {
    expect(await ask(await timeServer(60_000, change), 60)).toBeUndefined();
  });

  test('that is not there', async () => {
    expect(await ask(1)).toBeUndefined();
  });
});

describe('the host probe', () => {
  const look = (port: number) =>
    hostProbe.look(
      hostProbe.options.parse({ timeServer: `127.0.0.1:${port}`, mounts: ['/'] }),
      lookContext(),
    );

  test('says by how much the clock is off', async () => {
    const port = await timeServer(-90_000);
    const finding = await look(port);
    expect([finding.symptom, ...(finding.alsoSeen ?? [])]).toContain('host.clock_offset');
    expect(finding.evidence?.join()).toMatch(/the clock of this machine is 90\.\d s off/);
    expect(finding.facts).toMatchObject({ clockComparedWith: `127.0.0.1:${port}` });
  });

  test('a second is not off, and a silent server is a fact', async () => {
    const port = await timeServer(1_000);
    const finding = await look(port);
    expect([finding.symptom, ...(finding.alsoSeen ?? [])]).not.toContain('host.clock_offset');
    expect((await look(1)).facts).toMatchObject({ timeServerSilent: '127.0.0.1:1' });
  });
});

test('what chronyc prints', () => {
  const line = (offset: string, leap: string) =>
    `A29FC87B,162.159.200.123,4,1795233540.1,${offset},0.000001,0.000002,-1.2,0.0,0.1,0.02,0.001,64.2,${leap}\n`;
  expect(parseTracking(line('-0.250000000', 'Normal'))).toEqual({
    offsetMs: -250,
    synchronised: true,
  });
  const alone =
    '00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,1.000000000,1.000000000,0.0,Not synchronised\n';
  expect(parseTracking(alone)).toEqual({ offsetMs: undefined, synchronised: false });
  expect(parseTracking('506 Cannot talk to daemon')).toBeUndefined();
});
