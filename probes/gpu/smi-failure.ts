import { safe } from '../../src/text/sanitise.ts';
import { normaliseBus } from './gpu-reading.ts';
import type { GpuSign, GpuSymptom } from './gpu-sign.ts';

/** How nvidia-smi says what it could not do; the first that fits. Its words tell more than its code. */
const messages: readonly (readonly [RegExp, GpuSymptom, string])[] = [
  [/driver\/library version mismatch/i, 'gpu.library_mismatch', 'driver and library differ'],
  [
    /couldn'?t communicate with the NVIDIA driver|driver not loaded/i,
    'gpu.driver_not_loaded',
    'the NVIDIA driver is not loaded',
  ],
  [/driver not initialized|amdgpu not found/i, 'gpu.driver_not_loaded', 'the driver is not loaded'],
  [/GPU is lost|fallen off the bus/i, 'gpu.lost', 'the GPU is lost'],
  [
    /no devices were found|no devices found|unable to detect any GPU/i,
    'gpu.no_devices',
    'the driver finds no GPU',
  ],
  [/insufficient permissions/i, 'self.permission', 'no permission to ask the driver'],
  [/unknown error/i, 'gpu.unknown_error', 'the driver answers Unknown Error'],
];

/** Exit codes that the tool documents. */
const codes: ReadonlyMap<number, readonly [GpuSymptom, string]> = new Map([
  [3, ['gpu.smi_failed', 'this GPU cannot do what was asked']],
  [4, ['self.permission', 'no permission to ask the driver']],
  [6, ['gpu.no_devices', 'the driver finds no GPU']],
  [8, ['gpu.smi_failed', 'a power cable of a GPU is missing']],
  [9, ['gpu.driver_not_loaded', 'the NVIDIA driver is not loaded']],
  [10, ['gpu.smi_failed', 'the interrupts of a GPU do not work']],
  [12, ['gpu.smi_failed', 'the NVIDIA library is missing']],
  [13, ['gpu.smi_failed', 'the NVIDIA library lacks a function']],
  [14, ['gpu.smi_failed', 'the records on a card (infoROM) are corrupt']],
  [15, ['gpu.lost', 'the GPU is lost']],
  [18, ['gpu.library_mismatch', 'driver and library differ']],
]);

/** Why there is no document. */
export function smiFailure(exitCode: number | null, output: string): GpuSign {
  const said = messages.find(([pattern]) => pattern.test(output));
  if (said) return { symptom: said[1], words: safe`${said[2]}` };
  const coded = exitCode === null ? undefined : codes.get(exitCode);
  if (coded) return { symptom: coded[0], words: safe`${coded[1]}` };
  const end = exitCode === null ? 'was killed' : `ended with ${exitCode}`;
  return { symptom: 'gpu.smi_failed', words: safe`nvidia-smi ${end} without a document` };
}

/** What an exit code beside a whole document means; null for success. */
export function exitCodeMeaning(exitCode: number | null): string | null {
  if (exitCode === null || exitCode === 0) return null;
  return codes.get(exitCode)?.[1] ?? `exit code ${exitCode}`;
}

/** Bus addresses (`0000:9b:00`) of the cards that the tool names as lost, beside a document or instead of one. */
export function lostBuses(output: string): readonly string[] {
  const pattern =
    /device handle for GPU ?([0-9a-f:.]{10,18}): (?:GPU is lost|[^\n]{0,80}fallen off)/gi;
  return [...output.matchAll(pattern)]
    .map(([, bus]) => normaliseBus(bus ?? ''))
    .filter((bus) => bus !== null);
}
