import { describe, expect, test } from 'vitest';
import { nth, readSmiLog } from '../../../probes/gpu/smi-log.ts';
import { scanLeaves } from '../../../scripts/captures/scan-leaves.ts';
import { healthyGpu } from '../../../src/sandbox/gpu/fake-gpu.ts';
import { cards, smiDocument } from '../../support/fake-smi.ts';

function read(text: string) {
  const reading = readSmiLog(text);
  if (reading.kind !== 'read') throw new Error('not read');
  return reading.log;
}

describe('readSmiLog', () => {
  test('keeps every field of every card under its path', () => {
    const document = smiDocument(...cards(3));
    const { fields, gpus } = read(document);
    expect(gpus).toHaveLength(3);
    expect(fields.get('driver_version')?.raw).toBe('580.95.05');
    expect(gpus[1]?.get('@id')?.raw).toBe('00000000:02:00.0');
    expect(gpus[1]?.get('pci.pci_gpu_link_info.pcie_gen.max_link_gen')?.number).toBe(5);
    const parsed = fields.size + gpus.reduce((sum, gpu) => sum + gpu.size, 0);
    expect(parsed).toBe(scanLeaves(document).length);
  });

  test('numbers elements of one name', () => {
    const processes = [1, 2, 3].map((pid) => ({ pid, name: `p${pid}`, usedMiB: pid }));
    const [gpu] = read(smiDocument(healthyGpu({ processes }))).gpus;
    const path = (index: number) => `${nth('processes.process_info', index)}.pid`;
    expect([0, 1, 2].map((index) => gpu?.get(path(index))?.number)).toEqual([1, 2, 3]);
    expect(gpu?.has(path(3))).toBe(false);
  });

  test('keeps empty elements, and text that stands beside elements', () => {
    const { fields } = read('<nvidia_smi_log><a></a><b/><c>x<d>1</d></c></nvidia_smi_log>');
    expect(Object.fromEntries(fields)).toEqual({
      a: { raw: '' },
      b: { raw: '' },
      'c.d': { raw: '1', number: 1 },
      'c.#text': { raw: 'x' },
    });
  });

  test('knows no card where there is none', () => {
    expect(read('<nvidia_smi_log><attached_gpus>0</attached_gpus></nvidia_smi_log>').gpus).toEqual(
      [],
    );
  });
});
