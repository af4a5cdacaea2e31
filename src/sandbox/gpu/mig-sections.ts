import type { FakeGpu } from './fake-gpu.ts';
import { leaves, type XmlElement } from './xml-element.ts';

export function migSections(gpu: FakeGpu): XmlElement[] {
  const mode = gpu.migDevicesMiB === null ? 'Disabled' : 'Enabled';
  return [
    [
      'mig_mode',
      [
        ['current_mig', mode],
        ['pending_mig', mode],
      ],
    ],
    ['mig_devices', gpu.migDevicesMiB === null ? 'None' : gpu.migDevicesMiB.map(migDevice)],
  ];
}

function migDevice(totalMiB: number, index: number): XmlElement {
  return [
    'mig_device',
    [
      ['index', `${index}`],
      ['gpu_instance_id', `${index + 1}`],
      ['compute_instance_id', '0'],
      [
        'device_attributes',
        [
          [
            'shared',
            [
              ['multiprocessor_count', '16'],
              ['copy_engine_count', '1'],
              ...leaves('0', 'encoder_count', 'decoder_count', 'ofa_count', 'jpg_count'),
            ],
          ],
        ],
      ],
      ['ecc_error_count', [['volatile_count', [['sram_uncorrectable', '0']]]]],
      [
        'fb_memory_usage',
        [
          ['total', `${totalMiB} MiB`],
          ['reserved', '0 MiB'],
          ['used', '22 MiB'],
          ['free', `${totalMiB - 22} MiB`],
        ],
      ],
      [
        'bar1_memory_usage',
        [
          ['total', `${totalMiB} MiB`],
          ['used', '0 MiB'],
          ['free', `${totalMiB} MiB`],
        ],
      ],
    ],
  ];
}
