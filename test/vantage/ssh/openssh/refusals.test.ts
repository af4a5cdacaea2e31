import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Refusals } from '../../../../src/vantage/ssh/openssh/refusals.ts';

/** As OpenSSH 9.2 tells it with -v, two targets asked for before either is answered. */
const interleaved = [
  'debug1: channel_connect_stdio_fwd: 127.0.0.1:9',
  'debug1: channel 2: new stdio-forward [stdio-forward] (inactive timeout: 0)',
  'debug1: channel_connect_stdio_fwd: nosuch.invalid:80',
  'debug1: channel 4: new stdio-forward [stdio-forward] (inactive timeout: 0)',
  'channel 4: open failed: connect failed: Name or service not known',
  'channel 2: open failed: connect failed: Connection refused',
];

function told(lines: readonly string[]): Refusals {
  const diagnostics = new PassThrough();
  const refusals = new Refusals(diagnostics);
  diagnostics.end(lines.map((line) => `${line}\n`).join(''));
  return refusals;
}

test('each target has its own reason, however the answers are mixed', async () => {
  const refusals = told(interleaved);
  expect(await refusals.reasonFor('127.0.0.1', 9, 0)).toMatch(/Connection refused$/);
  expect(await refusals.reasonFor('nosuch.invalid', 80, 0)).toMatch(/Name or service not known$/);
});

test('what was said before the question is no answer to it', async () => {
  const refusals = told(interleaved);
  await refusals.reasonFor('127.0.0.1', 9, 0);
  expect(refusals.count).toBe(2);
  // Of this target nothing newer is said: all that is left is the last reason of all.
  expect(await refusals.reasonFor('nosuch.invalid', 80, 1)).toBe(refusals.last);
});

test('a client that words it otherwise: the last reason', async () => {
  const refusals = told(['channel 7: open failed: administratively prohibited: no']);
  expect(await refusals.reasonFor('10.0.0.1', 80, 0)).toBe(
    'open failed: administratively prohibited: no',
  );
});

test('a channel of another kind takes no target over', async () => {
  const refusals = told([
    'debug1: channel_connect_stdio_fwd: 127.0.0.1:9',
    'debug1: channel 2: new stdio-forward [stdio-forward] (inactive timeout: 0)',
    'debug1: channel 2: free: stdio-forward, nchannels 2',
    'debug1: channel 2: new mux-control [mux-control] (inactive timeout: 0)',
    'channel 2: open failed: connect failed: No route to host',
  ]);
  expect(await refusals.reasonFor('127.0.0.1', 9, 0)).toBe(refusals.last);
});
