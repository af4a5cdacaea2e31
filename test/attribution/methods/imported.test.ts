import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importedShares } from '../../../src/attribution/methods/imported/imported.ts';
import {
  influenceScoreJsonSchema,
  readScores,
} from '../../../src/attribution/methods/imported/scores-file.ts';
import { scratch } from '../../support/scratch.ts';

const fixture = 'fixtures/attribution/methods/scores.jsonl';

describe('imported scores', () => {
  it('earn where they are above 0, in proportion, under the name of their method', async () => {
    const scores = (await readScores(fixture)).get('vendor:r-1') ?? [];
    const contributors: Readonly<Record<string, string>> = { fox: 'ada', owl: 'eve' };
    expect(importedShares(scores, (sample) => contributors[sample] ?? null)).toEqual([
      { party: 'contributor:ada', ppm: 750_000, method: 'imported:datainf', evidence: 'declared' },
      { party: 'unattributed', ppm: 250_000, method: 'imported:datainf', evidence: 'declared' },
    ]);
  });

  it('are nobody’s where none is above 0', () => {
    const score = { output: 'o', sample: 'fox', score: -1, method: 'trak', model: 'm' };
    expect(importedShares([score], () => 'ada')).toMatchObject([{ party: 'unattributed' }]);
  });

  it('are not mixed', () => {
    const score = { output: 'o', sample: 'fox', score: 1, method: 'trak', model: 'm' };
    for (const other of [{ model: 'n' }, { method: 'datainf' }]) {
      expect(() => importedShares([score, { ...score, ...other }], () => 'ada')).toThrow(/and by/);
    }
  });

  it.each([
    ['{"output"', 'this line is no JSON'],
    ['{"output":"o","sample":"s","score":"1","method":"trak","model":"m"}', 'is wrong at score'],
    ['{"output":"o","sample":"s","score":1,"method":"A B","model":"m"}', 'is wrong at method'],
    [`{"output":"${'o'.repeat(5_000)}"}`, 'is longer than 4096 bytes'],
  ])('name the line that is wrong: %s', async (line, message) => {
    const path = join(await scratch(), 'scores.jsonl');
    await writeFile(path, `${readFileSync(fixture, 'utf8')}${line}\n`);
    await expect(readScores(path)).rejects.toMatchObject({
      code: 'E_SCORES',
      message: expect.stringContaining(message),
      place: { file: path, line: 4, column: 1 },
    });
  });

  it('have a published schema that is up to date', () => {
    const published = JSON.parse(readFileSync('schema/influence-score.schema.json', 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(influenceScoreJsonSchema())));
  });
});
