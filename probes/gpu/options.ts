import { z } from 'zod';

/** MiB held by no process from which it is a fault; contexts that end leave less for a moment. */
const ORPHANED_MIB = 1_024;

const uuidPattern = /^GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pciPattern = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(\.[0-7])?$/i;

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');

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
