import { importText } from '../../attribution/lineage/importing/import-file.ts';
import { mergeInto } from '../../attribution/lineage/importing/merge.ts';
import { readTextFile } from '../../chain/load.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { writeFileOrSay } from '../write-file.ts';

/** Bytes of one document: BOMs of whole systems have some MB. */
const MAX_DOCUMENT_BYTES = 16_777_216;
/** Fields that one line lists as not taken. */
const MAX_LISTED = 12;

/**
 * `weaklink lineage import FILE…`: cards and bills of materials as a lineage, printed or merged into one.
 * What was not understood, and where the file says otherwise, is told on stderr.
 */
export const runLineageImport: RunCommand = async (files, options, { output }) => {
  const into = typeof options.into === 'string' ? options.into : null;
  const all = [];
  for (const file of files) {
    const imported = await importText(await readDocument(file), file);
    const nodes = [...imported.sections.values()].reduce((sum, { size }) => sum + size, 0);
    output.progress(`${sanitise(file)}: ${imported.format}, ${nodes} nodes`);
    for (const warning of imported.warnings) output.progress(`  ${warning}`);
    const left = imported.notTaken;
    if (left.length > 0) {
      const more = left.length > MAX_LISTED ? ` and ${left.length - MAX_LISTED} more` : '';
      output.progress(`  not taken: ${left.slice(0, MAX_LISTED).join(', ')}${more}`);
    }
    all.push(imported);
  }
  const before = into === null ? null : await textBefore(into);
  const merged = mergeInto(before, into ?? 'lineage.yaml', all);
  for (const words of merged.kept) output.progress(`  ${words}`);
  if (into === null) {
    output.result(merged.text);
  } else {
    await writeFileOrSay(into, merged.text);
    output.progress(`${sanitise(into)}: ${merged.added} nodes added`);
  }
  return ExitCode.Healthy;
};

/** The lineage file; null where there is none yet. */
async function textBefore(path: string): Promise<string | null> {
  const read = await readRegularFile(path, 0);
  if (read.kind === 'failed' && read.errno === 'ENOENT') return null;
  return readTextFile(path, 'Give the path of a lineage.yaml.');
}

async function readDocument(path: string): Promise<string> {
  const read = await readRegularFile(path, MAX_DOCUMENT_BYTES);
  if (read.kind === 'read') {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(read.bytes);
    } catch {
      throw notReadable(path, 'it is not UTF-8 text');
    }
  }
  if (read.kind === 'too-large')
    throw notReadable(path, `it is larger than ${MAX_DOCUMENT_BYTES} bytes`);
  if (read.kind === 'not-regular') throw notReadable(path, 'it is not a regular file');
  throw notReadable(
    path,
    read.errno === 'ENOENT' ? 'there is no such file' : `it cannot be read (${read.errno})`,
  );
}

function notReadable(path: string, reason: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_FILE',
    message: `${sanitise(path)}: ${reason}`,
    hint: 'Give the path of a model card, an adapter_config.json or a bill of materials.',
  });
}
