import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isGpuMetric, meaningOf } from '../../../probes/dcgm/fields.ts';
import { sortNames } from '../../../probes/dcgm/names.ts';
import { readMeters } from '../../../probes/dcgm/reading.ts';
import { readExposition } from '../../../probes/metrics/exposition.ts';

/** The oldest first. */
const pages = [
  'dcgm-exporter-1-names.txt',
  'dcgm-exporter-470.txt',
  'dcgm-exporter-580.txt',
  'dcgm-exporter-4-names.txt',
] as const;

const read = (name: string) =>
  readExposition(
    readFileSync(
      new URL(`../../../fixtures/captures/model-servers/${name}`, import.meta.url),
      'utf8',
    ),
  );

function row(name: string): string {
  const { known, aliased, unknown } = sortNames(read(name).families.keys());
  const quantities = new Set(known.flatMap((one) => meaningOf(one)?.quantity ?? []));
  const cells = [
    name,
    known.length,
    [...aliased].map(([alias, present]) => `${present} ← \`${alias}\``).join(', '),
    unknown.map((one) => `\`${one}\``).join(', '),
    [...quantities].join(' '),
  ];
  return `| ${cells.join(' | ')} |`;
}

test('the table of names, version by version', async () => {
  const head = [
    "# Names of dcgm-exporter's metrics, page by page",
    '',
    'Written by `test/probes/dcgm/names.test.ts` from the pages in `fixtures/captures/model-servers`, whose README says',
    'which are pages and which are lists of names alone.',
    '',
    '| page | known | aliased | unknown | quantities |',
    '|---|---|---|---|---|',
  ];
  const table = `${[...head, ...pages.map(row)].join('\n')}\n`;
  await expect(table).toMatchFileSnapshot('names.md');
});

test.each(pages)('%s: no name is lost, and each is about cards', (name) => {
  const families = [...read(name).families.keys()];
  const { known, unknown } = sortNames(families);
  expect([...known, ...unknown].toSorted()).toEqual(families.toSorted());
  expect(families.filter((one) => !isGpuMetric(one))).toEqual([]);
  expect(unknown).toEqual([]);
});

test('names of version 1 mean the same as the present ones', () => {
  const page = (names: readonly string[]) =>
    readExposition(
      names.map((name, index) => `${name}{gpu="0",uuid="GPU-0a"} ${index + 1}`).join('\n'),
    );
  const present = ['GPU_TEMP', 'FB_USED', 'FB_FREE', 'XID_ERRORS', 'POWER_USAGE'];
  const [old] = readMeters(page(present.map((name) => `dcgm_${name.toLowerCase()}`))).cards;
  const [now] = readMeters(page(present.map((name) => `DCGM_FI_DEV_${name}`))).cards;
  expect(old?.values.size).toBe(5);
  expect(old?.values).toEqual(now?.values);
});

test('hears of a name that nobody knows, and leaves the exporter itself alone', () => {
  const { known, unknown } = sortNames(['DCGM_FI_DEV_LEVITATION', 'DCGM_FI_DEV_GPU_TEMP']);
  expect({ known, unknown }).toEqual({
    known: ['DCGM_FI_DEV_GPU_TEMP'],
    unknown: ['DCGM_FI_DEV_LEVITATION'],
  });
  expect(isGpuMetric('dcgm_exporter_build_info')).toBe(false);
});
