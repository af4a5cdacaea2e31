const MEBIBYTE = 1_048_576;

/** What the judgement knows by a name of its own, whichever exporter tells it. */
export type Quantity =
  | 'temperature'
  | 'utilisation'
  | 'memory_used'
  | 'memory_free'
  | 'memory_reserved'
  | 'memory_total'
  | 'power'
  | 'power_limit'
  | 'sm_clock'
  | 'energy'
  | 'ecc_uncorrected'
  | 'row_remap_failed'
  | 'row_remap_pending'
  | 'retired_pending'
  | 'last_xid'
  | 'throttle_reasons'
  | 'recovery_action'
  | 'fabric_state'
  | 'nvlink_errors'
  | 'pcie_replays';

export interface Meaning {
  readonly quantity: Quantity;
  /** What a value is multiplied by to come in the unit used here. */
  readonly factor: number;
  /** The present name, where this is one of other versions of the same exporter. */
  readonly aliasOf?: string;
}

/**
 * Metric → what it is: those of DCGM's exporter, the present name first, then those of its versions before 2
 * and of DCGM before 3.3; and those of exporters around nvidia-smi.
 */
const meanings: ReadonlyMap<string, Meaning> = new Map(
  (
    [
      ['temperature', 1, 'DCGM_FI_DEV_GPU_TEMP', 'dcgm_gpu_temp', 'nvidia_smi_temperature_gpu'],
      ['utilisation', 1, 'DCGM_FI_DEV_GPU_UTIL', 'dcgm_gpu_utilization'],
      ['utilisation', 100, 'nvidia_smi_utilization_gpu_ratio'],
      ['memory_used', MEBIBYTE, 'DCGM_FI_DEV_FB_USED', 'dcgm_fb_used'],
      ['memory_used', 1, 'nvidia_smi_memory_used_bytes'],
      ['memory_free', MEBIBYTE, 'DCGM_FI_DEV_FB_FREE', 'dcgm_fb_free'],
      ['memory_free', 1, 'nvidia_smi_memory_free_bytes'],
      ['memory_reserved', MEBIBYTE, 'DCGM_FI_DEV_FB_RESERVED'],
      ['memory_reserved', 1, 'nvidia_smi_memory_reserved_bytes'],
      ['memory_total', MEBIBYTE, 'DCGM_FI_DEV_FB_TOTAL'],
      ['memory_total', 1, 'nvidia_smi_memory_total_bytes'],
      ['power', 1, 'DCGM_FI_DEV_POWER_USAGE', 'dcgm_power_usage', 'nvidia_smi_power_draw_watts'],
      ['power_limit', 1, 'DCGM_FI_DEV_POWER_MGMT_LIMIT', 'nvidia_smi_enforced_power_limit_watts'],
      ['sm_clock', 1, 'DCGM_FI_DEV_SM_CLOCK', 'dcgm_sm_clock'],
      ['sm_clock', 1e-6, 'nvidia_smi_clocks_current_sm_clock_hz'],
      ['energy', 1, 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'dcgm_total_energy_consumption'],
      [
        'ecc_uncorrected',
        1,
        'DCGM_FI_DEV_ECC_DBE_VOL_TOTAL',
        'dcgm_ecc_dbe_volatile_total',
        'nvidia_smi_ecc_errors_uncorrected_volatile_total',
      ],
      ['row_remap_failed', 1, 'DCGM_FI_DEV_ROW_REMAP_FAILURE', 'nvidia_smi_remapped_rows_failure'],
      ['row_remap_pending', 1, 'DCGM_FI_DEV_ROW_REMAP_PENDING', 'nvidia_smi_remapped_rows_pending'],
      [
        'retired_pending',
        1,
        'DCGM_FI_DEV_RETIRED_PENDING',
        'dcgm_retired_pages_pending',
        'nvidia_smi_retired_pages_pending',
      ],
      ['last_xid', 1, 'DCGM_FI_DEV_XID_ERRORS', 'dcgm_xid_errors'],
      [
        'throttle_reasons',
        1,
        'DCGM_FI_DEV_CLOCKS_EVENT_REASONS',
        'DCGM_FI_DEV_CLOCK_THROTTLE_REASONS',
        'nvidia_smi_clocks_throttle_reasons_active',
        'nvidia_smi_clocks_event_reasons_active',
      ],
      [
        'recovery_action',
        1,
        'DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION',
        'nvidia_smi_gpu_recovery_action',
      ],
      ['fabric_state', 1, 'DCGM_FI_DEV_FABRIC_MANAGER_STATUS', 'nvidia_smi_fabric_state'],
      ['pcie_replays', 1, 'DCGM_FI_DEV_PCIE_REPLAY_COUNTER', 'dcgm_pcie_replay_counter'],
    ] as const satisfies readonly (readonly [Quantity, number, ...string[]])[]
  ).flatMap(([quantity, factor, ...names]) =>
    names.map((name) => [name, meaning(quantity, factor, name, names[0])] as const),
  ),
);

/** Exporters around nvidia-smi have names of their own, and those are no aliases. */
function meaning(quantity: Quantity, factor: number, name: string, first = name): Meaning {
  const isAlias = name !== first && /^dcgm_/i.test(name);
  return isAlias ? { quantity, factor, aliasOf: first } : { quantity, factor };
}

/** One counter a kind of error, summed; the per-link ones are in the totals already. */
const nvlinkErrors = /^(?:DCGM_FI_DEV|dcgm)_NVLINK_(?:COUNT_)?\w*ERROR\w*_TOTAL$/i;

export function meaningOf(metric: string): Meaning | undefined {
  const known = meanings.get(metric);
  if (known) return known;
  return nvlinkErrors.test(metric) ? { quantity: 'nvlink_errors', factor: 1 } : undefined;
}

/** Metrics of a card that are read in another way: counted by a label. */
export const xidCounts: ReadonlySet<string> = new Set(['DCGM_EXP_XID_ERRORS_COUNT']);
export const healthStates: ReadonlySet<string> = new Set(['DCGM_EXP_GPU_HEALTH_STATUS']);

/** Whether a metric is about cards at all. */
export function isGpuMetric(metric: string): boolean {
  return /^(?:DCGM_|dcgm_(?!exporter_)|nvidia_smi_|nvidia_gpu_)/.test(metric);
}

/** DCGM fills what it cannot tell with the highest numbers of each type. */
const BLANK_INT32 = 2_147_483_632;
const BLANK_INT64 = 9_223_372_036_854_775_000;
const BLANK_DOUBLE = 140_737_488_355_328;
const BLANKS = 4;

export function isBlank(value: number): boolean {
  const isNear = (blank: number) => value >= blank && value < blank + BLANKS;
  return Number.isNaN(value) || isNear(BLANK_INT32) || isNear(BLANK_DOUBLE) || value >= BLANK_INT64;
}
