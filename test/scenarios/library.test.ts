import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { injectors } from '../../src/drill/injectors/registry.ts';
import { runRecorded } from '../../src/drill/run/run-recorded.ts';
import { loadScenario } from '../../src/drill/scenario/load.ts';
import type { Scenario } from '../../src/drill/types.ts';
import { listFaults } from '../../src/sandbox/faults/registry.ts';
import { knownMisses, knownMissesOnSandbox } from './known-misses.ts';

const root = join(import.meta.dirname, '../../scenarios');
const faults = listFaults();
const catalogue = { probes, faults, injectors };

function scenariosIn(folder: string): readonly Scenario[] {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yaml'));
  return files.map((name) => {
    const text = readFileSync(join(root, folder, name), 'utf8');
    return loadScenario(text, `scenarios/${folder}/${name}`, catalogue);
  });
}

// A file that is not valid throws here, with its place.
const onSandbox = scenariosIn('sandbox');
const outages = scenariosIn('outages');
const chains = scenariosIn('chains');
const blind = scenariosIn('blind');
const replays = [...outages, ...chains, ...blind];
const library = [...onSandbox, ...replays];

const tagged = (tag: string) => onSandbox.filter(({ tags }) => tags.includes(tag));
/** Names of the sandbox's faults that a scenario injects. */
const faultsOf = (scenario: Scenario) => scenario.faults.map(({ options }) => options.fault);
const modesOf = (scenario: Scenario) =>
  faultsOf(scenario).flatMap((name) => faults.find((fault) => fault.name === name)?.mode ?? []);

test('at least 60 scenarios on the sandbox, 15 published outages and 15 other chains, each with its id', () => {
  expect(onSandbox.length).toBeGreaterThanOrEqual(60);
  expect(outages.length).toBeGreaterThanOrEqual(15);
  expect(chains.length).toBeGreaterThanOrEqual(15);
  expect(onSandbox.every(({ source }) => source.kind === 'sandbox')).toBe(true);
  expect(replays.every(({ source }) => source.kind === 'timeline')).toBe(true);
  const ids = library.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const files = library.map(({ file }) => basename(file, '.yaml'));
  expect(ids).toEqual(files);
});

test('every scenario says what happens, and what would be blamed or overlooked', () => {
  for (const { id, description, tags } of library) {
    expect(description.length, id).toBeGreaterThan(60);
    expect(tags.length, id).toBeGreaterThan(1);
  }
});

test('every mode of the sandbox has a scenario in which it is alone', () => {
  const alone = onSandbox.filter((scenario) => scenario.faults.length === 1).flatMap(modesOf);
  const missing = faults.map(({ mode }) => mode).filter((mode) => !alone.includes(mode));
  expect([...new Set(missing)]).toEqual([]);
});

test.each([
  ['double', 20],
  ['triple', 3],
  ['partial', 3],
  ['flapping', 3],
  ['slow-burn', 3],
  ['lying-claim', 3],
  ['upstream', 3],
  ['healthy', 2],
  ['undeclared', 5],
  ['misleading-change', 3],
  ['http-200', 4],
  ['lying-monitor', 3],
])('%s: at least %i scenarios', (tag, least) => {
  expect(tagged(tag).length).toBeGreaterThanOrEqual(least);
});

test.each([
  ['triple', 4],
  ['undeclared', 9],
  ['cannot-tell', 5],
  ['drift', 3],
  ['flapping', 6],
  ['preceding-change', 3],
  ['shared-cause', 2],
])('%s: at least %i scenarios, on whatever chain', (tag, least) => {
  const there = library.filter(({ tags }) => tags.includes(tag));
  expect(there.length).toBeGreaterThanOrEqual(least);
});

test('a double fault is on two links, at once or one after the other', () => {
  for (const scenario of tagged('double')) {
    expect(new Set(scenario.faults.map(({ link }) => link)).size, scenario.id).toBe(2);
  }
  const starts = tagged('double').map(({ faults: [a, b] }) => (b?.atMs ?? 0) - (a?.atMs ?? 0));
  expect(starts.some((apartMs) => apartMs === 0)).toBe(true);
  expect(starts.some((apartMs) => apartMs > 0)).toBe(true);
});

test('a triple is three root causes on three links', () => {
  for (const { id, tags, expect: wanted } of library) {
    if (!tags.includes('triple')) continue;
    expect(new Set(wanted.rootCauses.map(({ link }) => link)).size, id).toBe(3);
  }
});

test('a fifth of those on the sandbox, of every tag some, are for every change of the code', () => {
  const some = tagged('ci');
  expect(some.length).toBeGreaterThanOrEqual(onSandbox.length * 0.2);
  const tags = new Set(onSandbox.flatMap((scenario) => scenario.tags));
  const there = new Set(some.flatMap((scenario) => scenario.tags));
  expect([...tags].filter((tag) => !there.has(tag))).toEqual([]);
});

test('tags mean what they say', () => {
  for (const { id, tags, expect: wanted } of library) {
    expect([id, wanted.verdict === 'healthy']).toEqual([id, tags.includes('healthy')]);
    expect([id, wanted.verdict === 'undetermined']).toEqual([id, tags.includes('cannot-tell')]);
    expect([id, wanted.afterChange !== null]).toEqual([id, tags.includes('preceding-change')]);
    if (wanted.verdict === 'undetermined') expect(wanted.candidates.length, id).toBeGreaterThan(1);
  }
  for (const { id, faults: planned } of tagged('flapping')) {
    expect([id, planned.some(({ flap }) => flap !== null)]).toEqual([id, true]);
  }
  for (const { id, changes, expect: wanted } of tagged('misleading-change')) {
    const changed = changes.map(({ link }) => link);
    expect(changed.length, id).toBeGreaterThan(0);
    expect([id, changed.every((link) => wanted.notBlamed.includes(link))]).toEqual([id, true]);
  }
  for (const { id, without } of tagged('undeclared')) {
    expect(without.links.length + without.probes.length, id).toBeGreaterThan(0);
  }
});

test('every replay names where it is told, and says what is known and what reconstructed', () => {
  for (const { id, references, description } of outages) {
    expect(references.length, id).toBeGreaterThan(0);
    expect(description, id).toMatch(/Known:|known faults/);
    expect(description, id).toMatch(/Reconstructed:/);
  }
});

test.each(replays.map((scenario) => [scenario.id, scenario] as const))('%s', async (id, replay) => {
  const { status, assertions } = await runRecorded(replay, {
    signal: AbortSignal.timeout(20_000),
    allowInject: false,
    stateDirectory: '/nonexistent',
    book: () => expect.unreachable('a replay injects nothing'),
    repeat: 1,
    recordDirectory: null,
    timeoutMs: null,
    onProgress: () => undefined,
  });
  const missed = assertions.filter((one) => one.status !== 'passed').map(({ name }) => name);
  expect({ status, missed }).toEqual(
    knownMisses[id] === undefined
      ? { status: 'passed', missed: [] }
      : { status: 'failed', missed: knownMisses[id].missed },
  );
});

test('only what exists is a known miss', () => {
  const ids = replays.map(({ id }) => id);
  expect(Object.keys(knownMisses).filter((id) => !ids.includes(id))).toEqual([]);
  const live = onSandbox.map(({ id }) => id);
  expect(Object.keys(knownMissesOnSandbox).filter((id) => !live.includes(id))).toEqual([]);
});
