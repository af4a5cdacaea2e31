import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultModes } from '../../../src/diagnosis/modes/catalogue.ts';
import { faultModesJsonSchema, faultModesSchema } from '../../../src/diagnosis/modes/schema.ts';

const [sound] = faultModes;
const problemsOf = (mode: unknown) =>
  faultModesSchema.safeParse([mode]).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('the schema of fault modes', () => {
  it.each(faultModes)('fits $id', (mode) => {
    expect(problemsOf(mode)).toEqual([]);
  });

  it.each<[string, object]>([
    ['0.weight', { weight: 0 }],
    ['0.harm', { harm: 1.2 }],
    ['0.kinds', { kinds: [] }],
    ['0.kinds.0', { kinds: ['balloon'] }],
    ['0.title', { title: 'Ends with a stop.' }],
    ['0.remedy', { remedy: 'restart it.' }],
    ['0.decides', { decides: 'look at it' }],
    ['0.confusedWith', { confusedWith: [] }],
    ['0.family', { family: 'luck' }],
    ['0.shows.dns', { shows: { dns: {} } }],
    ['0.shows.dns.dns.nxdomain', { shows: { dns: { 'dns.nxdomain': -1 } } }],
    ['0', { cause: 'unknown key' }],
  ])('refuses what is wrong at %s', (place, wrong) => {
    expect(problemsOf({ ...sound, ...wrong })).toEqual([place]);
  });

  it('is the published one', () => {
    const path = join(import.meta.dirname, '../../../schema/fault-modes.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(faultModesJsonSchema());
  });
});
