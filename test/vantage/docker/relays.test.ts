import { expect, test } from 'vitest';
import { relayWord } from '../../../src/vantage/docker/relays.ts';

/** What the relays, BusyBox and bash write; of other netcats, as their sources have it. */
test.each([
  ['connected\n', 'connected'],
  ['Connection to 127.0.0.1 8080 port [tcp/*] succeeded!\n', 'connected'],
  ['localhost [127.0.0.1] 8080 (http-alt) open\n', 'connected'],
  [
    'Ncat: Version 7.93 ( https://nmap.org/ncat )\nNcat: Connected to 127.0.0.1:8080.\n',
    'connected',
  ],
  ['failed ECONNREFUSED [Errno 111] Connection refused\n', 'ECONNREFUSED'],
  ['failed EAI_NONAME [Errno -2] Name or service not known\n', 'EAI_NONAME'],
  [
    'bash: connect: Connection refused\nbash: line 2: /dev/tcp/127.0.0.1/9: Connection refused\n',
    'ECONNREFUSED',
  ],
  ['bash: line 2: nobody.test: Name or service not known\n', 'ENOTFOUND'],
  ['bash: line 2: nobody.test: Temporary failure in name resolution\n', 'EAI_AGAIN'],
  ["nc: can't connect to remote host (10.0.0.1): Connection refused\n", 'ECONNREFUSED'],
  ["nc: can't connect to remote host (10.0.0.1): No route to host\n", 'EHOSTUNREACH'],
  ["nc: bad address 'nobody.test'\n", 'ENOTFOUND'],
  ['nc: connect to 10.0.0.1 port 80 (tcp) failed: Network is unreachable\n', 'ENETUNREACH'],
  ['Ncat: TIMEOUT.\n', 'ETIMEDOUT'],
  ['sh: nc: not found\n', 'nothing'],
  ['', 'nothing'],
])('%j', (errors, expected) => {
  const word = relayWord(errors);
  expect(word.kind === 'failed' ? word.code : word.kind).toBe(expected);
});
