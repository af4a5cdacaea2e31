import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findScenarioFiles } from '../../../src/drill/scenario/find.ts';
import { readScenarioFile } from '../../../src/drill/scenario/read.ts';
import { readScenarios } from '../../../src/drill/scenario/read-all.ts';
import { wholeCatalogue } from '../../../src/drill/scenario/whole-catalogue.ts';
import { scratch } from '../../support/scratch.ts';
import { smallCatalogue } from './small-catalogue.ts';

const chain = 'chain: x\nlinks: { web: { kind: service, probes: [] } }\n';
const scenario = 'title: A title\nchain: ../chain.yaml\nexpect: { verdict: healthy }\n';

async function library(): Promise<string> {
  const root = await scratch();
  mkdirSync(join(root, 'deep', 'er'), { recursive: true });
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, 'chain.yaml'), chain);
  writeFileSync(join(root, 'deep', 'b.yaml'), scenario);
  writeFileSync(join(root, 'deep', 'a.yml'), scenario.replace('../', '../'));
  writeFileSync(join(root, 'deep', 'er', 'c.json'), '{"title": "x", "method": []}');
  writeFileSync(join(root, 'deep', 'broken.yaml'), 'titel: x\n');
  writeFileSync(join(root, 'deep', 'README.md'), '# no scenario');
  writeFileSync(join(root, '.git', 'hidden.yaml'), scenario);
  symlinkSync(root, join(root, 'deep', 'round'));
  return root;
}

describe('findScenarioFiles', () => {
  it('walks directories, in order, and leaves chains and what is hidden out', async () => {
    const root = await library();
    const found = await findScenarioFiles([root, join(root, 'deep', 'b.yaml')]);
    expect(found.map((file) => file.slice(root.length + 1))).toEqual([
      'deep/a.yml',
      'deep/b.yaml',
      'deep/broken.yaml',
      'deep/er/c.json',
    ]);
  });

  it('takes a file that is named, whatever it is', async () => {
    const file = join(await library(), 'chain.yaml');
    expect(await findScenarioFiles([file])).toEqual([file]);
  });

  it('says what is not there', async () => {
    const empty = await scratch();
    await expect(findScenarioFiles([empty])).rejects.toMatchObject({ code: 'E_EMPTY' });
    await expect(findScenarioFiles([join(empty, 'no')])).rejects.toMatchObject({ code: 'E_FILE' });
  });
});

describe('readScenarioFile', () => {
  it('reads the chain that the scenario names, seen from its own folder', async () => {
    const root = await library();
    const { source, id } = await readScenarioFile(join(root, 'deep', 'b.yaml'), smallCatalogue);
    expect(id).toBe('b');
    expect(source).toMatchObject({ kind: 'chain', chain: { name: 'x', links: [{ id: 'web' }] } });
  });

  it.each([
    ['chain: nowhere.yaml', /nowhere\.yaml: there is no such file/],
    ['chain: deep/broken.yaml', /deep\/broken\.yaml has 3 problems; see weaklink validate/],
  ])('says why the chain cannot be had: %s', async (line, message) => {
    const root = await library();
    const file = join(root, 'top.yaml');
    writeFileSync(file, `title: x\n${line}\nexpect: { verdict: healthy }\n`);
    await expect(readScenarioFile(file, smallCatalogue)).rejects.toMatchObject({
      code: 'E_FILE',
      message: expect.stringMatching(message),
      place: { file, line: 2 },
    });
  });
});

describe('a scenario from a recording', () => {
  const text =
    'title: x\nsource: { recording: a.jsonl }\nexpect: { root-cause: [{ link: nam }] }\n';

  it('is checked against the chain that the recording holds', async () => {
    const root = await scratch();
    const { source } = await readScenarioFile(
      'fixtures/scenarios/valid-timeline.yaml',
      wholeCatalogue(),
    );
    if (source.kind !== 'timeline') throw new Error('no timeline');
    const lines = source.events.slice(0, 3).map((event) => JSON.stringify(event));
    writeFileSync(join(root, 'a.jsonl'), `${lines.join('\n')}\n`);
    writeFileSync(join(root, 'x.yaml'), text);
    await expect(readScenarioFile(join(root, 'x.yaml'), smallCatalogue)).rejects.toMatchObject({
      message: 'expect.root-cause[0].link: there is no link "nam"',
    });
    writeFileSync(join(root, 'x.yaml'), text.replace('nam', 'database-name'));
    const sound = await readScenarioFile(join(root, 'x.yaml'), smallCatalogue);
    expect(sound.source).toEqual({ kind: 'recording', file: join(root, 'a.jsonl') });
  });

  it('needs the recording to be there', async () => {
    const root = await scratch();
    writeFileSync(join(root, 'x.yaml'), text);
    await expect(readScenarioFile(join(root, 'x.yaml'), smallCatalogue)).rejects.toMatchObject({
      code: 'E_FILE',
      place: { line: 2 },
    });
  });
});

describe('readScenarios', () => {
  it('reads all, and tells of each bad file and of each name that stands for two', async () => {
    const root = await library();
    writeFileSync(join(root, 'deep', 'er', 'a.yaml'), scenario.replace('../', '../../'));
    const read = await readScenarios([root], smallCatalogue);
    expect(
      read.map(({ file, error }) => [file.slice(root.length + 1), error?.code ?? null]),
    ).toEqual([
      ['deep/a.yml', null],
      ['deep/b.yaml', null],
      ['deep/broken.yaml', 'E_MISSING'],
      ['deep/er/a.yaml', 'E_DUPLICATE'],
      ['deep/er/c.json', null],
    ]);
  });
});
