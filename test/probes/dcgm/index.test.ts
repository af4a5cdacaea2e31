import { describe, expect, onTestFinished, test } from 'vitest';
import { dcgmProbe } from '../../../probes/dcgm/index.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { freePort, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { strikingOut } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

const uuid = 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01';

/** Lines of one card as the exporter writes them. */
function card(
  values: Readonly<Record<string, number | string>>,
  labels = `UUID="${uuid}"`,
): string {
  return Object.entries(values)
    .map(
      ([name, value]) => `DCGM_FI_DEV_${name}{gpu="0",${labels},modelName="NVIDIA H100"} ${value}`,
    )
    .join('\n');
}

/** A real server with one page at a time. */
async function exporter(first: string, status = 200) {
  const page = { text: first };
  const listener = await listenHttp((_, response) => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(`${page.text}\n`);
  });
  onTestFinished(() => listener.close());
  const url = `http://${listener.address}/metrics`;
  return {
    url,
    show: (text: string) => {
      page.text = text;
    },
    look: async (options: object = {}, context: object = {}) => {
      const finding = await lookAt(dcgmProbe, { url, ...options }, context);
      expectSound(dcgmProbe, finding);
      return finding;
    },
  };
}

const well = { GPU_TEMP: 41, GPU_UTIL: 97, FB_USED: 1_024, FB_FREE: 80_000, POWER_USAGE: 300 };

describe('a page of metrics', () => {
  test('of a healthy card: measures in the units of the gpu probe', async () => {
    const { look } = await exporter(card({ ...well, XID_ERRORS: 0, SM_CLOCK: 1_980 }));
    const finding = await look();
    expect(finding).toMatchObject({
      outcome: 'ok',
      summary: '1 GPUs',
      facts: { gpus: 1, 'gpu.uuid': uuid, 'gpu.name': 'NVIDIA H100' },
    });
    expect(finding.measures).toContainEqual({
      name: 'gpu.memory_used',
      value: 1_073_741_824,
      unit: 'bytes',
    });
  });

  test('what DCGM does not know is no value', async () => {
    const { look } = await exporter(card({ ...well, GPU_TEMP: '9223372036854775794' }));
    const { measures } = await look();
    expect(measures?.map(({ name }) => name)).not.toContain('gpu.temperature');
  });

  test('of an exporter around nvidia-smi', async () => {
    const id = uuid.slice(4);
    const { look } = await exporter(
      [
        `nvidia_smi_gpu_info{uuid="${id}",name="NVIDIA H200",driver_version="590.48.01"} 1`,
        `nvidia_smi_utilization_gpu_ratio{uuid="${id}"} 0.97`,
        `nvidia_smi_gpu_recovery_action{uuid="${id}"} 1`,
        'nvidia_smi_command_exit_code 0',
      ].join('\n'),
    );
    const finding = await look({ uuid });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'gpu.recovery_action',
      facts: { driver: '590.48.01', 'gpu.name': 'NVIDIA H200' },
    });
    expect(finding.measures).toContainEqual({ name: 'gpu.utilisation', value: 97, unit: '%' });
  });

  test('parts of a split card have measures of their own, and the card counts once', async () => {
    const part = (id: number) => card({ FB_USED: id }, `UUID="${uuid}",GPU_I_ID="${id}"`);
    const { look } = await exporter([part(7), part(8)].join('\n'));
    const { facts, measures } = await look({ expect: { count: 1 } });
    expect(facts?.gpus).toBe(1);
    expect(measures?.map(({ name }) => name)).toEqual([
      'gpu.part7.memory_used',
      'gpu.part8.memory_used',
    ]);
  });
});

test.each([
  ['gpu.ecc_uncorrected', { ECC_DBE_VOL_TOTAL: 2 }],
  ['gpu.row_remap_failed', { ROW_REMAP_FAILURE: 1 }],
  ['gpu.row_remap_pending', { ROW_REMAP_PENDING: 1 }],
  ['gpu.retired_pages', { RETIRED_PENDING: 1 }],
  ['gpu.fabric_not_ready', { FABRIC_MANAGER_STATUS: 2 }],
  ['gpu.throttle_thermal', { CLOCK_THROTTLE_REASONS: 0x20 }],
  ['gpu.throttle_hw', { CLOCKS_EVENT_REASONS: 0x88 }],
  ['gpu.memory_full', { FB_FREE: 3, FB_USED: 80_000 }],
])('%s', async (symptom, values) => {
  const { look } = await exporter(card({ ...well, ...values }));
  expect(await look()).toMatchObject({ symptom });
});

