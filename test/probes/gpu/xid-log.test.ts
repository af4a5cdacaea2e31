import { describe, expect, test } from 'vitest';
import { parseXidLog } from '../../../probes/gpu/xid-log.ts';
import { xidLine } from '../../../src/sandbox/gpu/smi-output.ts';

const nowMs = Date.parse('2026-11-21T03:14:02Z');
const clock = { nowMs, uptimeMs: 5_000_000 };
const said = 'NVRM: Xid (PCI:0000:9b:00): 119, pid=2024380, name=python, Timeout after 6s';

const parse = (log: string) => parseXidLog(log, clock).events;

/** The same instant, a minute ago, as this machine's local time. */
function localForm(): string {
  const [weekday, month, day, year, time] = new Date(nowMs - 60_000).toString().split(' ');
  return `${weekday} ${month} ${day?.replace(/^0/, ' ')} ${time} ${year}`;
}

describe('parseXidLog', () => {
  test.each([
    ['dmesg --time-format iso', `2026-11-21T03:13:02,000000+00:00 ${said}`],
    ['dmesg -x --time-format iso', `kern  :warn  : 2026-11-21T03:13:02,000000+00:00 ${said}`],
    ['dmesg -T', `[${localForm()}] ${said}`],
    ['dmesg', `[ 4940.000000] ${said}`],
    ['dmesg --raw', `<3>[ 4940.000000] ${said}`],
    ['/dev/kmsg', `3,1234,4940000000,-;${said}`],
    ['journalctl -o short-iso', `2026-11-21T11:13:02+0800 gpu-7 kernel: ${said}`],
    ['a log file with ISO times', `2026-11-21T03:13:02.000000+00:00 gpu-7 kernel: [ 12.5] ${said}`],
  ])('reads a line of %s', (_, line) => {
    expect(parse(line)).toMatchObject([{ code: 119, bus: '0000:9b:00', ageMs: 60_000, line }]);
  });

  test("reads the line of a split card's part", () => {
    const line = `[ 4940.000000] ${said.replace('9b:00', '9b:00 GPU-I:05')}`;
    expect(parse(line)).toMatchObject([{ code: 119, bus: '0000:9b:00', ageMs: 60_000, line }]);
  });

  test('reads what the sandbox writes', () => {
    const words = 'GPU has fallen off the bus.';
    const event = { pciBusId: '00000000:06:00.0', code: 79, words, pid: 1, processName: 'x' };
    const line = xidLine(event, new Date(nowMs - 1_000));
    expect(parse(line)).toMatchObject([
      { code: 79, class: 'reboot', bus: '0000:06:00', ageMs: 1_000 },
    ]);
  });

  test('reads the addresses of old drivers and of long domains', () => {
    const log = 'NVRM: Xid (0000:03:00): 31, Ch 1\nNVRM: Xid (PCI:00010000:03:00.0): 31, pid=1';
    expect(parse(log).map(({ bus }) => bus)).toEqual(['0000:03:00', '10000:03:00']);
  });

  test('a line without a time has no age', () => {
    expect(parse(said)).toMatchObject([{ ageMs: null }]);
  });

  test('learns which card is at which address', () => {
    const line = '[1.0] NVRM: GPU at PCI:0000:9b:00: GPU-509665ad-b600-ac93-3616-d754b23d636d';
    expect([...parseXidLog(line, clock).uuids]).toEqual([
      ['0000:9b:00', 'GPU-509665ad-b600-ac93-3616-d754b23d636d'],
    ]);
  });

  test('passes over other lines, and lines that only look like one', () => {
    const log = [
      'NVRM: loading module 550',
      'Xid (PCI:0000:9b:00): 79',
      'NVRM: Xid (PCI:none): 79',
      '',
    ];
    expect(parse(log.join('\n'))).toEqual([]);
  });

  test('keeps the newest of very many', () => {
    const log = Array.from({ length: 500 }, (_, i) => `[ ${i}.0] ${said}`).join('\n');
    const events = parse(log);
    expect(events).toHaveLength(200);
    expect(events.at(-1)?.line).toContain('499.0');
  });
});

describe('lines that stand for several, or for none', () => {
  test('a line that is there twice is one event', () => {
    const line = `[ 4940.000000] ${said}`;
    const journal = `2026-11-21T03:13:02+0000 gpu-7 kernel: ${said}`;
    expect(parse([line, line, journal, `[ 4946.0] ${said}`].join('\n'))).toHaveLength(2);
  });

  test('what the kernel and the driver left out is told', () => {
    const log = [
      `[ 1.0] ${said}`,
      '[ 2.0] os_dump_stack: 33 callbacks suppressed',
      '[ 3.0] NVRM: Rate limiting GSP RPC error prints for GPU at PCI:0000:9b:00 (printing 1 of every 30).',
      '[ 4.0] eth0: link up',
      '[ 5.0] net_ratelimit: 99 callbacks suppressed',
    ];
    expect(parseXidLog(log.join('\n'), clock).suppressed).toEqual({ lines: 33, byDriver: true });
  });
});

test('SXids of the switches', () => {
  const log = [
    '[ 1.0] nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)',
    '[ 2.0] nvidia-nvswitch0: SXid (PCI:0000:c5:00.0): 20034, Fatal, Link 30 LTSSM Fault Up',
  ];
  const { switchErrors, events } = parseXidLog(log.join('\n'), clock);
  expect(events).toEqual([]);
  expect(switchErrors).toMatchObject([
    { code: 12_028, fatal: false, bus: '0000:c1:00.0', link: 32, ageMs: 4_999_000 },
    { code: 20_034, fatal: true, bus: '0000:c5:00.0', link: 30 },
  ]);
});
