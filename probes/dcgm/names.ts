import { healthStates, meaningOf, xidCounts } from './fields.ts';

/**
 * What DCGM's exporter tells and no judgement asks for, by the present name without `DCGM_FI_DEV_` or
 * `DCGM_FI_`: it is no news. All else of its names is.
 */
const alsoKnown: ReadonlySet<string> = new Set([
  ...['MEM_CLOCK', 'MEMORY_TEMP', 'MEM_COPY_UTIL', 'ENC_UTIL', 'DEC_UTIL', 'PSTATE', 'FAN_SPEED'],
  ...['PCIE_TX_THROUGHPUT', 'PCIE_RX_THROUGHPUT', 'PROF_PCIE_TX_BYTES', 'PROF_PCIE_RX_BYTES'],
  ...['POWER_VIOLATION', 'THERMAL_VIOLATION', 'SYNC_BOOST_VIOLATION', 'BOARD_LIMIT_VIOLATION'],
  ...['LOW_UTIL_VIOLATION', 'RELIABILITY_VIOLATION', 'SLOWDOWN_TEMP', 'SHUTDOWN_TEMP', 'COUNT'],
  ...['ECC_SBE_VOL_TOTAL', 'ECC_SBE_AGG_TOTAL', 'ECC_DBE_AGG_TOTAL', 'RETIRED_SBE', 'RETIRED_DBE'],
  ...['UNCORRECTABLE_REMAPPED_ROWS', 'CORRECTABLE_REMAPPED_ROWS', 'FB_USED_PERCENT'],
  ...['NVLINK_BANDWIDTH_TOTAL', 'NVLINK_BANDWIDTH_L0', 'VGPU_LICENSE_STATUS'],
  ...['PROF_GR_ENGINE_ACTIVE', 'PROF_SM_ACTIVE', 'PROF_SM_OCCUPANCY', 'PROF_PIPE_TENSOR_ACTIVE'],
  ...[
    'PROF_DRAM_ACTIVE',
    'PROF_PIPE_FP64_ACTIVE',
    'PROF_PIPE_FP32_ACTIVE',
    'PROF_PIPE_FP16_ACTIVE',
  ],
]);
/** Counted by the exporter itself; see also {@link xidCounts}. */
const alsoCounted: ReadonlySet<string> = new Set([
  'DCGM_EXP_CLOCK_EVENTS_COUNT',
  'DCGM_EXP_P2P_STATUS',
]);
/** Version 1 wrote names of its own; those that are not just in lower case. */
const namesOfVersionOne: Readonly<Record<string, string>> = {
  dcgm_memory_clock: 'MEM_CLOCK',
  dcgm_mem_copy_utilization: 'MEM_COPY_UTIL',
  dcgm_enc_utilization: 'ENC_UTIL',
  dcgm_dec_utilization: 'DEC_UTIL',
  dcgm_ecc_sbe_volatile_total: 'ECC_SBE_VOL_TOTAL',
  dcgm_ecc_sbe_aggregate_total: 'ECC_SBE_AGG_TOTAL',
  dcgm_ecc_dbe_aggregate_total: 'ECC_DBE_AGG_TOTAL',
  dcgm_retired_pages_sbe: 'RETIRED_SBE',
  dcgm_retired_pages_dbe: 'RETIRED_DBE',
};

/** What the names of metrics about cards are to us, each once. */
export interface SortedNames {
  readonly known: readonly string[];
  /** Of those: names of other versions, and the present name of each that is judged by. */
  readonly aliased: ReadonlyMap<string, string>;
  readonly unknown: readonly string[];
}

export function sortNames(names: Iterable<string>): SortedNames {
  const known: string[] = [];
  const unknown: string[] = [];
  const aliased = new Map<string, string>();
  for (const name of new Set(names)) {
    (isKnown(name) ? known : unknown).push(name);
    const present = meaningOf(name)?.aliasOf;
    if (present !== undefined) aliased.set(name, present);
  }
  return { known, aliased, unknown };
}

function isKnown(name: string): boolean {
  if (meaningOf(name) || xidCounts.has(name) || healthStates.has(name)) return true;
  const stem = namesOfVersionOne[name] ?? name.toUpperCase().replace(/^DCGM_(?:FI_)?(?:DEV_)?/, '');
  return alsoKnown.has(stem) || alsoCounted.has(name);
}