describe('XIDs', () => {
  test('counted in the window of the exporter', async () => {
    const counted = (code: number) =>
      `DCGM_EXP_XID_ERRORS_COUNT{gpu="0",UUID="${uuid}",xid="${code}"} 1`;
    const { look, show } = await exporter(counted(79));
    expect(await look()).toMatchObject({ outcome: 'failed', symptom: 'gpu.xid' });
    show(counted(31));
    expect(await look()).toMatchObject({ outcome: 'degraded', symptom: 'gpu.xid_app' });
    show(counted(63));
    expect(await look()).toMatchObject({ outcome: 'ok' });
  });

  test('an old last code is a fact, another one is news', async () => {
    const { look, show } = await exporter(card({ ...well, XID_ERRORS: 13 }));
    expect(await look()).toMatchObject({ outcome: 'ok', facts: { 'gpu.last_xid': 13 } });
    show(card({ ...well, XID_ERRORS: 119 }));
    expect(await look()).toMatchObject({
      symptom: 'gpu.xid',
      summary: expect.stringContaining('119'),
    });
  });
});

test('errors of NVLinks that grow', async () => {
  const errors = (count: number) => card({ ...well, NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL: count });
  const { look, show } = await exporter(errors(5));
  expect(await look()).toMatchObject({ outcome: 'ok' });
  show(errors(9));
  expect(await look()).toMatchObject({
    symptom: 'gpu.nvlink_errors',
    summary: '4 new NVLink errors',
  });
});

describe('health watches', () => {
  const state = (value: number) =>
    `DCGM_EXP_GPU_HEALTH_STATUS{gpu="0",UUID="${uuid}",health_watch="PCIE"} ${value}`;

  test.each([
    [0, null],
    [10, 'dcgm.health_warning'],
    [20, 'dcgm.health_failed'],
  ])('state %i', async (value, symptom) => {
    const { look } = await exporter(state(value));
    expect(await look()).toMatchObject({ symptom });
  });

  test('a fake dcgmi on the machine, as table and as JSON', async () => {
    const { readHealthReport } = await import('../../../probes/dcgm/health.ts');
    const table = '| Overall Health  | Warning   |\n| GPU | 0  NVLink system: Failure: link 3 |';
    expect(readHealthReport(table)).toMatchObject({
      overall: 'Warning',
      lines: [expect.stringContaining('link 3')],
    });
    const json = '{"body": {"Overall Health": {"value": "Healthy"}}, "header": ["Health"]}';
    expect(readHealthReport(json).overall).toBe('Healthy');
    expect(readHealthReport('dcgmi: not found').overall).toBeNull();
  });
});

describe('the exporter itself', () => {
  test('tells of no GPU', async () => {
    const { look } = await exporter('go_goroutines 8');
    expect(await look()).toMatchObject({ outcome: 'failed', symptom: 'dcgm.no_gpus' });
  });

  test('tells of too few', async () => {
    const { look } = await exporter(card(well));
    expect(await look({ expect: { count: 8 } })).toMatchObject({ symptom: 'gpu.count_low' });
    expect(await look({ uuid: 'GPU-00000000' })).toMatchObject({ symptom: 'gpu.count_low' });
  });

  test('cannot ask the driver', async () => {
    const { look } = await exporter(
      `nvidia_smi_temperature_gpu{uuid="${uuid.slice(4)}"} 41\nnvidia_smi_command_exit_code 15`,
    );
    expect(await look()).toMatchObject({ symptom: 'dcgm.stale' });
  });

  test('repeats old values: the energy used stands still for minutes', async () => {
    let nowMs = 0;
    const clock: Clock = { ...systemClock, monotonic: () => nowMs };
    const { look } = await exporter(card({ ...well, TOTAL_ENERGY_CONSUMPTION: 77 }));
    for (const at of [0, 60_000]) {
      nowMs = at;
      expect(await look({}, { clock })).toMatchObject({ outcome: 'ok' });
    }
    nowMs = 130_000;
    expect(await look({}, { clock })).toMatchObject({ symptom: 'dcgm.stale' });
  });

  test('is not there, or is something else: nothing is said of the cards', async () => {
    const url = `http://127.0.0.1:${await freePort()}/metrics`;
    expect(await lookAt(dcgmProbe, { url })).toMatchObject({
      outcome: 'unknown',
      symptom: 'dcgm.unreachable',
    });
    const { look } = await exporter('<html>log in</html>');
    expect(await look()).toMatchObject({ outcome: 'unknown', symptom: 'dcgm.malformed' });
    const missing = await exporter('', 404);
    expect(await missing.look()).toMatchObject({ outcome: 'unknown', symptom: 'dcgm.unreachable' });
  });
});

test('hostile labels do no harm, and secrets in them are struck out', async () => {
  const hostile = '\\n\u001b[2J\u202e hunter2';
  const { look } = await exporter(card(well, `UUID="${uuid}",pod="${hostile}",namespace="ns"`));
  const finding = await look({}, { redactor: strikingOut('hunter2') });
  expect(JSON.stringify(finding)).not.toContain('hunter2');
  expect(finding.facts?.['gpu.held_for']).toContain('‹redacted›');
});
