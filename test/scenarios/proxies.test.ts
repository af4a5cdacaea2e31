import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { injectors } from '../../src/drill/injectors/registry.ts';
import { refusals } from '../../src/drill/run/admission.ts';
import { loadScenario } from '../../src/drill/scenario/load.ts';
import { listFaults } from '../../src/sandbox/faults/registry.ts';

const folder = join(import.meta.dirname, '../../scenarios/proxies');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(files)('%s may be run: it is valid, and its target allows its fault', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const catalogue = { probes, faults: listFaults(), injectors };
  const scenario = loadScenario(text, `scenarios/proxies/${file}`, catalogue);
  expect(refusals(scenario)).toEqual([]);
  const [fault] = scenario.faults;
  const proxy = scenario.proxies.find(({ name }) => name === fault?.options.proxy);
  // Where no proxy breaks it, a server changes a setting of its own.
  expect(scenario.faults.map(({ injector }) => injector)).toEqual([proxy?.kind ?? 'exec']);
  if (!proxy) expect(fault?.options.undo).toContain('scenarios/proxies/upstream.mjs');
});
