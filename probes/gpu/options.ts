import { z } from 'zod';

/** MiB held by no process from which it is a fault; contexts that end leave less for a moment. */
const ORPHANED_MIB = 1_024;

const uuidPattern = /^GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pciPattern = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(\.[0-7])?$/i;

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');

const versionPattern = z.string().regex(/^\d+(\.\d+){0,3}$/, 'is not a version (580 or 580.95.05)');

/** Milliseconds for which what seldom changes (links, services) is not asked again. */
const AROUND_EVERY_MS = 60_000;

export const gpuOptions = z
  .strictObject({
    /** Name or path of the program. */
    binary: z.string().min(1).default('nvidia-smi'),
    /** One card only: by UUID … */
    uuid: z.string().regex(uuidPattern, 'is not a GPU UUID (GPU-…)').optional(),
    /** … by its place in nvidia-smi's list … */
    index: z.int().min(0).max(255).optional(),
    /** … or by its PCI address, `0000:06:00.0`. */
    pci: z.string().regex(pciPattern, 'is not a PCI address (0000:06:00.0)').optional(),
    expect: z
      .strictObject({
        count: z.int().min(1).max(255).optional(),
        mig: z.enum(['enabled', 'disabled']).optional(),
        migDevices: z.int().min(0).max(64).optional(),
        /** Profiles of all parts of a card, in any order: `1g.18gb`. */
        migProfiles: z
          .array(z.string().regex(/^\d{1,2}(c\.\d{1,2})?g\.\d{1,4}gb(\+\S{1,16})?$/))
          .max(64)
          .optional(),
        /** Part of the product's name: `H100`. */
        type: z.string().min(1).max(100).optional(),
        /** Version, or its beginning: `580` fits 580.95.05. */
        driver: versionPattern.optional(),
        cuda: versionPattern.optional(),
        /** NVLinks that are up, of every card. */
        nvlinks: z.int().min(1).max(64).optional(),
      })
      .default({}),
    /** A file with the kernel log instead of dmesg or the journal; `off`: do not read it. */
    kernelLog: z.union([z.literal('off'), absolutePath]).optional(),
    /** How old an XID line may be to count. */
    lookbackMs: z.int().min(1_000).max(86_400_000).default(600_000),
    orphanedMiB: z.int().min(0).default(ORPHANED_MIB),
    /**
     * Believe the list of processes even where weaklink sees only those of its own container and
     * memory held by others would look like memory held by nobody.
     */
    trustProcesses: z.boolean().default(false),
    /** Ask for the NVLinks of every card: `auto` where there are several cards or a fabric. */
    nvlink: z.enum(['auto', 'off']).default('auto'),
    /** Compare with the cards on the PCI bus: `auto` where the whole machine can be seen. */
    pciBus: z.enum(['auto', 'off']).default('auto'),
    /** Log of the fabric manager, read where the cards tell of a fabric; `off`: do not read it. */
    fabricLog: z.union([z.literal('off'), absolutePath]).default('/var/log/fabricmanager.log'),
    /**
     * Look at the InfiniBand and RoCE ports of the machine; fewer active ones than `ports`, of at
     * least `rateGbps`, are a fault.
     */
    infiniband: z
      .strictObject({
        ports: z.int().min(1).max(256).optional(),
        rateGbps: z.number().min(1).max(10_000).optional(),
      })
      .optional(),
    /** Whether containers can be given cards: the container toolkit, and what CDI says. */
    containers: z.boolean().default(false),
    /** Links, services and ports are looked at no more often than this. */
    aroundEveryMs: z.int().min(0).max(3_600_000).default(AROUND_EVERY_MS),
  })
  .refine(
    ({ uuid, index, pci }) => [uuid, index, pci].filter((one) => one !== undefined).length <= 1,
    'name the card once: uuid, index or pci',
  );

export type GpuOptions = z.infer<typeof gpuOptions>;

/** `GPU-…`, `3`, `0000:06:00.0` → the option that selects this card; null where it is none of them. */
export function selection(address: string): Partial<GpuOptions> | null {
  if (uuidPattern.test(address)) return { uuid: address };
  if (pciPattern.test(address)) return { pci: address };
  if (/^\d{1,3}$/.test(address)) return { index: Number(address) };
  return null;
}
