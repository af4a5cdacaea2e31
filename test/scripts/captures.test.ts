import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../../scripts/captures/findings.ts';
import { mutate, mutationNames } from '../../scripts/captures/mutate.ts';
import { mutateAll } from '../../scripts/captures/mutate-all.ts';
import { splitSections } from '../../scripts/captures/sections.ts';
import { captureFiles, isLossy, readCapture, readCaptures } from '../../scripts/captures/table.ts';
import { unsafeText } from '../../scripts/captures/unsafe-text.ts';
import { smiDocument } from '../support/fake-smi.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const folder = sharedFolder('captures');

describe.skipIf(folder === null)('every capture (../shared/captures)', () => {
  const rows = folder === null ? [] : readCaptures(folder);

  test('is read without loss, or is known to be read by no probe', () => {
    expect(rows.length).toBeGreaterThan(100);
    const files = new Set(rows.map(({ file }) => join(folder ?? '', file)));
    expect([...files].sort()).toEqual(captureFiles(folder ?? ''));
    expect(rows.filter(isLossy)).toEqual([]);
    expect(rows.filter(({ why }) => why === 'no reader knows this form')).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['bad_nvsmi8_output.txt', ['gpu.retired_pages']],
    ['orig_nvsmi8_output.txt', []],
    ['nvidia-smi-query.535.129.03.out.0.valid.a10', ['gpu.row_remap_pending']],
    ['nvidia-smi-query.535.161.08.out.0.valid', ['gpu.throttle_hw']],
    ['ibstat.47.0.h100.all.active.1', []],
    ['ibstat.47.0.h100.some.down.with.polling.1', ['gpu.infiniband_down']],
    ['dmesg-with-xid-119.log', ['gpu.xid']],
    ['rocm_smi.json', []],
    ['fd__testdata__dmesg.decode.iso.log', ['host.fd_exhausted']],
    ['dmesg-erst-7530486857247752193', ['host.kernel_fault']],
    ['dmesg.decode.iso.log.1', []],
    ['docker_inspect_kube_launcher_task.json', []],
    ['eth_learn_good.json', []],
    ['eth_learn_down_intf.json', ['host.link_down']],
    ['eth_learn_nic_swap.json', ['host.link_down']],
    ['learn_good.json', []],
    ['learn_stuck_ib_intf.json', ['gpu.infiniband_down']],
    ['lsblk.3.json', []],
    ['lspci.nn.a10', []],
    ['lspci.gb200', []],
  ])('%s is judged right', (name, symptoms) => {
    const row = rows.find(({ file }) => file.endsWith(`__${name}`));
    if (!row) throw new Error(`${name} is not there`);
    expect(row.reading?.symptoms).toEqual(symptoms);
  });

  test('damaged in every way does not crash, and nothing raw comes out', async () => {
    const { summary, sound } = await mutateAll(folder ?? '', 200, 7);
    expect(sound, summary).toBe(true);
  });
});

describe('a table of captures', () => {
  let place: string;
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'weaklink-captures-'));
    await writeFile(join(place, 'one.xml'), smiDocument());
    await writeFile(join(place, 'other.bin'), 'nothing of ours');
  });
  afterAll(() => rm(place, { recursive: true }));

  test('tells what is read by whom, and what by nobody', () => {
    const [one, other] = readCaptures(place);
    expect(one?.reading).toMatchObject({ parsedBy: 'gpu: nvidia-smi -q -x', lost: [] });
    expect(other).toMatchObject({ reading: null, why: 'no reader knows this form' });
  });

  test('would tell of a lost field', () => {
    const [row] = readCapture('uuid, pstate\nGPU-1, P0, P1\n', 'x');
    expect(row && isLossy(row)).toBe(true);
  });

  test('mutations of any folder are made and read', async () => {
    const { summary, sound } = await mutateAll(place, 60, 1);
    expect(sound, summary).toBe(true);
    expect(summary).toContain('60 mutated captures');
  });
});

test('commands that are noted above their outputs part a file', () => {
  const text =
    '########\n# idle :: list\n# $ nvidia-smi -L\n########\nGPU 0: X\n\n\n########\n# load :: q\n# $ other\n########\n# HELP a\n';
  expect(splitSections(text).map(({ name, text: body }) => [name, body])).toEqual([
    ['nvidia-smi -L', 'GPU 0: X'],
    ['other', '# HELP a\n'],
  ]);
});

test('a mutation can be repeated, and each kind does something', () => {
  const bytes = Buffer.from(smiDocument());
  const seen = new Set<string>();
  for (let seed = 0; seed < 120; seed += 1) {
    const { bytes: damaged, name } = mutate(bytes, seed);
    expect(mutate(bytes, seed).bytes.equals(damaged)).toBe(true);
    if (!damaged.equals(bytes)) seen.add(name.split(' and ')[0] ?? '');
  }
  expect([...seen].sort()).toEqual([...mutationNames].sort());
});

test('what is unsafe is found wherever it stands', () => {
  expect(unsafeText({ a: [{ 'b\u202e': 1 }] })).toBe('b\u202e');
  expect(unsafeText(['fine', { x: 'a\u001b[2J' }])).toBe('a\u001b[2J');
  expect(unsafeText({ x: 'a\ud800' })).toBe('a\ud800');
  expect(unsafeText({ x: 'Köln 温度 41 °C' })).toBeNull();
  const hostile = smiDocument().replace('<driver_version>', '<driver_version>\u001b[2J');
  expect(unsafeText(findingsOf(hostile))).toBeNull();
});
