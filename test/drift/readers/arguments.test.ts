import { describe, expect, test } from 'vitest';
import { sharedHasher } from '../../../src/drift/hashing.ts';
import { argumentItems, environmentItems } from '../../../src/drift/readers/arguments.ts';
import { createRedactor } from '../../../src/text/redact.ts';

const hiding = () => ({ redactor: createRedactor(), hasher: sharedHasher('a key of the test') });

const told = (...argv: string[]) =>
  Object.fromEntries(
    argumentItems('process', argv, hiding()).map(({ what, value, hashed }) => [
      what.slice('process.'.length),
      hashed ? 'hashed' : value,
    ]),
  );

describe('a command line, flag by flag', () => {
  test.each([
    [['vllm', 'serve', 'llama'], { program: 'vllm', 'argument 1': 'serve', 'argument 2': 'llama' }],
    [
      ['vllm', '--model', 'llama', '--tensor-parallel-size=2', '-v'],
      {
        program: 'vllm',
        'flag --model': 'llama',
        'flag --tensor-parallel-size': '2',
        'flag -v': 'set',
      },
    ],
    [['x', '--temperature', '-1'], { program: 'x', 'flag --temperature': '-1' }],
    [['x', '--lora', 'a', '--lora', 'b'], { program: 'x', 'flag --lora': 'a b' }],
    [['x', '--empty=', '--next'], { program: 'x', 'flag --empty': '', 'flag --next': 'set' }],
    [['x', '--api-key', 'abc'], { program: 'x', 'flag --api-key': 'hashed' }],
    [['x', '--hf_token=abc'], { program: 'x', 'flag --hf_token': 'hashed' }],
    [['x', '--url', 'postgres://me:password@db/one'], { program: 'x', 'flag --url': 'hashed' }],
    [['sh', '-c', 'export HF_TOKEN=abc; exec serve'], { program: 'sh', 'flag -c': 'hashed' }],
    [['x', '--set', 'db.password: abc'], { program: 'x', 'flag --set': 'hashed' }],
    [['x', '--tokenizer', 'auto'], { program: 'x', 'flag --tokenizer': 'auto' }],
    [[], {}],
  ])('%j', (argv, items) => {
    expect(told(...argv)).toEqual(items);
  });

  test('the order of flags is no difference', () => {
    expect(told('x', '--a', '1', '--b', '2')).toEqual(told('x', '--b', '2', '--a', '1'));
  });

  test('long values differ at their ends too', () => {
    const long = 'x'.repeat(1_000);
    const values = [`${long}1`, `${long}2`].map((value) =>
      argumentItems('process', ['p', '--script', value], hiding()),
    );
    expect(values[0]).not.toEqual(values[1]);
    expect(values[0]?.[1]?.value.length).toBeLessThan(300);
  });
});

describe('an environment', () => {
  const hashOf = (entry: string, key = 'a key of the test') =>
    environmentItems('container', [entry], {
      redactor: createRedactor(),
      hasher: sharedHasher(key),
    })[0];

  test('is told by names, and of the values hashes alone', () => {
    expect(hashOf('A=secret')).toEqual({
      what: 'container.env A',
      value: expect.stringMatching(/^[0-9a-f]{16}$/),
      hashed: true,
    });
  });

  test('equal values have equal hashes under one key and one name only', () => {
    expect(hashOf('A=secret')).toEqual(hashOf('A=secret'));
    expect(hashOf('A=secret')?.value).not.toBe(hashOf('A=other')?.value);
    expect(hashOf('A=secret')?.value).not.toBe(hashOf('B=secret')?.value);
    expect(hashOf('A=secret')?.value).not.toBe(hashOf('A=secret', 'another key')?.value);
  });

  test('what is no entry is left out', () => {
    expect(hashOf('nothing')).toBeUndefined();
  });
});
