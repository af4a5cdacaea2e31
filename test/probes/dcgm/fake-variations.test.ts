import { describe, expect, test } from 'vitest';
import { judgeCard } from '../../../probes/dcgm/judge.ts';
import { readMeters } from '../../../probes/dcgm/reading.ts';
import { readExposition } from '../../../probes/metrics/exposition.ts';

/** Fake pages: labels and forms of exporters, scrapers and relabelling of which no capture is there. */
const cardsOf = (text: string) => readMeters(readExposition(text)).cards;
const symptomsOf = (text: string) =>
  cardsOf(text)
    .flatMap((card) => judgeCard(card, undefined))
    .map(({ symptom }) => symptom);

const uuid = 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01';
const labels = `gpu="3",UUID="${uuid}",pci_bus_id="00000000:1B:00.0",device="nvidia3",modelName="NVIDIA H200",Hostname="node-7"`;

describe('fake pages of DCGM', () => {
  test('with the labels that Kubernetes and a scraper add', () => {
    const more = `${labels},DCGM_FI_DRIVER_VERSION="570.86.15",container="engine",namespace="ml",pod="vllm-0",pod_uid="",exported_instance="10.0.0.7:9400",job="dcgm",my_rack="r\\"7\\",b"`;
    const [card, other] = cardsOf(
      `DCGM_FI_DEV_GPU_TEMP{${more}} 41 1763694842000\nDCGM_FI_DEV_FB_USED{${labels}} 1024\n`,
    );
    expect(other).toBeUndefined();
    expect(card).toMatchObject({ id: uuid, holder: 'ml/vllm-0', driver: '570.86.15' });
    expect(card?.values.get('temperature')).toBe(41);
    expect(card?.values.get('memory_used')).toBe(1_073_741_824);
  });

  test('with the last XID and its words', () => {
    const told = `${labels},err_code="79",err_msg="GPU has fallen off the bus"`;
    const [card] = cardsOf(`DCGM_FI_DEV_XID_ERRORS{${told}} 79\n`);
    expect(card?.values.get('last_xid')).toBe(79);
    const counted = `DCGM_EXP_XID_ERRORS_COUNT{${labels},window_size_in_ms="300000",xid="79"} 1\n`;
    expect(symptomsOf(counted)).toEqual(['gpu.xid']);
  });

  test('in the form of OpenMetrics, with CRLF and exemplars', () => {
    const page = `# TYPE DCGM_FI_DEV_GPU_TEMP gauge\r\nDCGM_FI_DEV_GPU_TEMP{${labels}} 4.1e+01 1763694842.123 # {trace="a"} 1\r\n# EOF\r\n`;
    expect(cardsOf(page)[0]?.values.get('temperature')).toBe(41);
  });

  test('with values that DCGM could not tell', () => {
    const blank = ['9.2233720368547758e+18', '2147483632', '140737488355328', 'NaN'];
    for (const value of blank) {
      expect(symptomsOf(`DCGM_FI_DEV_ECC_DBE_VOL_TOTAL{${labels}} ${value}\n`)).toEqual([]);
    }
  });

  test('with labels in other cases, as relabelling leaves them', () => {
    const relabelled = `gpu="3",gpu_uuid="${uuid}",model_name="NVIDIA H200",hostname="node-7"`;
    expect(cardsOf(`DCGM_FI_DEV_GPU_TEMP{${relabelled}} 41\n`)[0]).toMatchObject({
      id: uuid,
      name: 'NVIDIA H200',
    });
  });

  test('of two machines on one page: their first cards are two', () => {
    const of = (host: string) => `DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="${host}"} 41\n`;
    expect(cardsOf(of('node-1') + of('node-2'))).toHaveLength(2);
    expect(cardsOf((of('node-1') + of('node-2')).replaceAll('Host', 'host'))).toHaveLength(2);
  });

  test('of a card and of its parts', () => {
    const part = (id: number) => `${labels},GPU_I_PROFILE="1g.18gb",GPU_I_ID="${id}"`;
    const cards = cardsOf(
      [labels, part(1), part(2)].map((one) => `DCGM_FI_DEV_FB_USED{${one}} 10\n`).join(''),
    );
    expect(cards.map((card) => card.part)).toEqual([null, '1', '2']);
  });

  test('cut off in the middle of a line', () => {
    const page = `DCGM_FI_DEV_GPU_TEMP{${labels}} 41\nDCGM_FI_DEV_POWER_USAGE{${labels}} 512.5\n`;
    for (let end = 0; end < page.length; end += 3) {
      const values = cardsOf(page.slice(0, end)).map((card) => card.values.get('temperature'));
      expect([[], [4], [41]]).toContainEqual(values);
    }
  });
});
