import { type SmiField, withoutRemark } from './smi-field.ts';
import { nth, type SmiFields } from './smi-log.ts';

export interface GpuProcess {
  readonly pid: number | null;
  readonly name: string;
  /** `C` computes, `G` draws, `C+G` both. */
  readonly type: string;
  /** Null where the driver may not or cannot tell. */
  readonly usedMiB: number | null;
}

/** Memory errors that could not be corrected, and those that could. Null: the card counts none. */
export interface EccCounts {
  readonly uncorrectable: number | null;
  readonly correctable: number | null;
}

/** What the judgement needs of one card; everything else stays in its fields. Null: not told. */
export interface GpuReading {
  readonly fields: SmiFields;
  readonly uuid: string | null;
  readonly name: string | null;
  /** `0000:06:00`, as the kernel writes it. */
  readonly bus: string | null;
  /** A screen is connected and in use: the card then holds memory that it counts to nobody. */
  readonly drivesScreen: boolean;
  /** It is shared between virtual machines, whose processes nobody sees here. */
  readonly servesGuests: boolean;
  readonly performanceState: string | null;
  readonly temperatureCelsius: number | null;
  readonly fanPercent: number | null;
  readonly power: {
    readonly drawWatts: number | null;
    readonly limitWatts: number | null;
    readonly defaultLimitWatts: number | null;
  };
  readonly utilisationPercent: number | null;
  readonly memory: {
    readonly totalMiB: number | null;
    readonly usedMiB: number | null;
    readonly freeMiB: number | null;
    readonly reservedMiB: number | null;
  };
  readonly smClockMHz: number | null;
  readonly maxSmClockMHz: number | null;
  readonly pcie: {
    readonly generation: number | null;
    readonly maxGeneration: number | null;
    readonly width: number | null;
    readonly maxWidth: number | null;
  };
  /** Names of the active reasons without their prefix: `sw_power_cap`. */
  readonly throttle: readonly string[];
  readonly eccMode: string | null;
  readonly eccVolatile: EccCounts;
  readonly eccAggregate: EccCounts;
  /** The driver itself says that the card has had too many: its vendor replaces it. */
  readonly eccThresholdExceeded: boolean;
  readonly rows: { readonly pending: boolean; readonly failed: boolean };
  readonly pages: { readonly pending: boolean; readonly retired: number | null };
  /** `None`, `Reset`, `Reboot`, `Drain P2P`, `Drain and Reset`; null on older drivers. */
  readonly recoveryAction: string | null;
  readonly mig: {
    readonly mode: string | null;
    readonly pending: string | null;
    readonly devices: number;
  };
  readonly processes: readonly GpuProcess[];
}

/** Processes read of one card; a card of a shared machine has some tens. */
const MAX_PROCESSES = 256;

/** The fields of one card → what the judgement needs, whatever the version calls it. */
export function readGpu(fields: SmiFields): GpuReading {
  return {
    fields,
    uuid: text(fields, 'uuid'),
    name: text(fields, 'product_name'),
    bus: normaliseBus(text(fields, 'pci.pci_bus_id', '@id') ?? ''),
    drivesScreen: /^enabled$/i.test(text(fields, 'display_active') ?? ''),
    servesGuests: /^host v/i.test(
      text(fields, 'gpu_virtualization_mode.virtualization_mode') ?? '',
    ),
    performanceState: text(fields, 'performance_state'),
    temperatureCelsius: number(fields, 'temperature.gpu_temp'),
    fanPercent: number(fields, 'fan_speed'),
    power: readPower(fields),
    utilisationPercent: number(fields, 'utilization.gpu_util'),
    memory: readMemory(fields),
    smClockMHz: number(fields, 'clocks.sm_clock', 'clocks.graphics_clock'),
    maxSmClockMHz: number(fields, 'max_clocks.sm_clock', 'max_clocks.graphics_clock'),
    pcie: readPcie(fields),
    throttle: activeThrottleReasons(fields),
    eccMode: text(fields, 'ecc_mode.current_ecc'),
    eccVolatile: readEcc(fields, 'ecc_errors.volatile.'),
    eccAggregate: readEcc(fields, 'ecc_errors.aggregate.'),
    eccThresholdExceeded: isYes(
      fields,
      'ecc_errors.aggregate.sram_threshold_exceeded',
      'ecc_errors.sram_threshold_exceeded',
    ),
    rows: {
      pending: isYes(
        fields,
        'remapped_rows.remapped_row_pending',
        'ecc_errors.channel_repair_pending',
        'ecc_errors.tpc_repair_pending',
      ),
      failed: isYes(fields, 'remapped_rows.remapped_row_failure', 'ecc_errors.unrepairable_memory'),
    },
    pages: readPages(fields),
    recoveryAction: readRecoveryAction(fields),
    mig: {
      mode: text(fields, 'mig_mode.current_mig'),
      pending: text(fields, 'mig_mode.pending_mig'),
      devices: count(fields, 'mig_devices.mig_device', 'index'),
    },
    processes: readProcesses(fields),
  };
}

/** Version of the driver from what stands beside the cards; drivers from 610 split the name. */
export function driverVersion(beside: SmiFields): string | null {
  return text(beside, 'kmd_version', 'driver_version');
}

/** Version of CUDA that the driver brings. */
export function cudaVersion(beside: SmiFields): string | null {
  return text(beside, 'cuda_umd_version', 'cuda_version');
}

/** The text of the first path that holds one. */
export function text(fields: SmiFields, ...paths: readonly string[]): string | null {
  const field = first(fields, paths);
  return field === undefined ? null : withoutRemark(field.raw);
}

