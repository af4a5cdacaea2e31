import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { licences } from '../../../../src/attribution/lineage/licences/table.ts';

const require = createRequire(import.meta.url);
/** SPDX's own list, as its maintainers publish it for npm: names in force, and names that were. */
const current = require('spdx-license-ids') as readonly string[];
const deprecated = require('spdx-license-ids/deprecated') as readonly string[];
const known = new Map([...current, ...deprecated].map((id) => [id.toLowerCase(), id]));

/** Short names of model hubs for licences that SPDX lists under a longer one. */
const hubNames = ['pddl', 'odc-by', 'odbl'];

describe('the table of licences beside the list of SPDX', () => {
  it('names no page of SPDX that is not there', () => {
    const pages = licences
      .map(({ source }) => /^https:\/\/spdx\.org\/licenses\/(.+)\.html$/.exec(source)?.[1])
      .filter((id) => id !== undefined);
    expect(pages.length).toBeGreaterThan(20);
    expect(
      pages.filter((id) => !known.has(id.toLowerCase()) || known.get(id.toLowerCase()) !== id),
    ).toEqual([]);
  });

  it('calls what it reads there as SPDX does', () => {
    const named = licences.filter(({ source }) => source.startsWith('https://spdx.org/'));
    const others = named.flatMap(({ ids }) => ids.filter((id) => !known.has(id)));
    expect(others).toEqual(hubNames);
  });

  it('knows Creative Commons by the names of SPDX', () => {
    const ids = licences.flatMap((one) => one.ids).filter((id) => id.startsWith('cc-'));
    expect(ids).toHaveLength(24);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  });

  it('takes no name of SPDX for a licence that is none of its', () => {
    const elsewhere = licences.filter(
      ({ source }) => !/spdx\.org|creativecommons\.org/.test(source),
    );
    expect(elsewhere.flatMap(({ ids }) => ids).filter((id) => known.has(id))).toEqual([]);
  });

  it('has each name once, in lower case, with a source that can be opened', () => {
    const ids = licences.flatMap((one) => one.ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id !== id.toLowerCase())).toEqual([]);
    expect(licences.filter(({ source }) => !URL.canParse(source))).toEqual([]);
  });
});
