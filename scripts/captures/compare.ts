import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSmiLog, type SmiFields } from '../../probes/gpu/smi-log.ts';
import { missingValues } from './count-lines.ts';
import { type Leaf, scanLeaves } from './scan-leaves.ts';

export interface CaptureResult {
  readonly file: string;
  readonly version: number | null;
  readonly driver: string;
  readonly gpusInFile: number;
  readonly gpusParsed: number;
  readonly fieldsInFile: number;
  readonly fieldsParsed: number;
  /** `name=value` of each field that the parser does not give back as it stands in the file. */
  readonly lost: readonly string[];
  readonly warnings: readonly string[];
}

/** Every file under `folder` that holds a document of nvidia-smi or of a tool of its shape. */
export function findCaptures(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /<[a-z_]*smi_log\b/.test(readFileSync(path, 'latin1')))
    .sort();
}

export function compareCapture(file: string): CaptureResult {
  const document = readFileSync(file, 'utf8');
  const inFile = scanLeaves(document);
  const reading = readSmiLog(document);
  const parts: readonly SmiFields[] =
    reading.kind === 'read' ? [reading.log.fields, ...reading.log.gpus] : [];
  const parsed = parts.flatMap(leavesOf);
  const none = reading.kind === 'refused' ? [reading.why] : ['no document found'];
  return {
    file,
    version: reading.kind === 'read' ? reading.log.version : null,
    driver: inFile.find(({ name }) => name === 'driver_version')?.value ?? '-',
    gpusInFile: [...document.matchAll(/<gpu[\s>]/g)].length,
    gpusParsed: reading.kind === 'read' ? reading.log.gpus.length : 0,
    fieldsInFile: inFile.length,
    fieldsParsed: parsed.length,
    lost: missingValues(inFile.map(keyOf), parsed.map(keyOf)),
    warnings: reading.kind === 'read' ? reading.log.warnings : none,
  };
}

function leavesOf(fields: SmiFields): readonly Leaf[] {
  return [...fields].map(([path, { raw }]) => ({
    name: path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, ''),
    value: raw,
  }));
}

function keyOf({ name, value }: Leaf): string {
  return `${name}=${value}`;
}
