import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeImport, importExperiment } from '../../../src/drill/chaos-toolkit/import.ts';
import { wholeCatalogue } from '../../../src/drill/scenario/whole-catalogue.ts';
import { smallCatalogue } from '../scenario/small-catalogue.ts';

const folder = join('fixtures', 'chaos-toolkit');
const names = readdirSync(folder).filter((name) => /\.(?:json|yaml)$/.test(name));

/** Set to write what becomes of each experiment beside it, to be read before it is committed. */
const isUpdate = process.env.WEAKLINK_UPDATE === '1';

const imported = (name: string) =>
  importExperiment(readFileSync(join(folder, name), 'utf8'), name, smallCatalogue);

describe('a Chaos Toolkit experiment', () => {
  it.each(names)('%s becomes exactly this', (name) => {
    const path = join(folder, name.replace(/(?:json|yaml)$/, 'txt'));
    const said = `${describeImport(imported(name))}\n`;
    if (isUpdate) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });

  it('comes in at least twenty ways, most of which can be run', () => {
    expect(names.length).toBeGreaterThanOrEqual(20);
    const runnable = names.filter((name) => imported(name).scenario !== null);
    expect(runnable.length).toBeGreaterThanOrEqual(13);
  });

  it('means the same to the injectors that there really are', () => {
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8');
      const real = importExperiment(text, name, wholeCatalogue());
      expect([name, real.scenario !== null]).toEqual([name, imported(name).scenario !== null]);
    }
  });

  it('is refused as a whole where one activity needs Python, each named with its line', () => {
    const { scenario, refused } = imported('13-kubernetes-python.json');
    expect(scenario).toBeNull();
    const text = readFileSync(join(folder, '13-kubernetes-python.json'), 'utf8').split('\n');
    expect(refused.map(({ code }) => code)).toEqual(['E_PYTHON', 'E_PYTHON', 'E_PYTHON']);
    const named = ['all-ready', 'terminate', 'rescale'];
    for (const [index, { message, place }] of refused.entries()) {
      expect(message).toContain(named[index]);
      expect(text[place.line - 1]).toContain('"provider"');
    }
  });

  it('never repeats a secret that stands in it', () => {
    expect(describeImport(imported('17-secrets-inline-and-vault.json'))).not.toContain(
      'not-for-eyes',
    );
  });

  it('keeps the time and the shares of its toxics for the injector', () => {
    const { scenario } = imported('10-toxiproxy-every-toxic.json');
    expect(scenario?.faults.map(({ by }) => by)).toEqual(Array(8).fill('method'));
    expect(scenario?.faults[0]).toMatchObject({
      name: 'web-generic',
      intensity: 0.5,
      options: { toxiproxy: 'http://127.0.0.1:8474', stream: 'upstream', latency: 100 },
    });
    const last = scenario?.experiment?.method.slice(-8).map(({ provider }) => provider);
    expect(last).toContainEqual({ kind: 'fault', fault: 'web-limited', do: 'undo' });
  });

  it('needs only the secrets that somebody names', () => {
    const { scenario } = imported('04-configuration-and-secrets.json');
    expect(scenario?.experiment?.configuration.secrets).toEqual({
      'api/token': { type: 'env', key: 'API_TOKEN' },
    });
  });

  it('takes shell metacharacters for what they are', () => {
    const text = JSON.stringify({
      title: 'x',
      method: [
        {
          type: 'action',
          name: 'x',
          provider: {
            type: 'process',
            path: 'echo',
            arguments: "$HOME `id` a|b >c * ; 'two words' \\n",
          },
        },
      ],
    });
    const { scenario } = importExperiment(text, 'x.json', smallCatalogue);
    expect(scenario?.experiment?.method[0]?.provider).toMatchObject({
      argv: ['echo', '$HOME', '`id`', 'a|b', '>c', '*', ';', 'two words', '\\n'],
    });
  });
});
