import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeHostKey, knowledgeOf } from '../../../../src/vantage/ssh/known-hosts/judge.ts';
import { parseKnownHosts } from '../../../../src/vantage/ssh/known-hosts/line.ts';
import { needsPrograms } from '../../../support/needs-program.ts';
import { scratch } from '../../../support/scratch.ts';
import { makeKey } from '../../../support/sshd.ts';

function key(type: string, seed: string) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(type.length);
  const blob = Buffer.concat([head, Buffer.from(type), Buffer.from(seed.repeat(8))]);
  return { blob, line: `${type} ${blob.toString('base64')}` };
}

const a = key('ssh-ed25519', 'aaaa');
const b = key('ssh-ed25519', 'bbbb');
const rsa = key('ssh-rsa', 'rrrr');

function judge(text: string, host: string, port: number | undefined, blob = a.blob) {
  return judgeHostKey(parseKnownHosts(text, 'known_hosts'), { host, port }, blob);
}

describe('a host key is', () => {
  test.each([
    ['by its name', `gw ${a.line} a comment`, 'gw', 22],
    ['in any case', `GW.Acme.ai ${a.line}`, 'gw.acme.AI', 22],
    ['by one of several names', `10.0.0.7,gw ${a.line}`, 'gw', 22],
    ['with its port', `[gw]:2222 ${a.line}`, 'gw', 2222],
    ['without its port, as OpenSSH has it', `gw ${a.line}`, 'gw', 2222],
    ['by a wildcard', `*.acme.ai,!old.acme.ai ${a.line}`, 'gw.acme.ai', 22],
    ['by a wildcard for any port', `[*.acme.ai]:* ${a.line}`, 'gw.acme.ai', 2222],
    ['by a question mark', `node-? ${a.line}`, 'node-7', 22],
    ['by an alias, whatever the port', `fleet ${a.line}`, 'fleet', undefined],
    ['by one of two keys', `gw ${b.line}\ngw ${a.line}`, 'gw', 22],
    [
      'behind lines that nobody can read',
      `gw 1024 35 1234567\n@odd x y\n\x00\ngw ${a.line}`,
      'gw',
      22,
    ],
  ])('known %s', (_, text, host, port) => {
    expect(judge(text, host, port)).toEqual({ kind: 'known' });
  });

  test.each([
    ['by another name', `gx ${a.line}`, 'gw', 22],
    ['where the name is excepted', `*.acme.ai,!gw.acme.ai ${a.line}`, 'gw.acme.ai', 22],
    ['where only another port is known', `[gw]:2222 ${a.line}`, 'gw', 22],
    ['where only an authority is known', `@cert-authority gw ${a.line}`, 'gw', 22],
    ['by a comment', `# gw ${a.line}`, 'gw', 22],
  ])('unknown %s', (_, text, host, port) => {
    expect(judge(text, host, port)).toEqual({ kind: 'unknown', knownTypes: [] });
  });

  test('unknown where another type of key is known, which is said', () => {
    expect(judge(`gw ${rsa.line}`, 'gw', 22)).toEqual({ kind: 'unknown', knownTypes: ['ssh-rsa'] });
  });

  test('changed where another of its type stands there, with the place', () => {
    const changed = judge(`# keys\n[gw]:2222 ${b.line}`, 'gw', 2222);
    expect(changed).toMatchObject({
      kind: 'changed',
      known: [{ file: 'known_hosts', line: 2, fingerprint: expect.stringMatching(/^SHA256:/) }],
    });
  });

  test('not changed where it is the key of another port that differs', () => {
    expect(judge(`gw ${b.line}`, 'gw', 2222)).toEqual({ kind: 'unknown', knownTypes: [] });
  });

  test('revoked, even where it is known too', () => {
    const text = `gw ${a.line}\n@revoked * ${a.line}`;
    expect(judge(text, 'gw', 22)).toMatchObject({ kind: 'revoked', known: { line: 2 } });
    expect(judge(text, 'gw', 2222)).toMatchObject({ kind: 'revoked' });
  });
});

test('what is known of a host says in which order to ask for keys', () => {
  const text = `gw ${rsa.line}\n@cert-authority *.acme.ai ${a.line}`;
  const entries = parseKnownHosts(text, 'known_hosts');
  expect(knowledgeOf(entries, { host: 'gw', port: 22 })).toEqual({
    types: ['ssh-rsa'],
    hasAuthority: false,
  });
  expect(knowledgeOf(entries, { host: 'gw.acme.ai', port: 22 })).toEqual({
    types: [],
    hasAuthority: true,
  });
});

test.runIf(needsPrograms('ssh-keygen'))(
  'finds what ssh-keygen hashed, and its fingerprint',
  async () => {
    const directory = await scratch();
    const publicKey = readFileSync(`${makeKey(directory, 'id')}.pub`, 'utf8');
    const file = join(directory, 'known_hosts');
    writeFileSync(file, `gw.acme.ai ${publicKey}[gw.acme.ai]:2222 ${publicKey}`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('acme');
    const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
    expect(judge(text, 'gw.acme.ai', 22, blob)).toEqual({ kind: 'known' });
    expect(judge(text, 'gw.acme.ai', 2222, blob)).toEqual({ kind: 'known' });
    expect(judge(text, 'gx.acme.ai', 22, blob).kind).toBe('unknown');
    const changed = judge(text, 'gw.acme.ai', 22, a.blob);
    const printed = execFileSync('ssh-keygen', ['-lf', join(directory, 'id.pub')], {
      encoding: 'utf8',
    });
    expect(changed).toMatchObject({ known: [{ fingerprint: printed.split(' ')[1] }] });
  },
);

test('a pattern of many stars ends at once', () => {
  expect(judge(`${'*a'.repeat(200)}b ${a.line}`, 'a'.repeat(250), 22).kind).toBe('unknown');
});
