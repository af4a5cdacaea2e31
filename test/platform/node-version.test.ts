import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeVersionProblem } from '../../src/platform/node-version.ts';

describe('nodeVersionProblem', () => {
  it.each(['22.19.0', '22.20.1', '23.0.0', '24.21.0', '100.0.0', 'v22.19.0-nightly'])(
    'takes Node %s',
    (version) => {
      expect(nodeVersionProblem(version)).toBeUndefined();
    },
  );

  it.each(['22.18.0', '20.19.5', '18.0.0', '4.9.1', 'unknown'])('refuses Node %s', (version) => {
    expect(nodeVersionProblem(version)).toMatch(
      `weaklink needs Node 22.19 or newer, and this is Node ${version}.`,
    );
  });

  it('asks for what package.json promises', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      engines: { node: string };
    };
    expect(nodeVersionProblem('0.0.0')).toContain(engines.node.replace('>=', 'Node '));
  });

  it('imports nothing, so that it runs before everything else', () => {
    expect(readFileSync('src/platform/node-version.ts', 'utf8')).not.toMatch(/\bimport\b/);
  });
});
