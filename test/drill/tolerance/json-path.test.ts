import { describe, expect, it } from 'vitest';
import { findAll } from '../../../src/drill/tolerance/json-path/find.ts';
import { JsonPathError, parseJsonPath } from '../../../src/drill/tolerance/json-path/parse.ts';

const document = {
  nodes: [
    { name: 'a', ready: true, gpu: { count: 8, 'free memory': 1 } },
    { name: 'b', ready: false, gpu: { count: 4 } },
    { name: 'c', ready: true },
  ],
  name: 'pool',
  'a.b': 1,
};

describe('a JSON path', () => {
  it.each([
    ['$', [document]],
    ['$.name', ['pool']],
    ['name', ['pool']],
    ["$['name']", ['pool']],
    ['$["a.b"]', [1]],
    ['$.nodes[0].name', ['a']],
    ['$.nodes[-1].name', ['c']],
    ['$.nodes[9]', []],
    ['$.nodes[0:2].name', ['a', 'b']],
    ['$.nodes[1:].name', ['b', 'c']],
    ['$.nodes[0,2].name', ['a', 'c']],
    ["$.nodes[0]['name','ready']", ['a', true]],
    ['$.nodes[*].name', ['a', 'b', 'c']],
    ['$.nodes.*.name', ['a', 'b', 'c']],
    ['$..count', [8, 4]],
    ["$..['free memory']", [1]],
    ['$.nodes[?(@.ready == true)].name', ['a', 'c']],
    ["$.nodes[?(@.name != 'a')].name", ['b', 'c']],
    ['$.nodes[?(@.gpu.count >= 8)].name', ['a']],
    ['$.nodes[?(@.gpu)].name', ['a', 'b']],
    ['$.nodes[?@.gpu.count < 8].name', ['b']],
    ['$.constructor', []],
    ['$.nodes.length', []],
  ])('%s', (path, found) => {
    expect(findAll(document, path)).toEqual(found);
  });

  it.each([
    '$.nodes.length()',
    '$.nodes[(@.length-1)]',
    "$.nodes[?(@.name =~ 'a')]",
    '$.nodes[?(@.ready && @.gpu)]',
    '$.nodes[?(process.exit())]',
    '$.nodes^',
    '$[',
    '$..',
    '$.nodes[0',
    `$${'.a'.repeat(60)}`,
    `$.${'a'.repeat(600)}`,
  ])('that we do not have is refused when it is read: %s', (path) => {
    expect(() => parseJsonPath(path)).toThrow(JsonPathError);
  });

  it('ends in time on a document that is wide and deep', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 5_000; depth += 1) deep = { a: deep };
    const wide = { all: Array.from({ length: 2_000 }, (_, index) => ({ index })), deep };
    const startedMs = performance.now();
    expect(findAll(wide as never, '$..index')).toHaveLength(2_000);
    expect(() => findAll(wide as never, '$..*..*')).toThrow('visits more than 500000 values');
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });
});
