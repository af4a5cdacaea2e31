import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { exampleChain } from '../../src/cli/init/example.ts';
import { weaklink } from '../support/weaklink.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'weaklink-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const read = (name: string) => readFileSync(join(cwd, name), 'utf8');

describe('weaklink init', () => {
  it('writes a chain file that validates without a change', async () => {
    expect(await weaklink(['init'], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'wrote chain.yaml; edit it, then check it with: weaklink validate chain.yaml\n',
    });
    const { exitCode, stdout } = await weaklink(['validate'], { cwd });
    expect(stdout).toMatch(/^chain.yaml: ok, 8 links, 2 models, \d+ probes/);
    expect(exitCode).toBe(0);
  });

  it('names the published schema, so that an editor completes the file', async () => {
    await weaklink(['init', 'prod.yaml'], { cwd });
    const [, url = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read('prod.yaml')) ?? [];
    const schema = JSON.parse(readFileSync(fileURLToPath(url), 'utf8'));
    expect(z.fromJSONSchema(schema).safeParse(parse(read('prod.yaml'))).success).toBe(true);
  });

  it('overwrites a file only when told to', async () => {
    writeFileSync(join(cwd, 'chain.yaml'), 'mine');
    const { exitCode, stderr } = await weaklink(['init'], { cwd });
    expect(stderr).toBe(
      'chain.yaml exists already [E_EXISTS]\n  Give another name, or overwrite it with --force.\n',
    );
    expect(exitCode).toBe(2);
    expect(read('chain.yaml')).toBe('mine');
    expect((await weaklink(['init', '--force'], { cwd })).exitCode).toBe(0);
    expect(read('chain.yaml')).toMatch(/^chain: acme$/m);
  });

  it('says where it cannot write', async () => {
    const { exitCode, stderr } = await weaklink(['init', 'none/chain.yaml'], { cwd });
    expect(stderr).toContain('none/chain.yaml cannot be written (ENOENT) [E_FILE]');
    expect(exitCode).toBe(2);
    expect(existsSync(join(cwd, 'none'))).toBe(false);
  });
});

describe('the example', () => {
  it('is still valid when everything in it is switched on', () => {
    const all = exampleChain('x')
      .replaceAll(/^( *)#(?=[a-z])/gm, '$1')
      .replaceAll(/^ {4}# {2}/gm, '      ');
    const { links } = loadChain(all, 'chain.yaml', probes);
    expect(links.map(({ id }) => id)).toEqual(expect.arrayContaining(['card', 'machine']));
    expect(links.find(({ id }) => id === 'gateway')?.probes.map(({ kind }) => kind)).toContain(
      'openai',
    );
  });
});
