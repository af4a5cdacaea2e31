import { type FakeEccCounters, type FakeGpu, throttleReasons } from './fake-gpu.ts';
import { leaves, type XmlElement } from './xml-element.ts';

/** Version of the document type: which names and shapes the driver of that time prints. */
export type SmiVersion = 12 | 13;

const notAvailable = 'N/A';
const deprecated = 'Requested functionality has been deprecated';

const yesNo = (value: boolean): string => (value ? 'Yes' : 'No');
const watts = (value: number): string => `${value.toFixed(2)} W`;

export function pciSection(gpu: FakeGpu): XmlElement {
  const [domain = '', bus = '', device = ''] = gpu.pciBusId.split(/[:.]/);
  const { pcieGeneration: generation, pcieWidth: width } = gpu;
  return [
    'pci',
    [
      ['pci_bus', bus],
      ['pci_device', device],
      ['pci_domain', domain.slice(-4)],
      ['pci_base_class', '3'],
      ['pci_sub_class', '2'],
      ['pci_device_id', '233010DE'],
      ['pci_bus_id', gpu.pciBusId],
      ['pci_sub_system_id', '16C110DE'],
      [
        'pci_gpu_link_info',
        [
          [
            'pcie_gen',
            [
              ['max_link_gen', `${generation.max}`],
              ['current_link_gen', `${generation.current}`],
              ['device_current_link_gen', `${generation.current}`],
              ['max_device_link_gen', `${generation.max}`],
              ['max_host_link_gen', `${generation.max}`],
            ],
          ],
          [
            'link_widths',
            [
              ['max_link_width', `${width.max}x`],
              ['current_link_width', `${width.current}x`],
            ],
          ],
        ],
      ],
      ['pci_bridge_chip', leaves(notAvailable, 'bridge_chip_type', 'bridge_chip_fw')],
      ['replay_counter', '0'],
      ['replay_rollover_counter', '0'],
      ['tx_util', '3875 KB/s'],
      ['rx_util', '574 KB/s'],
      ...leaves(notAvailable, 'atomic_caps_outbound', 'atomic_caps_inbound'),
    ],
  ];
}

export function throttleSection(gpu: FakeGpu): XmlElement {
  return [
    'clocks_event_reasons',
    throttleReasons.map((reason) => [
      `clocks_event_reason_${reason}`,
      gpu.throttle.includes(reason) ? 'Active' : 'Not Active',
    ]),
  ];
}

export function memorySections(gpu: FakeGpu): XmlElement[] {
  const free = gpu.memoryTotalMiB - gpu.memoryReservedMiB - gpu.memoryUsedMiB;
  return [
    [
      'fb_memory_usage',
      [
        ['total', `${gpu.memoryTotalMiB} MiB`],
        ['reserved', `${gpu.memoryReservedMiB} MiB`],
        ['used', `${gpu.memoryUsedMiB} MiB`],
        ['free', `${free} MiB`],
      ],
    ],
    [
      'bar1_memory_usage',
      [
        ['total', '131072 MiB'],
        ['used', '3 MiB'],
        ['free', '131069 MiB'],
      ],
    ],
    ['cc_protected_memory_usage', leaves('0 MiB', 'total', 'used', 'free')],
  ];
}

function eccCounters(counters: FakeEccCounters, version: SmiVersion): XmlElement[] {
  const sramUncorrectable: XmlElement[] =
    version === 12
      ? [['sram_uncorrectable', `${counters.sramUncorrectable}`]]
      : [
          ['sram_uncorrectable_parity', `${counters.sramUncorrectable}`],
          ['sram_uncorrectable_secded', '0'],
        ];
  return [
    ['sram_correctable', `${counters.sramCorrectable}`],
    ...sramUncorrectable,
    ['dram_correctable', `${counters.dramCorrectable}`],
    ['dram_uncorrectable', `${counters.dramUncorrectable}`],
  ];
}

