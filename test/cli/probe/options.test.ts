import { describe, expect, it } from 'vitest';
import { optionsFromPairs } from '../../../src/cli/probe/options.ts';

describe('optionsFromPairs', () => {
  it('reads values as YAML and nests at dots', () => {
    expect(
      optionsFromPairs(['slowMs=5', 'expect=[10.0.0.1]', 'body.json.status=ok', 'name=a=b'], {}),
    ).toEqual({ slowMs: 5, expect: ['10.0.0.1'], body: { json: { status: 'ok' } }, name: 'a=b' });
  });

  it('adds to what the target states, and leaves it as it was', () => {
    const base = { url: 'http://a/', body: { contains: 'x' } };
    expect(optionsFromPairs(['body.matches=y', 'url=http://b/'], base)).toEqual({
      url: 'http://b/',
      body: { contains: 'x', matches: 'y' },
    });
    expect(base.body).toEqual({ contains: 'x' });
  });

  it.each(['=1', 'slow', '.a=1', 'a.=1', '__proto__.a=1', 'a.__proto__=1', 'a={'])(
    'refuses %s',
    (pair) => {
      expect(() => optionsFromPairs([pair], {})).toThrow(
        expect.objectContaining({ code: 'E_OPTION' }),
      );
      expect({}).not.toHaveProperty('a');
    },
  );
});
