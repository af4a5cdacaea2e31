import { describe, expect, test } from 'vitest';
import { momentOf } from '../../../src/cli/diff/moment.ts';
import { operandOf } from '../../../src/cli/diff/operand.ts';
import { placesChain } from '../../../src/cli/diff/places-chain.ts';

test.each([
  ['good.json', { kind: 'snapshot' }],
  ['prod.yaml', { kind: 'chain' }],
  ['night.jsonl', { kind: 'recording' }],
  ['night.jsonl.zst', { kind: 'recording' }],
  ['docker:vllm-0', { kind: 'place', place: { kind: 'container', name: 'vllm-0', at: 'local' } }],
  [
    'docker:vllm-0@ssh:ops@node-2',
    { kind: 'place', place: { kind: 'container', name: 'vllm-0', at: 'ssh:ops@node-2' } },
  ],
  ['ssh:ops@node-2:2222', { kind: 'place', place: { kind: 'host', at: 'ssh:ops@node-2:2222' } }],
  ['local', { kind: 'place', place: { kind: 'host', at: 'local' } }],
  ['engine-a', { kind: 'link' }],
])('%s is understood', (text, operand) => {
  expect(operandOf(text)).toMatchObject({ text, ...operand });
});

test.each(['docker:', 'docker:a b', 'docker:a@docker:b', 'ssh:-oProxyCommand=x', 'no such thing'])(
  '%s is refused',
  (text) => {
    expect(() => operandOf(text)).toThrow('is no file, no place and no link');
  },
);

const now = Date.parse('2026-11-21T14:00:00.000Z');

test.each([
  ['now', '2026-11-21T14:00:00.000Z'],
  ['90m', '2026-11-21T12:30:00.000Z'],
  ['13:05', '2026-11-21T13:05:00.000Z'],
  ['14:02:31', '2026-11-20T14:02:31.000Z'],
  ['2026-11-19T01:02', '2026-11-19T01:02:00.000Z'],
  ['2026-11-19T01:02:03+02:00', '2026-11-18T23:02:03.000Z'],
])('%s is %s', (text, instant) => {
  expect(new Date(momentOf(text, now)).toISOString()).toBe(instant);
});

test.each(['yesterday', '25:00', '14:61', '2026-13-01T00:00', ''])('%j is no moment', (text) => {
  expect(() => momentOf(text, now)).toThrow('is no moment');
});

describe('places as a chain', () => {
  test('two containers of one name have links of their own', () => {
    const { chain, links } = placesChain(
      [
        { kind: 'container', name: 'web', at: 'ssh:ops@node-1' },
        { kind: 'container', name: 'web', at: 'ssh:ops@node-2' },
      ],
      [],
    );
    expect(links).toEqual([['web-1'], ['web-2']]);
    expect(chain.links.map(({ probes }) => probes[0]?.vantage)).toEqual(['place-1', 'place-2']);
    expect(chain.vantages.map(({ address }) => address)).toEqual([
      'ssh:ops@node-1',
      'ssh:ops@node-2',
    ]);
  });

  test('files are read within a container, and refused in one elsewhere', () => {
    const files = ['/etc/engine.conf'];
    const { chain } = placesChain([{ kind: 'container', name: 'web', at: 'local' }], files);
    expect(chain.links[0]?.probes.map(({ kind, vantage }) => [kind, vantage])).toEqual([
      ['docker', 'local'],
      ['file', 'place-1'],
    ]);
    expect(chain.vantages).toEqual([{ name: 'place-1', address: 'docker:web' }]);
    expect(() =>
      placesChain([{ kind: 'container', name: 'web', at: 'ssh:ops@node-1' }], files),
    ).toThrow('on another machine cannot be read');
  });
});
