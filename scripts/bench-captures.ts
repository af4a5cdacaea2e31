/**
 * `npm run bench:captures [folder]`: reads every nvidia-smi document in the shared captures with the
 * parser of the gpu probe, compares with an independent count, and exits 1 if any field is lost.
 */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type CaptureResult, compareCapture, findCaptures } from './captures/compare.ts';

const folder = resolve(
  process.argv[2] ?? new URL('../../shared/captures', import.meta.url).pathname,
);
if (!existsSync(folder)) {
  console.error(`There is no ${folder}: name the folder of the captures.`);
  process.exit(2);
}

const results = findCaptures(folder).map(compareCapture);
const header = ['file', 'DTD', 'driver', 'GPUs', 'fields in file', 'fields parsed', 'warnings'];
printTable([header, ...results.map(row), totals(results)]);
for (const { file, lost } of results.filter((result) => isLossy(result))) {
  console.log(`lost in ${relative(folder, file)}: ${lost.slice(0, 5).join(' · ')}`);
}
const lossy = results.filter(isLossy).length;
console.log(lossy === 0 ? 'No field is lost.' : `${lossy} of ${results.length} files lose fields.`);
process.exitCode = lossy === 0 && results.length > 0 ? 0 : 1;

function isLossy({ lost, gpusInFile, gpusParsed, fieldsInFile, fieldsParsed }: CaptureResult) {
  return lost.length > 0 || gpusInFile !== gpusParsed || fieldsInFile !== fieldsParsed;
}

function row(result: CaptureResult): string[] {
  const gpus =
    result.gpusParsed === result.gpusInFile
      ? `${result.gpusParsed}`
      : `${result.gpusParsed} of ${result.gpusInFile}`;
  return [
    relative(folder, result.file).replace(/\/.*__/, '/…/'),
    result.version === null ? '-' : `v${result.version}`,
    result.driver,
    gpus,
    `${result.fieldsInFile}`,
    `${result.fieldsParsed}`,
    result.warnings.join('; ') || '-',
  ];
}

function totals(all: readonly CaptureResult[]): string[] {
  const sum = (of: (result: CaptureResult) => number) =>
    `${all.reduce((total, result) => total + of(result), 0)}`;
  return [
    `${all.length} files`,
    '',
    '',
    sum((result) => result.gpusParsed),
    sum((result) => result.fieldsInFile),
    sum((result) => result.fieldsParsed),
    sum((result) => result.warnings.length),
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  for (const cells of rows) {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
