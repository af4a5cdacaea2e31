/**
 * `--query-gpu` has names of its own, and some of them changed over the years. What the judgement
 * reads is given the path of the XML; every other field keeps its own name.
 */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^(?:name|gpu_name)$/, 'product_name'],
  [/^(?:gpu_)?uuid$/, 'uuid'],
  [/^(?:gpu_)?serial$/, 'serial'],
  [/^(?:pci\.bus_id|gpu_bus_id)$/, 'pci.pci_bus_id'],
  [/^pstate$/, 'performance_state'],
  [/^fan\.speed$/, 'fan_speed'],
  [/^temperature\.gpu$/, 'temperature.gpu_temp'],
  [/^temperature\.memory$/, 'temperature.memory_temp'],
  [/^memory\.(total|used|free|reserved)$/, 'fb_memory_usage.$1'],
  [/^utilization\.(gpu|memory|encoder|decoder|jpeg|ofa)$/, 'utilization.$1_util'],
  [/^power\.draw\.instant$/, 'gpu_power_readings.instant_power_draw'],
  [/^power\.draw\.average$/, 'gpu_power_readings.average_power_draw'],
  [/^power\.draw$/, 'gpu_power_readings.power_draw'],
  [/^enforced\.power\.limit$/, 'gpu_power_readings.enforced_power_limit'],
  [/^power\.limit$/, 'gpu_power_readings.current_power_limit'],
  [/^power\.(default|min|max)_limit$/, 'gpu_power_readings.$1_power_limit'],
  [/^clocks\.gr$/, 'clocks.graphics_clock'],
  [/^clocks\.(?:current\.)?(graphics|sm|mem|video)(?:ory)?$/, 'clocks.$1_clock'],
  [/^clocks\.max\.gr$/, 'max_clocks.graphics_clock'],
  [/^clocks\.max\.(graphics|sm|mem|video)(?:ory)?$/, 'max_clocks.$1_clock'],
  [/^pcie\.link\.gen\.(current|max)$/, 'pci.pci_gpu_link_info.pcie_gen.$1_link_gen'],
  [/^pcie\.link\.width\.(current|max)$/, 'pci.pci_gpu_link_info.link_widths.$1_link_width'],
  [/^clocks_(event|throttle)_reasons\.(\w+)$/, 'clocks_$1_reasons.clocks_$1_reason_$2'],
  [/^(ecc|mig)\.mode\.(current|pending)$/, '$1_mode.$2_$1'],
  [/^ecc\.errors\.uncorrected\.(volatile|aggregate)\.(\w+)$/, 'ecc_errors.$1.double_bit.$2'],
  [/^ecc\.errors\.corrected\.(volatile|aggregate)\.(\w+)$/, 'ecc_errors.$1.single_bit.$2'],
  [
    /^retired_pages\.(?:single_bit_ecc|sbe)\.count$/,
    'retired_pages.multiple_single_bit_retirement.retired_count',
  ],
  [
    /^retired_pages\.(?:double_bit|dbe)\.count$/,
    'retired_pages.double_bit_retirement.retired_count',
  ],
  [/^retired_pages\.pending$/, 'retired_pages.pending_retirement'],
  [/^remapped_rows\.(pending|failure)$/, 'remapped_rows.remapped_row_$1'],
  [/^remapped_rows\.correctable$/, 'remapped_rows.remapped_row_corr'],
  [/^remapped_rows\.uncorrectable$/, 'remapped_rows.remapped_row_unc'],
];

/** The path of the same field in the XML, or the name itself. */
export function xmlPathOfCsv(name: string): string {
  const rule = renamed.find(([pattern]) => pattern.test(name));
  return rule ? name.replace(rule[0], rule[1]) : name;
}
