import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeVersionProblem } from '../../src/platform/node-version.ts';
import { ensureBuilt, entry } from '../support/weaklink.ts';

/** A Node of this machine that weaklink does not run on, as a bare machine has one. */
const oldNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((directory) => join(directory, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => nodeVersionProblem(execFileSync(path, ['--version'], { encoding: 'utf8' })));

describe.skipIf(!oldNode)('on a Node that is too old', () => {
  it.each([[['--version']], [['check']], [[]]])('%j says so and ends with 2', async (args) => {
    await ensureBuilt();
    const { status, stdout, stderr } = spawnSync(oldNode ?? '', [entry, ...args], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^weaklink needs Node 22\.19 or newer, and this is Node /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
