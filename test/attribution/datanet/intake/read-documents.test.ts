import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDocuments } from '../../../../src/attribution/datanet/intake/read-documents.ts';
import { scratch } from '../../../support/scratch.ts';

async function all(...paths: readonly string[]) {
  const found = [];
  for await (const one of readDocuments(paths)) found.push(one);
  return found;
}

it('reads directories in the order of names, without what is hidden, linked or no text', async () => {
  const root = await scratch();
  await mkdir(join(root, 'b', 'c'), { recursive: true });
  await writeFile(join(root, 'z.txt'), 'last');
  await writeFile(join(root, 'b', 'c', 'deep.md'), '# deep');
  await writeFile(
    join(root, 'b', 'a.jsonl'),
    '{"text":"one"}\n\n{"text":"two","title":"t","contributor":"c"}\n',
  );
  await writeFile(join(root, '.hidden'), 'no');
  await writeFile(join(root, 'latin.txt'), Uint8Array.of(0x66, 0xfc, 0x72));
  await symlink('/etc/passwd', join(root, 'link'));
  expect(
    (await all(root)).map((one) =>
      one.kind === 'document' ? [one.title, one.text, one.contributor] : [one.file, one.why],
    ),
  ).toEqual([
    ['b/a.jsonl:1', 'one', null],
    ['t', 'two', 'c'],
    ['b/c/deep.md', '# deep', null],
    [join(root, 'latin.txt'), 'is no text in UTF-8'],
    [join(root, 'link'), 'is no regular file'],
    ['z.txt', 'last', null],
  ]);
});

it('names the line that is no document', async () => {
  const path = join(await scratch(), 'd.jsonl');
  await writeFile(path, '{"text":"one"}\n{"text":7}\n');
  await expect(all(path)).rejects.toMatchObject({
    code: 'E_DOCUMENTS',
    place: { file: path, line: 2, column: 1 },
    message: expect.stringContaining('text: '),
  });
  await expect(all(join(path, 'none'))).rejects.toMatchObject({ code: 'E_DOCUMENTS' });
});
