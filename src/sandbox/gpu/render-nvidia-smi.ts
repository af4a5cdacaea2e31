import type { FakeGpu } from './fake-gpu.ts';
import {
  clockSections,
  eccSections,
  memorySections,
  pciSection,
  powerSections,
  processesSection,
  type SmiVersion,
  throttleSection,
} from './gpu-sections.ts';
import { migSections } from './mig-sections.ts';
import { writeElement, type XmlElement } from './xml-element.ts';

export interface FakeSmiState {
  readonly version: SmiVersion;
  readonly driverVersion: string;
  readonly cudaVersion: string;
  readonly at: Date;
  readonly gpus: readonly FakeGpu[];
}

/** What the driver knows without asking the card; all else is lost with the card. */
const rememberedFields: ReadonlySet<string> = new Set([
  'product_name',
  'product_brand',
  'product_architecture',
  'uuid',
  'minor_number',
  'pci_bus',
  'pci_device',
  'pci_domain',
  'pci_bus_id',
  'pci_device_id',
]);

/** The document that `nvidia-smi -q -x` prints for this state. */
export function renderNvidiaSmiXml(state: FakeSmiState): string {
  const log: XmlElement = [
    'nvidia_smi_log',
    [
      ['timestamp', smiTimestamp(state.at)],
      ['driver_version', state.driverVersion],
      ['cuda_version', state.cudaVersion],
      ['attached_gpus', `${state.gpus.length}`],
      ...state.gpus.map((gpu, index) => gpuElement(gpu, index, state)),
    ],
  ];
  return (
    '<?xml version="1.0" ?>\n' +
    `<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v${state.version}.dtd">\n${writeElement(log, 0)}`
  );
}

function gpuElement(gpu: FakeGpu, index: number, state: FakeSmiState): XmlElement {
  const sections = gpuSections(gpu, index, state);
  return ['gpu', sections.map((section) => asRead(gpu, section)), `id="${gpu.pciBusId}"`];
}

/** What a broken card answers instead of a value. */
function asRead(gpu: FakeGpu, [name, content]: XmlElement): XmlElement {
  if (typeof content !== 'string') return [name, content.map((child) => asRead(gpu, child))];
  if (gpu.reading === 'good' || rememberedFields.has(name)) return [name, content];
  return [name, gpu.reading === 'lost' ? 'GPU is lost' : 'Unknown Error'];
}

function gpuSections(gpu: FakeGpu, index: number, state: FakeSmiState): XmlElement[] {
  const notAvailable = 'N/A';
  return [
    ['product_name', gpu.name],
    ['product_brand', 'NVIDIA'],
    ['product_architecture', 'Hopper'],
    ['display_mode', 'Disabled'],
    ['display_active', 'Disabled'],
    ['persistence_mode', 'Enabled'],
    ['addressing_mode', 'HMM'],
    ...migSections(gpu),
    ['accounting_mode', 'Disabled'],
    ['accounting_mode_buffer_size', '4000'],
    [
      'driver_model',
      [
        ['current_dm', notAvailable],
        ['pending_dm', notAvailable],
      ],
    ],
    ['serial', gpu.serial],
    ['uuid', gpu.uuid],
    ['minor_number', `${index}`],
    ['vbios_version', '96.00.74.00.0D'],
    ['multigpu_board', 'No'],
    ['board_id', '0x600'],
    ['board_part_number', '692-2G520-0200-000'],
    ['gpu_part_number', '2330-885-A1'],
    ['gpu_fru_part_number', notAvailable],
    [
      'inforom_version',
      [
        ['img_version', 'G520.0200.00.05'],
        ['oem_object', '2.1'],
        ['ecc_object', '7.16'],
        ['pwr_object', notAvailable],
      ],
    ],
    ['c2c_mode', 'Disabled'],
    [
      'gpu_virtualization_mode',
      [
        ['virtualization_mode', 'None'],
        ['host_vgpu_mode', notAvailable],
      ],
    ],
    state.version === 12
      ? [
          'gpu_reset_status',
          [
            ['reset_required', gpu.recoveryAction === 'None' ? 'No' : 'Yes'],
            ['drain_and_reset_recommended', 'No'],
          ],
        ]
      : ['gpu_recovery_action', gpu.recoveryAction],
    ['gsp_firmware_version', state.driverVersion],
    pciSection(gpu),
    ['fan_speed', gpu.fanPercent === null ? notAvailable : `${gpu.fanPercent} %`],
    ['performance_state', gpu.performanceState],
    throttleSection(gpu),
    ...memorySections(gpu),
    ['compute_mode', 'Default'],
    utilisationSection(gpu),
    ...eccSections(gpu, state.version),
    temperatureSection(gpu),
    ...powerSections(gpu, state.version),
    ...clockSections(gpu),
    [
      'fabric',
      [
        ['state', 'Completed'],
        ['status', 'Success'],
      ],
    ],
    processesSection(gpu),
    ['accounted_processes', []],
  ];
}

function utilisationSection(gpu: FakeGpu): XmlElement {
  // With MIG on, the driver tells the utilisation of no part of the card.
  const busy = gpu.migDevicesMiB === null ? `${gpu.utilisationPercent} %` : 'N/A';
  const idle = gpu.migDevicesMiB === null ? '0 %' : 'N/A';
  return [
    'utilization',
    [
      ['gpu_util', busy],
      ['memory_util', idle],
      ['encoder_util', idle],
      ['decoder_util', idle],
      ['jpeg_util', idle],
      ['ofa_util', idle],
    ],
  ];
}

function temperatureSection(gpu: FakeGpu): XmlElement {
  const limit = 87;
  return [
    'temperature',
    [
      ['gpu_temp', `${gpu.temperatureCelsius} C`],
      ['gpu_temp_tlimit', `${limit - gpu.temperatureCelsius} C`],
      ['gpu_temp_max_tlimit_threshold', '-8 C'],
      ['gpu_temp_slow_tlimit_threshold', '-2 C'],
      ['gpu_temp_max_gpu_tlimit_threshold', '0 C'],
      ['gpu_target_temperature', 'N/A'],
      ['memory_temp', `${gpu.temperatureCelsius + 8} C`],
      ['gpu_temp_max_mem_tlimit_threshold', '0 C'],
    ],
  ];
}

/** `Thu Aug  6 01:03:40 2026`. */
function smiTimestamp(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${String(Number(day)).padStart(2, ' ')} ${time} ${year}`;
}
