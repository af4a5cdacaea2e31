/**
 * `nvidia-smi -q` names its fields in words where the XML has short names. What the judgement reads
 * is given the path of the XML; every other field keeps its own words.
 */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^gpu_uuid$/, 'uuid'],
  [/^serial_number$/, 'serial'],
  [/^pci\.bus_id$/, 'pci.pci_bus_id'],
  [/^pci\.gpu_link_info\.pcie_generation\.max$/, 'pci.pci_gpu_link_info.pcie_gen.max_link_gen'],
  [
    /^pci\.gpu_link_info\.pcie_generation\.current$/,
    'pci.pci_gpu_link_info.pcie_gen.current_link_gen',
  ],
  [/^pci\.gpu_link_info\.pcie_generation\.(\w+)$/, 'pci.pci_gpu_link_info.pcie_gen.$1_link_gen'],
  [/^pci\.gpu_link_info\.link_width\.(\w+)$/, 'pci.pci_gpu_link_info.link_widths.$1_link_width'],
  [/^pci\.replays_since_reset$/, 'pci.replay_counter'],
  [/^clocks_(event|throttle)_reasons\.idle$/, 'clocks_$1_reasons.clocks_$1_reason_gpu_idle'],
  [
    /^clocks_(event|throttle)_reasons\.(?:hw_slowdown\.)?(\w+)$/,
    'clocks_$1_reasons.clocks_$1_reason_$2',
  ],
  [/^utilization\.(gpu|memory|encoder|decoder|jpeg|ofa)$/, 'utilization.$1_util'],
  [
    /^ecc_errors\.(volatile|aggregate)\.sram_uncorrectable_sec_ded$/,
    'ecc_errors.$1.sram_uncorrectable_secded',
  ],
  [/^retired_pages\.single_bit_ecc$/, 'retired_pages.multiple_single_bit_retirement.retired_count'],
  [/^retired_pages\.double_bit_ecc$/, 'retired_pages.double_bit_retirement.retired_count'],
  [/^retired_pages\.pending_page_blacklist$/, 'retired_pages.pending_blacklist'],
  [/^retired_pages\.pending$/, 'retired_pages.pending_retirement'],
  [/^remapped_rows\.correctable_error$/, 'remapped_rows.remapped_row_corr'],
  [/^remapped_rows\.uncorrectable_error$/, 'remapped_rows.remapped_row_unc'],
  [/^remapped_rows\.pending$/, 'remapped_rows.remapped_row_pending'],
  [/^remapped_rows\.remapping_failure_occurred$/, 'remapped_rows.remapped_row_failure'],
  [/^temperature\.gpu_current_temp$/, 'temperature.gpu_temp'],
  [/^temperature\.memory_current_temp$/, 'temperature.memory_temp'],
  [
    /^((?:gpu_|module_|gpu_memory_)?power_readings)\.instantaneous_power_draw$/,
    '$1.instant_power_draw',
  ],
  [/^((?:max_)?clocks)\.memory$/, '$1.mem_clock'],
  [/^((?:max_)?clocks)\.(graphics|sm|video)$/, '$1.$2_clock'],
  [/^(mig|ecc)_mode\.(current|pending)$/, '$1_mode.$2_$1'],
  [/^mig_device((?:\[\d+\])?)\./, 'mig_devices.mig_device$1.'],
  [/^processes\.process_id((?:\[\d+\])?)$/, 'processes.process_info$1.pid'],
  [/^processes\.process_id((?:\[\d+\])?)\.name$/, 'processes.process_info$1.process_name'],
  [
    /^processes\.process_id((?:\[\d+\])?)\.used_gpu_memory$/,
    'processes.process_info$1.used_memory',
  ],
  [/^processes\.process_id((?:\[\d+\])?)\.type$/, 'processes.process_info$1.type'],
];

/** The path of the same field in the XML, or the path itself. */
export function xmlPathOfText(path: string): string {
  const rule = renamed.find(([pattern]) => pattern.test(path));
  return rule ? path.replace(rule[0], rule[1]) : path;
}
