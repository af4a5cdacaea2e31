import { expect, test } from 'vitest';
import { maskAddresses, showAll } from '../../src/console/privacy.ts';
import { textWidth } from '../../src/text/width.ts';
import { acmeChain } from '../support/chain.ts';

const mask = maskAddresses(acmeChain, 'bastion-2', '•');

test.each([
  ['10.0.3.7, as expected', '••.•.•.•, as expected'],
  ['curl -sS https://chat.acme.ai/v1/models', 'curl -sS https://••••.••••.••/••/••••••'],
  ['ssh ops@node-2 uptime', 'ssh •••@••••-• uptime'],
  ['from bastion-2', 'from •••••••-•'],
  ['fe80::1ff:fe23:4567:890a is down', '••••::•••:••••:••••:•••• is down'],
  ['mail to oncall@acme.ai', 'mail to ••••••@••••.••'],
  ['other.example.com refused', '•••••.•••••••.••• refused'],
])('%s → %s', (text, masked) => {
  expect(mask(text)).toBe(masked);
  expect(textWidth(masked)).toBe(textWidth(text));
});

test.each([
  'gpu-1/gpu: gpu.xid, XID 79 (20 of 20 looks)',
  'openai.first_token_timeout, no first token in 10 s',
  'kernel 6.1.0-31 → 6.1.0-32',
  '212.4 ms at 14:02:31Z',
  'service.crashed 48 %',
])('leaves what is no address: %s', (text) => {
  expect(mask(text)).toBe(text);
});

test('both ways of showing let nothing through that steers a terminal', () => {
  for (const show of [showAll, mask]) {
    expect(show('a\u001b[31mb\u009b2Jc\u202e')).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});
