import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { httpProbe } from '../../probes/http/index.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { commandFrom } from '../../src/probing/command-from.ts';
import { safe } from '../../src/text/sanitise.ts';
import { scratch } from '../support/scratch.ts';

test.each([
  ['local', 'nvidia-smi -q -x', 'nvidia-smi -q -x'],
  ['ssh:ops@gpu-1', 'nvidia-smi -q -x', 'ssh ops@gpu-1 -- nvidia-smi -q -x'],
  ['ssh:gpu-1:2222', 'nvidia-smi -q -x', 'ssh -p 2222 gpu-1 -- nvidia-smi -q -x'],
  ['ssh:gpu-1', "cat '/var/a b'", `ssh gpu-1 -- 'cat '\\''/var/a b'\\'''`],
  ['docker:web', 'getent ahosts db', 'docker exec web getent ahosts db'],
  ['docker:web', "cat '/var/a b'", "docker exec web cat '/var/a b'"],
  ['docker:web', 'a | b', "docker exec web sh -c 'a | b'"],
])('from %s, %s', (vantage, command, expected) => {
  expect(commandFrom(vantage, safe`${command}`)).toBe(expected);
});

/** Fakes of ssh and docker that run what they are given as the real ones would, on this machine. */
async function fakes(): Promise<string> {
  const directory = await scratch();
  const programs = {
    // sshd gives the words, joined by spaces, to a shell of the user, without this environment.
    ssh: 'while [ "$1" != -- ]; do shift; done; shift; exec env -i PATH="$PATH" sh -c "$*"',
    docker: `shift; set --  "$@"; keep=""
      while [ "$1" = -e ]; do keep="$keep $2=$(printenv "$2")"; shift 2; done; shift
      exec env -i PATH="$PATH" $keep "$@"`,
    // Prints its arguments, one a line.
    curl: 'printf "%s\\n" "$@"',
    nc: 'cat; printf "%s\\n" "$@"',
  };
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(directory, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(directory, name), 0o755);
  }
  return directory;
}

/** What a person's shell makes of a command. */
async function paste(command: string): Promise<string> {
  const env = { PATH: `${await fakes()}:/usr/bin:/bin`, KEY: 'k-123' };
  return execFileSync('sh', ['-c', command], { env, encoding: 'utf8' });
}

test.each(['ssh:ops@gpu-1:2222', 'docker:web'])('what is pasted from %s', async (vantage) => {
  const file = join(await scratch(), 'key');
  await writeFile(file, 'k-456');
  const http = (authorization: string) =>
    commandFrom(
      vantage,
      httpProbe.command(
        httpProbe.options.parse({ url: 'http://a.test/?q=a&b', headers: { authorization } }),
      ),
    );
  expect(await paste(http('Bearer env:KEY'))).toContain('\nauthorization: Bearer k-123\n');
  expect(await paste(http('Bearer env:KEY'))).toContain('\nhttp://a.test/?q=a&b\n');
  expect(await paste(http(`file:${file}`))).toContain('\nauthorization: k-456\n');

  const talk = tcpProbe.options.parse({ address: 'db.test:1', send: "it's $HOME" });
  expect(await paste(commandFrom(vantage, tcpProbe.command(talk)))).toBe(
    "it's $HOME-v\n-w\n5\ndb.test\n1\n",
  );
});
