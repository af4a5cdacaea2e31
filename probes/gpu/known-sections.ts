import type { SmiFields } from './smi-log.ts';

/** First parts of the paths that drivers from 390 to 610 print, and other vendors' tools of that shape. */
const known = new Set(
  (
    '@id accounted_processes accounting accounting_mode accounting_mode_buffer_size ' +
    'addressing_mode applications_clocks asic bar1_memory_usage bdf board board_id ' +
    'board_part_number brand bus c2c c2c_mode cache capabilities cc_protected_memory_usage clock ' +
    'clock_policy clocks clocks_event_reasons clocks_event_reasons_counters ' +
    'clocks_throttle_reasons compute_cap compute_mode conf_compute_protected_memory_usage count ' +
    'current_bitmask default_applications_clocks deferred_clocks display_active ' +
    'display_attached display_mode dram_encryption_mode dramEncryption driver driver_model ' +
    'driver_version ecc ecc_blocks ecc_errors ecc_mode edpp_multiplier encoder encoder_stats ' +
    'fabric fan fan_speed fb_memory_usage fbc_stats fru_part_number gom gpu gpu_c2c_mode ' +
    'gpu_fru_part_number gpu_memory_power_readings gpu_module_id gpu_operation_mode ' +
    'gpu_part_number gpu_pdi gpu_power_readings gpu_recovery_action gpu_reset_status ' +
    'gpu_virtualization_mode grid_licensed_product gsp gsp_firmware_version gsp_mode hostname ' +
    'ibmnpu index inforom inforom_bbx_flush inforom_bbx_object_flush inforom_version kmd_version ' +
    'license_status limit max_clocks max_customer_boost_clocks mem_usage memory_usage mig_devices ' +
    'mig_mode minor_number module module_id module_power_readings multigpu_board name ' +
    'nvidia_smi_version partition pci pcie pdi performance_state persistence_mode platform ' +
    'platform_info platformInfo power power_profiles power_readings power_smoothing ' +
    'processes pid process_name used_gpu_memory gpu_utilization mem_utilization max_memory_usage ' +
    'time bbx inforom_time_data product_architecture product_brand product_name protected_memory ram ras ' +
    'remapped_rows remapped_row retired_pages serial sparse_operation_mode ' +
    'supported_clocks supported_gpu_target_temp temperature timestamp usage utilization uuid ' +
    'vbios vbios_version vgpu_device_capability vgpu_driver_capability ' +
    'vgpu_software_licensed_product voltage vram workload_power_profiles'
  ).split(' '),
);

/**
 * Sections that no driver up to 610 has: they are kept like all others, and named, so that somebody
 * looks whether they tell of a fault.
 */
export function unknownSections(cards: readonly SmiFields[]): readonly string[] {
  const sections = cards.flatMap((card) =>
    [...card.keys()].map((path) => path.split('.', 1)[0]?.replace(/\[\d+\]$|#.*$/, '') ?? ''),
  );
  return [...new Set(sections)].filter((section) => !known.has(section));
}
