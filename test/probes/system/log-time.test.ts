import { expect, test } from 'vitest';
import { lineAgeMs } from '../../../probes/system/log-time.ts';

const nowMs = Date.parse('2026-11-21T04:00:00Z');
const clock = { nowMs, uptimeMs: 3_600_000 };

test.each([
  ['dmesg', '[ 3540.500000] text', 59_500],
  ['dmesg with a level', '<6>[ 3540.500000] text', 59_500],
  ['/dev/kmsg', '6,343,3540500000,-;text', 59_500],
  ['/dev/kmsg with a continuation flag', '6,343,3540500000,-,caller=T1;text', 59_500],
  ['ISO 8601 of dmesg', '2026-11-21T03:59:00,500000+00:00 text', 59_500],
  ['ISO 8601 of rsyslog', '2026-11-21T05:59:00.500000+02:00 host kernel: [1.0] text', 59_500],
  [
    'the journal',
    '1795233540.500000 host kernel: text',
    Date.parse('2026-11-21T04:00:00Z') - 1795233540500,
  ],
  ['dmesg -x', 'kern  :warn  : [ 3540.500000] text', 59_500],
  [
    'dmesg -x --time-format iso',
    'daemon:info  : 2026-11-21T03:59:00,500000+00:00 systemd[1]: text',
    59_500,
  ],
  ['a moment in the future', '[ 3601.000000] text', 0],
])('%s', (_, line, ageMs) => {
  expect(lineAgeMs(line, clock)).toBeCloseTo(ageMs, 3);
});

test('a syslog line names no year: the newest time that is not in the future', () => {
  const local = new Date(nowMs - 60_000);
  const month = local.toLocaleString('en-US', { month: 'short' });
  const time = local.toTimeString().slice(0, 8);
  const day = String(local.getDate()).padStart(2, ' ');
  expect(lineAgeMs(`${month} ${day} ${time} host kernel: text`, clock)).toBe(60_000);
  const age = lineAgeMs('Dec 31 00:00:00 host kernel: text', clock);
  expect(age).toBeGreaterThan(300 * 86_400_000);
});

test('dmesg -T writes local time', () => {
  const local = new Date(nowMs - 60_000);
  const [day, month, date = '', year] = local.toDateString().split(' ');
  const time = local.toTimeString().slice(0, 8);
  const line = `[${day} ${month} ${date.padStart(2, ' ')} ${time} ${year}] text`;
  expect(lineAgeMs(line, clock)).toBe(60_000);
});

test.each([
  ['no time', 'text'],
  ['far in the future', '[ 9999.000000] text'],
  ['not a date', '2026-99-99T99:99:99 text'],
  ['not a month', 'Foo 21 03:14:02 host kernel: text'],
])('%s is not known', (_, line) => {
  expect(lineAgeMs(line, clock)).toBeNull();
});

test('time since the start is not known without the uptime', () => {
  expect(lineAgeMs('[ 12.0] text', { nowMs, uptimeMs: undefined })).toBeNull();
});
