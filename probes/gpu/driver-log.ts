import { type LogClock, lineAgeMs } from '../system/log-time.ts';
import { normaliseBus } from './gpu-reading.ts';
import type { GpuSymptom } from './gpu-sign.ts';

/** What a line of a driver in the kernel log tells of a card; XIDs have a table of their own. */
export interface DriverError {
  readonly symptom: GpuSymptom;
  /** What happened, in a few words. */
  readonly meaning: string;
  /** What to do first. */
  readonly action: string;
  /** `0000:c1:00`; empty in the lines of older drivers, which name no card. */
  readonly bus: string;
  readonly ageMs: number | null;
  /** As logged: raw text from outside. */
  readonly line: string;
}

type Kind = Pick<DriverError, 'symptom' | 'meaning' | 'action'>;

/** Errors kept, the newest: a card that hangs is reset again and again. */
const MAX_ERRORS = 200;
/** Characters of a line looked at; the kernel cuts its own near 1,000. */
const LINE_CHARACTERS = 1_200;

const vendor = "ask the machine's vendor";
const restart = 'restart the program';

/** Words of NVIDIA's driver beside its XIDs. */
const rulesOfNvidia: readonly (readonly [RegExp, Kind])[] = [
  [
    /\b(?:RmInitAdapter|rm_init_adapter) failed/,
    {
      symptom: 'gpu.xid',
      meaning: 'the driver could not start the GPU',
      action: 'power-cycle the machine',
    },
  ],
];
/** Words of AMD's driver in Linux 5 to 7; the first that fits. */
const rulesOfAmd: readonly (readonly [RegExp, Kind])[] = [
  [
    /device lost from bus/,
    {
      symptom: 'gpu.lost',
      meaning: 'the GPU has fallen off the bus',
      action: 'power-cycle the machine',
    },
  ],
  [
    /GPU Recovery Failed: -\d|GPU reset end with ret = -\d|GPU reset\(\d+\) failed/,
    {
      symptom: 'gpu.xid',
      meaning: 'the driver could not reset the GPU',
      action: 'restart the machine',
    },
  ],
  [
    /[1-9]\d* (?:new )?uncorrectable hardware errors? detected|uncorrectable hardware error ?\(/,
    { symptom: 'gpu.xid', meaning: 'an uncorrectable error of the hardware', action: vendor },
  ],
  [
    /GPU reset begin/,
    {
      symptom: 'gpu.xid_app',
      meaning: 'the driver reset the GPU: all programs lost their work',
      action: restart,
    },
  ],
  [
    /\bring \S{1,32} timeout, /,
    { symptom: 'gpu.xid_app', meaning: 'the work of a program got stuck', action: restart },
  ],
];
const placeOfNvidia = /NVRM: GPU (?:at )?(?:PCI:)?([0-9a-f:.]{10,18}): /i;
const placeOfAmd = /amdgpu ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): /i;

/** By the mark that all lines of a driver carry. */
const drivers = [
  ['amdgpu', rulesOfAmd, placeOfAmd],
  ['NVRM', rulesOfNvidia, placeOfNvidia],
] as const;

/** The errors in a kernel log that a driver wrote, oldest first. */
export function parseDriverErrors(log: string, clock: LogClock): readonly DriverError[] {
  const errors: DriverError[] = [];
  for (const whole of log.split('\n')) {
    const driver = drivers.find(([mark]) => whole.includes(mark));
    if (driver === undefined) continue;
    const [, rules, place] = driver;
    const line = whole.slice(0, LINE_CHARACTERS);
    const kind = rules.find(([pattern]) => pattern.test(line))?.[1];
    if (kind === undefined) continue;
    const bus = normaliseBus(place.exec(line)?.[1] ?? '') ?? '';
    errors.push({ ...kind, bus, ageMs: lineAgeMs(line, clock), line });
  }
  return errors.slice(-MAX_ERRORS);
}
