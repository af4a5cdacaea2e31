import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { whyNotRead } from './not-read.ts';
import { readContainers } from './readers/docker.ts';
import { readHelp } from './readers/help.ts';
import { readDisks, readInterfaces } from './readers/host.ts';
import {
  readFabricLog,
  readLinks,
  readPci,
  readPortFiles,
  readPorts,
} from './readers/interconnect.ts';
import { readAmd } from './readers/json.ts';
import { readKernelLog } from './readers/kernel-log.ts';
import { readMetrics } from './readers/metrics.ts';
import { readSmi } from './readers/smi.ts';
import type { CaptureReader, CaptureReading } from './reading.ts';
import { splitSections } from './sections.ts';

/** In the order in which they are tried: those whose form is least mistakable first. */
export const readers: readonly CaptureReader[] = [
  readHelp,
  readSmi,
  readLinks,
  readPorts,
  readPortFiles,
  readFabricLog,
  readPci,
  readDisks,
  readInterfaces,
  readAmd,
  readContainers,
  readKernelLog,
  readMetrics,
];

export interface CaptureRow {
  /** Relative to the folder. */
  readonly file: string;
  /** The command, where the file notes it. */
  readonly section: string;
  readonly reading: CaptureReading | null;
  /** Why no probe reads it, where none does. */
  readonly why: string;
  /** Milliseconds that all readers together took. */
  readonly tookMs: number;
}

/** Every answer in every file below a folder. */
export function readCaptures(folder: string): readonly CaptureRow[] {
  return captureFiles(folder).flatMap((path) =>
    readCapture(readFileSync(path, 'utf8'), relative(folder, path)),
  );
}

/** All files below a folder but the page that describes them. */
export function captureFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && basename(entry.name) !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function readCapture(text: string, file: string): readonly CaptureRow[] {
  return splitSections(text).map((section) => {
    const startedAt = performance.now();
    const reading = firstReading(section.text, file);
    const tookMs = performance.now() - startedAt;
    const why = reading === null ? whyNotRead(section.text) : '';
    return { file, section: section.name, reading, why, tookMs };
  });
}

function firstReading(text: string, file: string): CaptureReading | null {
  for (const read of readers) {
    const found = read(text, file);
    if (found !== null) return found;
  }
  return null;
}

/** Whether something that is in the text is not given back. */
export function isLossy({ reading }: CaptureRow): boolean {
  if (reading === null) return false;
  return reading.lost.length > 0 || (reading.inText !== null && reading.kept < reading.inText);
}
