import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { ChainFileError, describeProblems } from '../../src/chain/problems.ts';
import { smallCatalogue } from './small-catalogue.ts';

const folder = join('fixtures', 'config');
const names = readdirSync(folder).filter((name) => /^invalid-.*\.yaml$/.test(name));

/** Set to write what is said now beside each file, to be read before it is committed. */
const isUpdate = process.env.WEAKLINK_UPDATE === '1';

function saidOf(name: string): string {
  return saidBy(() => loadChain(readFileSync(join(folder, name), 'utf8'), name, smallCatalogue));
}

function saidBy(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof ChainFileError) return `${describeProblems(error)}\n`;
    throw error;
  }
  throw new Error('the file is valid');
}

describe('an invalid chain file', () => {
  it.each(names)('%s: every problem is told, word for word', (name) => {
    const path = join(folder, name.replace(/yaml$/, 'txt'));
    const said = saidOf(name);
    if (isUpdate) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });

  it('is never repeated where it may hold a secret', () => {
    expect(names.map(saidOf).join('')).not.toMatch(/correct|horse|battery|314159/);
  });

  it('is not repeated by the real probes either', () => {
    const secrets = `chain: x
links:
  a:
    kind: gateway
    address: https://a.example/v1
    probes:
      - { kind: openai, as: key, key: correct-horse }
      - { kind: openai, as: number, key: 314159265358 }
      - { kind: http, as: header, headers: { authorization: Bearer correct-horse } }
      - { kind: http, as: headers, headers: correct-horse }
      - { kind: http, as: cookie, headers: { cookie: [correct-horse] } }
      - { kind: http, as: url, url: "https://ops:correct-horse@a.example" }
      - { kind: http, as: misplaced, token: correct-horse }
`;
    const told = () => loadChain(secrets, 'chain.yaml', probes);
    expect(saidBy(told)).not.toMatch(/correct|horse|314159/);
    expect(saidBy(told)).toMatch(/7 problems\n$/);
  });

  it('is told in printable lines only', () => {
    expect(names.map(saidOf).join('')).not.toMatch(/[^\P{C}\n]/u);
  });

  it('comes in at least thirty ways', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });
});
