import { expect, test } from 'vitest';
import { readManagerLog } from '../../../../probes/gpu/interconnect/manager-log.ts';

test('troubles of the fabric manager, with the errors of switches', () => {
  const log = [
    '[Feb 27 2025 15:10:00] [INFO] [tid 1] multicast group 0 is freed.',
    '[Feb 27 2025 15:10:02] [ERROR] [tid 2] detected NVSwitch non-fatal error 12028 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 61',
    '[Feb 27 2025 15:10:03] [ERROR] [tid 2] detected NVSwitch fatal error 20034 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3',
    'Message payload details: none',
    '[Feb 27 2025 15:10:04] [ERROR] [tid 2] failed to connect to the driver',
  ].join('\n');
  const { lines, troubles } = readManagerLog(log, Date.parse('Feb 27 2025 15:11:02'));
  expect(lines).toBe(4);
  expect(troubles).toMatchObject([
    { level: 'ERROR', ageMs: 60_000, error: { code: 12_028, fatal: false, link: 61 } },
    { error: { code: 20_034, fatal: true, link: null } },
    { error: null, ageMs: 58_000 },
  ]);
});

test('keeps the newest of very many', () => {
  const log = Array.from({ length: 5_000 }, (_, i) => `[Feb 27 2025 15:10:02] [FATAL] n${i}`);
  const { troubles } = readManagerLog(log.join('\n'), 0);
  expect(troubles).toHaveLength(200);
  expect(troubles.at(-1)?.text).toContain('n4999');
});
