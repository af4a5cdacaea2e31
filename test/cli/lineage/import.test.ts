import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../support/scratch.ts';
import { weaklink } from '../../support/weaklink.ts';

const folder = join(import.meta.dirname, '../../../fixtures/attribution/lineage/import');

describe('weaklink lineage import', () => {
  it('prints a lineage on stdout, and what it did not take on stderr', async () => {
    const files = [join(folder, 'support-lora/README.md'), join(folder, 'bom.cdx.json')];
    const { exitCode, stdout, stderr } = await weaklink(['lineage', 'import', ...files]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  acme/support-8b:\n');
    expect(stderr).toContain('CycloneDX 1.6, 8 nodes');
    expect(stderr).toContain(
      '  not taken: license_link, library_name, language, tags, pipeline_tag',
    );
  });

  it('merges into a file, and keeps its comments', async () => {
    const into = join(await scratch(), 'lineage.yaml');
    writeFileSync(into, 'lineage: acme # ours\n');
    const { exitCode, stdout, stderr } = await weaklink([
      'lineage',
      'import',
      join(folder, 'croissant.json'),
      '--into',
      into,
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain(': 4 nodes added');
    expect(readFileSync(into, 'utf8')).toMatch(/^lineage: acme # ours\n[\s\S]*clinical-notes:/);
    expect((await weaklink(['lineage', 'check', into, '--use', 'commercial'])).stdout).toContain(
      'CC-BY-NC-SA-4.0 forbids commercial use',
    );
  });

  it('exits 2 for what it does not know', async () => {
    const { exitCode, stderr } = await weaklink([
      'lineage',
      'import',
      join(folder, 'nothing.json'),
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no such file [E_FILE]');
  });
});
