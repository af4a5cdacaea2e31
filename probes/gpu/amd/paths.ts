import type { SmiField } from '../smi-field.ts';

const BYTES_IN_MIB = 1_048_576;
const MEGABYTES_IN_MIB = 1.048_576;

/** What the tools of AMD call what the judgement reads; every other field keeps its own name. */
const renamed: readonly (readonly [RegExp, string])[] = [
  // amd-smi static, list, metric
  [/^asic\.market_name$/, 'product_name'],
  [/^(?:uuid|asic\.asic_serial)$/, 'uuid'],
  [/^(?:bdf|bus\.bdf)$/, 'pci.pci_bus_id'],
  [/^vbios\.version$/, 'vbios_version'],
  [/^usage\.gfx_activity$/, 'utilization.gpu_util'],
  [/^usage\.umc_activity$/, 'utilization.memory_util'],
  [/^temperature\.(?:hotspot|hotspot_temperature)$/, 'temperature.gpu_temp'],
  [/^temperature\.(?:mem|mem_temperature)$/, 'temperature.memory_temp'],
  [/^power\.(?:socket_power|average_socket_power|current_power)$/, 'gpu_power_readings.power_draw'],
  [
    /^limit\.(?:socket_power_limit|power_limit|socket_power)$/,
    'gpu_power_readings.current_power_limit',
  ],
  [/^limit\.max_power(?:_limit)?$/, 'gpu_power_readings.default_power_limit'],
  [/^mem_usage\.(total|used|free)_vram$/, 'fb_memory_usage.$1'],
  [/^clock\.gfx_0\.clk$/, 'clocks.sm_clock'],
  [/^clock\.gfx_0\.max_clk$/, 'max_clocks.sm_clock'],
  [/^pcie\.width$/, 'pci.pci_gpu_link_info.link_widths.current_link_width'],
  [/^bus\.max_pcie_width$/, 'pci.pci_gpu_link_info.link_widths.max_link_width'],
  [/^ecc\.total_uncorrectable_count$/, 'ecc_errors.volatile.double_bit.total'],
  [/^ecc\.total_correctable_count$/, 'ecc_errors.volatile.single_bit.total'],
  [/^fan\.usage$/, 'fan_speed'],
  // amd-smi monitor
  [/^power_usage$/, 'gpu_power_readings.power_draw'],
  [/^hotspot_temperature$/, 'temperature.gpu_temp'],
  [/^memory_temperature$/, 'temperature.memory_temp'],
  [/^(?:gfx|gfx_util)$/, 'utilization.gpu_util'],
  [/^(?:mem|mem_util)$/, 'utilization.memory_util'],
  [/^vram_(total|used|free)$/, 'fb_memory_usage.$1'],
  [/^gfx_clk$|^gfx_clock$/, 'clocks.sm_clock'],
  // rocm-smi
  [/^(?:Card [Ss]eries|Device Name)$/, 'product_name'],
  [/^Unique ID$/, 'uuid'],
  [/^PCI Bus$/, 'pci.pci_bus_id'],
  [/^VBIOS version$/, 'vbios_version'],
  [/^GPU use \(%\)$/, 'utilization.gpu_util'],
  [/^GPU (?:memory|Memory) (?:use|Allocated) \((?:VRAM)?%\)$/, 'utilization.memory_util'],
  [/^Temperature \(Sensor junction\) \(C\)$/, 'temperature.gpu_temp'],
  [/^Temperature \(Sensor mem(?:ory)?\) \(C\)$/, 'temperature.memory_temp'],
  [/^(?:Average|Current Socket) Graphics Package Power \(W\)$/, 'gpu_power_readings.power_draw'],
  [/^Max Graphics Package Power \(W\)$/, 'gpu_power_readings.current_power_limit'],
  [/^v(?:ram|RAM) Total Memory \(B\)$/i, 'fb_memory_usage.total'],
  [/^v(?:ram|RAM) Total Used Memory \(B\)$/i, 'fb_memory_usage.used'],
  [/^sclk clock speed:?$/, 'clocks.sm_clock'],
  [/^PCIe Replay Count$/, 'pci.replay_counter'],
  [/^Fan [Ss]peed \(%\)$/, 'fan_speed'],
];

/** What slows a card down, as nvidia-smi calls it; several of AMD's may be one of these. */
const slowedBy: readonly (readonly [RegExp, string])[] = [
  [/^throttle\.(?:socket|hbm|vr)_thermal_violation_status$/, 'sw_thermal_slowdown'],
  [/^throttle\.prochot_violation_status$/, 'hw_thermal_slowdown'],
  [/^throttle\.ppt_violation_status$/, 'sw_power_cap'],
];

/** Renames what the judgement reads; the first of two fields with one meaning counts. */
export function canonicalFields(own: ReadonlyMap<string, SmiField>): Map<string, SmiField> {
  const fields = new Map<string, SmiField>();
  for (const [name, field] of own) {
    const path = canonicalPath(name);
    fields.set(
      fields.has(path) ? name : path,
      path === name ? field : inUsualUnits(name, path, field),
    );
  }
  for (const [name, { raw }] of own) {
    const reason = slowedBy.find(([pattern]) => pattern.test(name))?.[1];
    if (reason === undefined || !/^active$/i.test(raw)) continue;
    fields.set(`clocks_event_reasons.clocks_event_reason_${reason}`, { raw: 'Active' });
  }
  return fields;
}

function canonicalPath(name: string): string {
  const rule = renamed.find(([pattern]) => pattern.test(name));
  return rule ? name.replace(rule[0], rule[1]) : name;
}

/** rocm-smi tells the unit in the name: `(B)`, `(W)`; memory is in MiB everywhere else here. */
function inUsualUnits(name: string, path: string, field: SmiField): SmiField {
  const { number } = field;
  if (path === 'uuid')
    return { raw: field.raw, ...(field.missing ? { missing: field.missing } : {}) };
  if (number === undefined)
    return inUnit(/^\(?(\d+(?:\.\d+)?) ?Mhz\)?$/i.exec(field.raw)?.[1], field);
  if (!path.startsWith('fb_memory_usage.')) return field;
  const divisor =
    name.endsWith('(B)') || field.unit === 'B'
      ? BYTES_IN_MIB
      : field.unit === 'MB'
        ? MEGABYTES_IN_MIB
        : 1;
  return { raw: field.raw, number: Math.round(number / divisor), unit: 'MiB' };
}

function inUnit(digits: string | undefined, field: SmiField): SmiField {
  return digits === undefined ? field : { ...field, number: Number(digits), unit: 'MHz' };
}
