import { expect, it } from 'vitest';
import { endpointIn } from '../../src/chain/endpoint.ts';

it.each([
  ['http://10.0.0.2:8001/v1', { host: '10.0.0.2', port: '8001' }],
  ['https://Chat.Test/v1', { host: 'chat.test', port: null }],
  ['https://chat.test:443', { host: 'chat.test', port: null }],
  ['Engine-2.internal:8000', { host: 'engine-2.internal', port: '8000' }],
  ['engine-2', { host: 'engine-2', port: null }],
  ['[fd00::2]:8000', { host: '[fd00::2]', port: '8000' }],
  ['postgres://user@db.test:5432/x', { host: 'db.test', port: '5432' }],
  ['', null],
  ['cache-a, cache-b', null],
  ['a:port', null],
  [undefined, null],
])('the endpoint of %s', (address, endpoint) => {
  expect(endpointIn(address)).toEqual(endpoint);
});
