import { unknownSections } from '../../../probes/gpu/known-sections.ts';
import { xmlPathOfCsv } from '../../../probes/gpu/smi-forms/csv-paths.ts';
import { type CaptureReading, once, reading } from '../reading.ts';

const named = /^((?:"[\w.]+"(?: or )?)+)$/;

/** What `--help-query-…` lists: the names that a driver knows, which are the fields of its CSV. */
export function readHelp(text: string): CaptureReading | null {
  const lines = text.split('\n').filter((line) => named.test(line.trim()));
  if (lines.length === 0 || !/valid properties/i.test(text)) return null;
  const names = lines.flatMap((line) =>
    [...line.matchAll(/"([\w.]+)"/g)].map(([, name = '']) => name),
  );
  const fields = new Map(names.map((name) => [xmlPathOfCsv(name), { raw: '' }]));
  return reading({
    parsedBy: 'gpu: names of --query-…',
    inText: lines.length,
    kept: lines.length,
    unknown: unknownSections([fields]),
    facts: [`${once(names).length} names`],
  });
}
