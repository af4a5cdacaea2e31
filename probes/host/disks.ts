import { z } from 'zod';

/** A disk of the machine, as `lsblk` tells of it. */
export interface Disk {
  readonly name: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly readOnly: boolean;
}

/** Disks kept; a machine full of them has some sixty. */
const MOST_DISKS = 128;
/** Drives that come and go, and those that are files, images or memory. */
const noDisk = /^(?:loop|ram|zram|sr|fd|nbd|drbd|rbd)\d/;

/** `true` and `false`, or `1` and `0` before util-linux 2.34. */
const flag = z.union([z.boolean(), z.string().transform((text) => text === '1')]).catch(false);
const schema = z.object({
  blockdevices: z.array(
    z
      .object({
        name: z.string().min(1),
        size: z.union([z.number(), z.string().transform(bytesOf)]).catch(0),
        type: z.string().catch(''),
        model: z.string().nullish().catch(null),
        rm: flag,
        ro: flag,
      })
      .nullable()
      .catch(null),
  ),
});

/** The disks that stay, by `lsblk -J` (sizes with or without `-b`) or `lsblk -P`. */
export function parseDisks(text: string): readonly Disk[] {
  const devices = text.trimStart().startsWith('{') ? json(text) : { blockdevices: pairs(text) };
  const parsed = schema.safeParse(devices);
  if (!parsed.success) return [];
  return parsed.data.blockdevices
    .filter((one) => one !== null)
    .filter(({ name, type, rm }) => type === 'disk' && !rm && !noDisk.test(bare(name)))
    .slice(0, MOST_DISKS)
    .map(({ name, size, model, ro }) => ({
      name: bare(name),
      sizeBytes: size,
      model: (model ?? '').trim(),
      readOnly: ro,
    }));
}

function bare(name: string): string {
  return name.replace(/^\/dev\//, '');
}

/** `NAME="/dev/sda" TYPE="disk" …` */
function pairs(text: string): readonly Record<string, string>[] {
  return text.split('\n').map((line) => {
    const found = line.matchAll(/([A-Z:]{1,20})="([^"]{0,1000})"/g);
    return Object.fromEntries(
      [...found].map(([, key = '', value = '']) => [key.toLowerCase(), value]),
    );
  });
}

/** `63.9M` and `959656755200`. */
function bytesOf(text: string): number {
  const match = /^([\d.]+)([BKMGTPE]?)$/.exec(text.trim());
  const power = 'BKMGTPE'.indexOf(match?.[2] || 'B');
  return match ? Math.round(Number(match[1]) * 1_024 ** power) : 0;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
