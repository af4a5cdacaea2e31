import { normaliseBus } from '../gpu-reading.ts';

/** One graphics card as the machine's PCI bus shows it, whether or not its driver knows of it. */
export interface PciCard {
  /** `0000:06:00`. */
  readonly bus: string;
  readonly vendor: 'nvidia' | 'amd';
  /** `NVIDIA Corporation GA102GL [A10]`: raw text from outside. */
  readonly name: string;
  /** `nvidia`, `amdgpu`, `vfio-pci`; null where no driver has it, or lspci was not asked for drivers. */
  readonly driver: string | null;
  /** Its registers answer with ones alone: it fell off the bus, or sleeps. */
  readonly silent: boolean;
}

/** Lines read; `-vvv` of a large machine has some ten thousand. */
const MAX_LINES = 65_536;
const MAX_CARDS = 256;
const LINE_CHARACTERS = 300;

const deviceLine =
  /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2})\.([0-7]) ([^:]{3,60}?)(?: \[[0-9a-f]{4}\])?: (.*)$/;
const cardClass = /^(?:3D|VGA compatible|Display) controller$|^Processing accelerators$/;
const driverLine = /^\s+Kernel driver in use: ([\w-]{1,40})$/;
const vendors: readonly (readonly [RegExp, PciCard['vendor']])[] = [
  [/\[10de:[0-9a-f]{4}\]|^NVIDIA\b/i, 'nvidia'],
  [/\[1002:[0-9a-f]{4}\]|^Advanced Micro Devices\b/i, 'amd'],
];

type Draft = { -readonly [Key in keyof PciCard]: PciCard[Key] } & {
  readonly place: string;
  readonly part: number;
};

/**
 * What `lspci` prints, with or without `-D`, `-nn`, `-k` and `-v` → the graphics cards of NVIDIA and
 * AMD, each once. Never throws.
 */
export function readPciCards(text: string): readonly PciCard[] {
  const drafts: Draft[] = [];
  let open: Draft | null = null;
  for (const whole of text.split('\n', MAX_LINES)) {
    const line = whole.slice(0, LINE_CHARACTERS).trimEnd();
    const device = deviceLine.exec(line);
    if (device) {
      open = draftOf(device);
      if (open && drafts.length < MAX_CARDS) drafts.push(open);
      continue;
    }
    const driver = driverLine.exec(line)?.[1];
    if (open && driver !== undefined) open.driver = driver;
  }
  return withoutVirtual(drafts).map(({ place: _, part: __, ...card }) => card);
}

function draftOf([, at = '', part, kind = '', what = '']: RegExpExecArray): Draft | null {
  if (!cardClass.test(kind)) return null;
  const vendor = vendors.find(([pattern]) => pattern.test(what))?.[1];
  const bus = normaliseBus(at.length === 5 ? `0000:${at}` : at);
  if (vendor === undefined || bus === null) return null;
  const name = what.replace(/ \[[0-9a-f]{4}:[0-9a-f]{4}\]| \(rev [0-9a-f]{2}\)/g, '');
  const silent = / \(rev ff\)/.test(what);
  return { bus, vendor, name, driver: null, silent, place: bus.slice(0, -3), part: Number(part) };
}

/**
 * A card that is shared between virtual machines shows its virtual parts beside itself, with numbers
 * beyond 0: of such a bus only the first is a card.
 */
function withoutVirtual(drafts: readonly Draft[]): readonly Draft[] {
  const shared = new Set(drafts.filter(({ part }) => part > 0).map(({ place }) => place));
  const seen = new Set<string>();
  return drafts.filter(({ place, part }) => {
    if (!shared.has(place)) return true;
    const isFirst = part === 0 && !seen.has(place);
    seen.add(place);
    return isFirst;
  });
}
