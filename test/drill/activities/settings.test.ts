// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of the format under test
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../src/drill/activities/settings.ts';
import { namesIn, substituted, textWith } from '../../../src/drill/activities/substitute.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { scratch } from '../../support/scratch.ts';

describe('settings', () => {
  it('come from the file, the environment and files, each with its type', async () => {
    const path = join(await scratch(), 'motd');
    writeFileSync(path, 'hello\n');
    const values = {
      plain: { type: 'value', value: { deep: 1 } },
      text: { type: 'env', key: 'TEXT' },
      count: { type: 'env', key: 'COUNT', env_var_type: 'int' },
      share: { type: 'env', key: 'SHARE', env_var_type: 'float' },
      list: { type: 'env', key: 'LIST', env_var_type: 'json' },
      absent: { type: 'env', key: 'ABSENT', default: 7 },
      file: { type: 'file', path },
    };
    const environment = { TEXT: '5', COUNT: '5', SHARE: '0.5', LIST: '[1]' };
    const found = await resolveSettings({ values, secrets: {} }, createRedactor(), environment);
    expect(found.values).toEqual({
      plain: { deep: 1 },
      text: '5',
      count: 5,
      share: 0.5,
      list: [1],
      absent: 7,
      file: 'hello',
    });
  });

  it('teach the redactor every secret', async () => {
    const redactor = createRedactor();
    const secrets = { 'api/token': { type: 'env', key: 'TOKEN' } };
    const environment = { TOKEN: 'correct-horse' };
    const found = await resolveSettings({ values: {}, secrets }, redactor, environment);
    expect(found.secrets).toEqual({ 'api/token': 'correct-horse' });
    expect(redactor.redact('it is correct-horse')).toBe('it is ‹redacted›');
  });

  it.each([
    ['no variable', { type: 'env', key: 'ABSENT' }, 'the environment variable ABSENT is not set'],
    ['no number', { type: 'env', key: 'WORD', env_var_type: 'int' }, 'is not a whole number'],
    ['no JSON', { type: 'env', key: 'WORD', env_var_type: 'json' }, 'is not JSON'],
    ['no file', { type: 'file', path: '/nowhere/at/all' }, 'cannot be read (ENOENT)'],
  ])('that are not there are named, and their value is not: %s', async (_what, declared, says) => {
    const asked = resolveSettings({ values: { x: declared }, secrets: {} }, createRedactor(), {
      WORD: 'hunter2',
    });
    await expect(asked).rejects.toMatchObject({
      code: 'E_CONFIGURATION',
      message: expect.stringContaining(says),
    });
    await expect(asked).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });
});

describe('what is put in for ${name}', () => {
  const settings = { host: 'a.example', port: 80, list: [1, '${host}'] };

  it('keeps its type where it stands alone, and is text where it does not', () => {
    expect(substituted('${port}', settings)).toBe(80);
    expect(substituted('http://${host}:${ port }/', settings)).toBe('http://a.example:80/');
    expect(substituted({ a: ['${port}'], b: true }, settings)).toEqual({ a: [80], b: true });
    expect(textWith('${port}', settings)).toBe('80');
  });

  it('is not read again, and what nobody knows stays', () => {
    expect(substituted('${list}', settings)).toEqual([1, '${host}']);
    expect(substituted('${nobody} $host ${constructor}', settings)).toBe(
      '${nobody} $host ${constructor}',
    );
  });

  it('can be listed', () => {
    expect(namesIn({ a: 'x ${one} ${two}', b: [{ c: '${three}' }], d: 5 })).toEqual([
      'one',
      'two',
      'three',
    ]);
  });
});