function number(fields: SmiFields, ...paths: readonly string[]): number | null {
  return first(fields, paths)?.number ?? null;
}

function first(fields: SmiFields, paths: readonly string[]): SmiField | undefined {
  return paths
    .map((path) => fields.get(path))
    .find((field) => field !== undefined && field.missing === undefined && field.raw !== '');
}

function isYes(fields: SmiFields, ...paths: readonly string[]): boolean {
  return paths.some((path) => /^(yes|true)$/i.test(fields.get(path)?.raw ?? ''));
}

/** `00000000:9B:00.0`, `PCI:0000:9b:00` → `0000:9b:00`; null where it is no bus address. */
export function normaliseBus(address: string): string | null {
  const match = /^(?:PCI:)?([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})(?:\.[0-7])?$/i.exec(address);
  if (!match) return null;
  const domain = Number.parseInt(match[1] ?? '', 16)
    .toString(16)
    .padStart(4, '0');
  return `${domain}:${match[2]}:${match[3]}`.toLowerCase();
}

function readPower(fields: SmiFields): GpuReading['power'] {
  const paths = (...names: readonly string[]) =>
    names.flatMap((name) => [`gpu_power_readings.${name}`, `power_readings.${name}`]);
  return {
    drawWatts: number(fields, ...paths('instant_power_draw', 'power_draw', 'average_power_draw')),
    limitWatts: number(
      fields,
      ...paths('current_power_limit', 'enforced_power_limit', 'power_limit'),
    ),
    defaultLimitWatts: number(fields, ...paths('default_power_limit')),
  };
}

function readMemory(fields: SmiFields): GpuReading['memory'] {
  const part = (name: string) => number(fields, `fb_memory_usage.${name}`, `memory_usage.${name}`);
  return {
    totalMiB: part('total'),
    usedMiB: part('used'),
    freeMiB: part('free'),
    reservedMiB: part('reserved'),
  };
}

function readPcie(fields: SmiFields): GpuReading['pcie'] {
  const link = (path: string) => number(fields, `pci.pci_gpu_link_info.${path}`);
  return {
    generation: link('pcie_gen.current_link_gen'),
    maxGeneration: link('pcie_gen.max_link_gen'),
    width: link('link_widths.current_link_width'),
    maxWidth: link('link_widths.max_link_width'),
  };
}

/** Old drivers say `throttle`, newer ones `event`; version 12 knows both. */
function activeThrottleReasons(fields: SmiFields): readonly string[] {
  const reason = /^clocks_(?:throttle|event)_reasons\.clocks_(?:throttle|event)_reason_(\w+)$/;
  return [...fields].flatMap(([path, field]) => {
    const name = reason.exec(path)?.[1];
    return name !== undefined && field.raw === 'Active' ? [name] : [];
  });
}

/**
 * Three shapes: `double_bit.total` beside its parts, `dram_uncorrectable` and `sram_uncorrectable`,
 * and the latter in parts of its own (parity, SEC-DED).
 */
function readEcc(fields: SmiFields, prefix: string): EccCounts {
  const sum = (oldName: string, newName: RegExp): number | null => {
    const total = number(fields, `${prefix}${oldName}.total`);
    if (total !== null) return total;
    const parts = [...fields].flatMap(([path, field]) => {
      if (!path.startsWith(prefix) || field.number === undefined) return [];
      const name = path.slice(prefix.length);
      return name.startsWith(`${oldName}.`) || newName.test(name) ? [field.number] : [];
    });
    return parts.length === 0 ? null : parts.reduce((all, part) => all + part, 0);
  };
  return {
    uncorrectable: sum('double_bit', /^(sram|dram)_uncorrectable/),
    correctable: sum('single_bit', /^(sram|dram)_correctable/),
  };
}

function readPages(fields: SmiFields): GpuReading['pages'] {
  const retired = ['multiple_single_bit_retirement', 'double_bit_retirement']
    .map((cause) => number(fields, `retired_pages.${cause}.retired_count`))
    .filter((value) => value !== null);
  return {
    pending: isYes(fields, 'retired_pages.pending_retirement', 'retired_pages.pending_blacklist'),
    retired: retired.length === 0 ? null : retired.reduce((all, part) => all + part, 0),
  };
}

/** Drivers of version 12 had two flags before the action got its own field. */
function readRecoveryAction(fields: SmiFields): string | null {
  const action = text(fields, 'gpu_recovery_action');
  if (action !== null) return action;
  if (isYes(fields, 'gpu_reset_status.reset_required')) return 'Reset';
  if (isYes(fields, 'gpu_reset_status.drain_and_reset_recommended')) return 'Drain and Reset';
  return text(fields, 'gpu_reset_status.reset_required') === null ? null : 'None';
}

function count(fields: SmiFields, path: string, part: string): number {
  let found = 0;
  while (fields.has(`${nth(path, found)}.${part}`)) found += 1;
  return found;
}

function readProcesses(fields: SmiFields): readonly GpuProcess[] {
  const path = 'processes.process_info';
  const found = Math.min(count(fields, path, 'pid'), MAX_PROCESSES);
  return Array.from({ length: found }, (_, index) => {
    const part = (name: string) => `${nth(path, index)}.${name}`;
    return {
      pid: number(fields, part('pid')),
      name: text(fields, part('process_name')) ?? '?',
      type: text(fields, part('type')) ?? '?',
      usedMiB: number(fields, part('used_memory')),
    };
  });
}
