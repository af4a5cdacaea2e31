import { z } from 'zod';
import { parseEndpoint } from '../network/endpoint.ts';

export const NTP_PORT = 123;

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');
const percent = z.number().min(0).max(100);

/**
 * A busy machine is not a sick one: each default asks for two signs of trouble where the kernel
 * gives two. The reasons are in the README beside this file.
 */
export const hostOptions = z.strictObject({
  /** Where /proc is: another place when a container looks at its host. */
  procRoot: absolutePath.default('/proc'),
  /** Where the machine's own root is seen; goes before every mount point and /etc/fstab. */
  root: absolutePath.default('/'),
  /** Paths whose file systems are looked at, instead of all that hold data. */
  mounts: z.array(absolutePath).min(1).max(32).optional(),
  /** Mount points that are not looked at. */
  ignoreMounts: z.array(absolutePath).max(100).default([]),
  /** A file with the kernel log, instead of dmesg and the journal. */
  kernelLog: absolutePath.optional(),
  oomLookbackMs: z.int().min(1_000).max(86_400_000).default(300_000),
  /** How long the other signs of the kernel log are reported, in milliseconds. */
  kernelLookbackMs: z.int().min(1_000).max(86_400_000).default(300_000),
  /** Network interfaces that have to work, beside those that were seen to. */
  interfaces: z
    .array(z.string().regex(/^[\w.@:-]{1,32}$/, 'is not an interface'))
    .max(32)
    .default([]),
  stolenPercent: percent.default(20),
  connectionTablePercent: percent.default(95),
  portsPercent: percent.default(95),
  tasksPercent: percent.default(95),
  zombies: z.int().min(1).default(1_000),
  loadPerCore: z.number().min(0.1).max(1_000).default(4),
  cpuPressurePercent: percent.default(60),
  memoryAvailablePercent: percent.default(10),
  memoryFullPercent: percent.default(10),
  memoryStalledPercent: percent.default(40),
  ioFullPercent: percent.default(80),
  diskFullPercent: percent.default(99),
  diskFullBytes: z
    .int()
    .min(0)
    .default(256 * 1_048_576),
  diskNearlyFullPercent: percent.default(95),
  diskNearlyFullBytes: z
    .int()
    .min(0)
    .default(10 * 1_073_741_824),
  inodeFullPercent: percent.default(99.9),
  openFilesPercent: percent.default(98),
  clockOffsetMs: z.number().min(1).max(86_400_000).default(2_000),
  /** `host` or `host:port` of a time server to compare with; only from this machine. */
  timeServer: z
    .string()
    .refine((text) => parseEndpoint(text, NTP_PORT) !== undefined, 'must be host or host:port')
    .optional(),
  clockIntervalMs: z.int().min(1_000).max(86_400_000).default(64_000),
});

export type HostOptions = z.infer<typeof hostOptions>;