export function eccSections(gpu: FakeGpu, version: SmiVersion): XmlElement[] {
  const sources = ['sram_l2', 'sram_sm', 'sram_microcontroller', 'sram_pcie', 'sram_other'];
  return [
    [
      'ecc_mode',
      [
        ['current_ecc', 'Enabled'],
        ['pending_ecc', 'Enabled'],
      ],
    ],
    [
      'ecc_errors',
      [
        ['volatile', eccCounters(gpu.eccVolatile, version)],
        ['aggregate', eccCounters(gpu.eccAggregate, version)],
        ...(version === 12
          ? []
          : ([
              ['aggregate_uncorrectable_sram_sources', leaves('0', ...sources)],
              ['channel_repair_pending', 'No'],
              ['tpc_repair_pending', 'No'],
            ] as const)),
      ],
    ],
    [
      'retired_pages',
      [
        [
          'multiple_single_bit_retirement',
          leaves(notAvailable, 'retired_count', 'retired_pagelist'),
        ],
        ['double_bit_retirement', leaves(notAvailable, 'retired_count', 'retired_pagelist')],
        ...leaves(notAvailable, 'pending_blacklist', 'pending_retirement'),
      ],
    ],
    remappedRowsSection(gpu),
  ];
}

function remappedRowsSection({ remappedRows: rows }: FakeGpu): XmlElement {
  return [
    'remapped_rows',
    [
      ['remapped_row_corr', `${rows.correctable}`],
      ['remapped_row_unc', `${rows.uncorrectable}`],
      ['remapped_row_pending', yesNo(rows.pending)],
      ['remapped_row_failure', yesNo(rows.failure)],
      [
        'row_remapper_histogram',
        [
          ['row_remapper_histogram_max', rows.failure ? '2559 bank(s)' : '2560 bank(s)'],
          ...leaves(
            '0 bank(s)',
            'row_remapper_histogram_high',
            'row_remapper_histogram_partial',
            'row_remapper_histogram_low',
          ),
          ['row_remapper_histogram_none', rows.failure ? '1 bank(s)' : '0 bank(s)'],
        ],
      ],
    ],
  ];
}

export function powerSections(gpu: FakeGpu, version: SmiVersion): XmlElement[] {
  const draw: XmlElement[] =
    version === 12
      ? [['power_draw', watts(gpu.powerDrawWatts)]]
      : [
          ['average_power_draw', watts(gpu.powerDrawWatts)],
          ['instant_power_draw', watts(gpu.powerDrawWatts)],
        ];
  return [
    [
      'gpu_power_readings',
      [
        ['power_state', version === 12 ? gpu.performanceState : deprecated],
        ...draw,
        ['current_power_limit', watts(gpu.powerLimitWatts)],
        ['requested_power_limit', watts(gpu.powerLimitWatts)],
        ['default_power_limit', watts(gpu.defaultPowerLimitWatts)],
        ['min_power_limit', watts(200)],
        ['max_power_limit', watts(gpu.defaultPowerLimitWatts)],
      ],
    ],
    [
      'module_power_readings',
      [
        ['power_state', version === 12 ? gpu.performanceState : deprecated],
        ...leaves(
          notAvailable,
          ...draw.map(([name]) => name),
          'current_power_limit',
          'requested_power_limit',
          'default_power_limit',
          'min_power_limit',
          'max_power_limit',
        ),
      ],
    ],
  ];
}

export function clockSections(gpu: FakeGpu): XmlElement[] {
  const clocks = (sm: number): XmlElement[] => [
    ['graphics_clock', `${sm} MHz`],
    ['sm_clock', `${sm} MHz`],
    ['mem_clock', '2619 MHz'],
    ['video_clock', '1545 MHz'],
  ];
  const steps = [0, 15, 30, 45].map(
    (step): XmlElement => ['supported_graphics_clock', `${gpu.maxSmClockMHz - step} MHz`],
  );
  return [
    ['clocks', clocks(gpu.smClockMHz)],
    ['applications_clocks', leaves(deprecated, 'graphics_clock', 'mem_clock')],
    ['default_applications_clocks', leaves(deprecated, 'graphics_clock', 'mem_clock')],
    ['deferred_clocks', leaves(notAvailable, 'mem_clock')],
    ['max_clocks', clocks(gpu.maxSmClockMHz)],
    ['max_customer_boost_clocks', [['graphics_clock', `${gpu.maxSmClockMHz} MHz`]]],
    ['clock_policy', leaves(notAvailable, 'auto_boost', 'auto_boost_default')],
    ['supported_clocks', [['supported_mem_clock', [['value', '2619 MHz'], ...steps]]]],
  ];
}

export function processesSection(gpu: FakeGpu): XmlElement {
  return [
    'processes',
    gpu.processes.map((process) => [
      'process_info',
      [
        ...leaves(notAvailable, 'gpu_instance_id', 'compute_instance_id'),
        ['pid', `${process.pid}`],
        ['type', 'C'],
        ['process_name', process.name],
        ['used_memory', `${process.usedMiB} MiB`],
      ],
    ]),
  ];
}
