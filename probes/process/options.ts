import { z } from 'zod';

/** The kernel's own upper bound of process numbers. */
const MOST_PID = 4_194_304;

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');

export const processOptions = z
  .strictObject({
    pid: z.int().min(1).max(MOST_PID).optional(),
    pidFile: absolutePath.optional(),
    /** The process's name as the kernel has it, or the file name of the program. */
    name: z.string().min(1).max(255).optional(),
    /** Texts that must all occur in the command line. */
    match: z.array(z.string().min(1).max(1_000)).min(1).max(16).optional(),
    /** Where /proc is: another place when a container looks at its host. */
    procRoot: absolutePath.default('/proc'),
    /** A file with the kernel log, instead of dmesg and the journal. */
    kernelLog: absolutePath.optional(),
    /** Restarts within the window from which on it "keeps restarting". One is a deployment, two may be. */
    restarts: z.int().min(1).max(100).default(3),
    restartWindowMs: z.int().min(1_000).max(86_400_000).default(300_000),
    /** Share of the limit of open files, in %, from which on it is nearly reached. */
    openFilesPercent: z.number().min(1).max(100).default(90),
  })
  .refine(
    ({ pid, pidFile, name, match }) => Boolean(pid ?? pidFile ?? name ?? match),
    'name the process: pid, pidFile, name or match',
  )
  .refine(({ pid, pidFile }) => pid === undefined || pidFile === undefined, {
    message: 'give pid or pidFile, not both',
  });

export type ProcessOptions = z.infer<typeof processOptions>;
