import { expect, test } from 'vitest';
import { formatSshAddress, parseJumps, parseSshAddress } from '../../../src/vantage/ssh/address.ts';

test.each([
  ['ssh:ops@node-2:2222', { user: 'ops', host: 'node-2', port: 2222 }],
  ['node-2', { host: 'node-2' }],
  ['ops@[2001:db8::1]:22', { user: 'ops', host: '2001:db8::1', port: 22 }],
  ['ssh://ops@10.0.0.7', { user: 'ops', host: '10.0.0.7' }],
])('%s is an address', (text, address) => {
  expect(parseSshAddress(text)).toEqual(address);
  expect(parseSshAddress(formatSshAddress(address))).toEqual(address);
});

test.each([
  '',
  '-oProxyCommand=touch$IFS',
  'ops@-oProxyCommand=x',
  '-l@host',
  'a b',
  'host:0',
  'host:65536',
  'host:22x',
  'host;id',
  '$(id)',
  '`id`',
  'host/..',
  'a@b@c',
  'ops:secret@host',
  '[::1',
  '[node]:22',
  `${'a'.repeat(254)}`,
  'host\nname',
  'ho\u202est',
])('%j is none', (text) => {
  expect(parseSshAddress(text)).toBeUndefined();
});

test('jump hosts are a list, the nearest first', () => {
  expect(parseJumps('a,ops@b:2222')).toEqual([
    { host: 'a' },
    { user: 'ops', host: 'b', port: 2222 },
  ]);
  expect(parseJumps('ops@[10.0.0.7]:22')).toEqual([{ user: 'ops', host: '10.0.0.7', port: 22 }]);
  expect(parseJumps('none')).toEqual([]);
  expect(parseJumps('a,-b')).toBeUndefined();
});
