import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGpu } from '../../../probes/gpu/gpu-reading.ts';
import { judgeGpu } from '../../../probes/gpu/judge/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { readSmiLog } from '../../../probes/gpu/smi-log.ts';
import { parseXidLog } from '../../../probes/gpu/xid-log.ts';
import { compareCapture, findCaptures } from '../../../scripts/captures/compare.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const folder = sharedFolder('captures');
const captures = folder === null ? [] : findCaptures(folder);

/** What is wrong with the cards of the captures that somebody has looked through. */
const judged: Readonly<Record<string, readonly string[]>> = {
  // Cards on one lane under load; the error counters of the first were set by hand.
  'nvidia_smi_sample.xml': ['gpu.ecc_uncorrected', 'gpu.pcie_downgraded', 'gpu.pcie_downgraded'],
  '3090-v13.xml': [],
  'dual_2070-v13.xml': [],
  'dual_2080-v13.xml': [],
  'dual_a5000-v13.xml': [],
  'gtx-1050-1.xml': [],
  'gtx-1070-ti.xml': [],
  'gtx-1660-ti.xml': [],
  'gtx-1card.xml': [],
  'ixsmi+-q+-x.xml': [],
  'nvidia-smi-stdout.txt': [],
  'nvidia_smi_out_of_order.xml': [],
  'nvidia_smi_outdated_gpu.xml': [],
  'nvidia_smi_sample_ecc_unsupported.xml': [],
  'pro-6000-maxq-blackwell-v13.xml': [],
  'quadro-p2000-v12.xml': [],
  'quadro-p400.xml': [],
  'rtx-3080-v12.xml': [],
  'rtx-3080-v13.xml': [],
  'rtx-3090-v12.xml': [],
  'rtx-4000-sff-ada-v13.xml': [],
};
const nameOf = (file: string) => basename(file).split('__').at(-1) ?? '';

describe.skipIf(folder === null)('real documents (../shared/captures)', () => {
  test('are there', () => {
    expect(captures.length).toBeGreaterThan(10);
  });

  test.each(captures)('%s: no field is lost', (file) => {
    const result = compareCapture(file);
    expect(result.lost).toEqual([]);
    expect(result.fieldsParsed).toBe(result.fieldsInFile);
    expect(result.gpusParsed).toBe(result.gpusInFile);
  });

  test.each(captures.filter((file) => nameOf(file) in judged))('%s: is judged right', (file) => {
    const reading = readSmiLog(readFileSync(file, 'utf8'));
    if (reading.kind !== 'read') throw new Error('not read');
    const signs = reading.log.gpus.flatMap((gpu) => judgeGpu(readGpu(gpu), gpuOptions.parse({})));
    expect(signs.map(({ symptom }) => symptom)).toEqual(judged[nameOf(file)]);
  });
});

const kernelLog = join(
  folder ?? '.',
  'leptonai-gpud/components__accelerator__nvidia__error__xid__testdata__dmesg-with-xid-119.log',
);

test.skipIf(!existsSync(kernelLog))('a real kernel log (../shared/captures)', () => {
  const clock = { nowMs: Date.parse('2025-02-23T17:00:00'), uptimeMs: undefined };
  const { events, uuids } = parseXidLog(readFileSync(kernelLog, 'utf8'), clock);
  expect(events.length).toBeGreaterThan(3);
  for (const event of events) {
    expect(event).toMatchObject({ code: 119, class: 'reset', bus: '0000:9b:00' });
    expect(event.ageMs).toBeLessThan(3_600_000);
  }
  expect(uuids.get('0000:9b:00')).toBe('GPU-509665ad-b600-ac93-3616-d754b23d636d');
});
