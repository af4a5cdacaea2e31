import type { Content } from '../../attribution/datanet/catalogue/catalogue.ts';
import { DatanetWriter } from '../../attribution/datanet/catalogue/datanet-writer.ts';
import { contentFinder } from '../../attribution/datanet/find-content.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { datanetDirectory } from './where.ts';

/**
 * `weaklink datanet remove DATANET DOCUMENT…`: takes contents down, with all their copies. Nothing is
 * built anew: the next trace leaves them out.
 *
 * @throws WeaklinkError E_DOCUMENT_UNKNOWN, before anything is taken down; E_DATANET_…
 */
export const runDatanetRemove: RunCommand = async ([name = '', ...named], options, context) => {
  const { output, globals } = context;
  const writer = await DatanetWriter.open(datanetDirectory(name, globals));
  try {
    const { find } = contentFinder(writer.catalogue);
    const all = () => writer.catalogue.contents.filter(({ live }) => live);
    const found = named.map((one) => ({ one, contents: one === '*' ? all() : find(one) }));
    const missing = found.find(({ contents }) => contents.length === 0);
    if (missing) throw unknown(missing.one);
    const { contributor } = options;
    const isWanted = ({ owner }: Content) =>
      contributor === undefined || owner.contributor === contributor;
    const wanted = new Set(found.flatMap(({ contents }) => contents).filter(isWanted));
    for (const content of wanted) await writer.remove(content, new Date().toISOString());
    const removed = [...wanted].map(({ hash, owner, documents }) => ({
      title: owner.title,
      hash,
      copies: documents.length - 1,
    }));
    if (options.json === true) {
      const document = { schema: 'weaklink.datanet-remove/1', datanet: name, removed };
      output.result(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      const lines = removed.map(({ title, copies }) => safe`${title}${alsoCopies(copies)}`);
      output.result(`${[...lines, safe`${removed.length} taken down from ${name}`].join('\n')}\n`);
    }
    return ExitCode.Healthy;
  } finally {
    await writer.close();
  }
};

function alsoCopies(copies: number): string {
  if (copies === 0) return '';
  return copies === 1 ? ' and its copy' : ` and its ${copies} copies`;
}

function unknown(name: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DOCUMENT_UNKNOWN',
    message: `"${sanitise(name)}" is no document of this datanet`,
    hint: 'Give a title or a content hash, as weaklink datanet list DATANET shows them.',
  });
}
