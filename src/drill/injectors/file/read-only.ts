import { z } from 'zod';
import { safe } from '../../../text/sanitise.ts';
import type { FileAction } from './action.ts';
import { notAllowed } from './allowed-directory.ts';
import { modeOf, readModes, setMode, WRITE_BITS } from './modes.ts';

/** Paths that a verification names. */
const NAMED_PATHS = 3;

const detailsSchema = z.object({
  directory: z.string(),
  /** Of what may be written, before the fault. */
  modes: z.record(z.string(), z.number()),
});

/** Takes the right to write from a directory and all below it. The superuser writes all the same. */
export const readOnlyAction: FileAction<'read-only'> = {
  explain: ({ directory }) => safe`makes ${directory} and all below it read-only`,
  missing: ({ directory }, world) => notAllowed(directory, world),

  async plan({ directory }) {
    const modes = Object.entries(await readModes(directory));
    const writable = modes.filter(([, mode]) => (mode & WRITE_BITS) !== 0);
    return { directory, modes: Object.fromEntries(writable) };
  },

  async inject(details, signal) {
    for (const [path, mode] of Object.entries(detailsSchema.parse(details).modes)) {
      signal.throwIfAborted();
      await setMode(path, mode & ~WRITE_BITS).catch(unlessGone);
    }
  },

  async undo(details) {
    for (const [path, mode] of Object.entries(detailsSchema.parse(details).modes)) {
      if ((await modeOf(path)) !== mode) await setMode(path, mode).catch(unlessGone);
    }
  },

  async verify(details) {
    const { directory, modes } = detailsSchema.parse(details);
    const different: string[] = [];
    for (const [path, mode] of Object.entries(modes)) {
      const now = await modeOf(path);
      if (now !== null && now !== mode)
        different.push(`${path} has ${octal(now)}, not ${octal(mode)}`);
    }
    const named = different.slice(0, NAMED_PATHS).join('; ');
    return different.length === 0
      ? {
          undone: true,
          seen: safe`${Object.keys(modes).length} modes below ${directory} are as before`,
        }
      : { undone: false, seen: safe`${different.length} modes differ: ${named}` };
  },
};

/** What somebody has removed, or replaced by a link, is theirs. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ELOOP') throw error;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
