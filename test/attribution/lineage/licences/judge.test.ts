import { describe, expect, it } from 'vitest';
import { isStated, judgeUse } from '../../../../src/attribution/lineage/licences/judge.ts';
import {
  isNamedIn,
  isSameLicence,
  licenceOfText,
} from '../../../../src/attribution/lineage/licences/same.ts';
import { licences } from '../../../../src/attribution/lineage/licences/table.ts';

const commercial = (expression: string) => judgeUse(expression, 'commercial').permission;

describe('a licence', () => {
  it.each([
    ['Apache-2.0', 'yes'],
    ['cc-by-nc-4.0', 'no'],
    ['CC-BY-NC-SA-4.0', 'no'],
    ['llama3.1', 'conditions'],
    ['gemma', 'conditions'],
    ['bigscience-openrail-m', 'conditions'],
    ['openrail++', 'conditions'],
    ['MIT OR CC-BY-NC-4.0', 'yes'],
    ['MIT AND CC-BY-NC-4.0', 'no'],
    ['(MIT AND Apache-2.0) OR CC-BY-NC-4.0', 'yes'],
    ['GPL-3.0-or-later WITH Classpath-exception-2.0', 'yes'],
    ['mit and cc-by-4.0', 'yes'],
    ['llama3.1 AND mit', 'conditions'],
    ['openrail++ OR mit', 'yes'],
    ['EUPL-1.2', 'unknown'],
    ['LicenseRef-acme', 'unknown'],
    ['MIT AND LicenseRef-acme', 'unknown'],
    ['CC-BY-NC-4.0 AND LicenseRef-acme', 'no'],
    ['our own words', 'unknown'],
    ['toString', 'unknown'],
  ])('%s for commercial use: %s', (expression, permission) => {
    expect(commercial(expression)).toBe(permission);
  });

  it('says why, and where that is read', () => {
    expect(judgeUse('CC-BY-NC-ND-4.0', 'derivatives')).toEqual({
      permission: 'no',
      words: 'no use for commercial advantage; adaptations must not be shared',
      sources: ['https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode'],
    });
    expect(judgeUse('apple-amlr', 'research').permission).toBe('yes');
  });

  it('is not stated by the words that say so', () => {
    expect(['unknown', 'other', 'NOASSERTION', null].filter(isStated)).toEqual([]);
    expect(isStated('mit')).toBe(true);
  });

  it('has one meaning a name, and a source', () => {
    const ids = licences.flatMap((licence) => licence.ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id !== id.toLowerCase())).toEqual([]);
    expect(licences.filter(({ source }) => !URL.canParse(source))).toEqual([]);
  });

  it('is the same by another name or in another order', () => {
    expect(isSameLicence('GPL-3.0-only', 'gpl-3.0')).toBe(true);
    expect(isSameLicence('MIT OR Apache-2.0', '(apache-2.0 OR mit)')).toBe(true);
    expect(isSameLicence('cc-by-4.0', 'cc-by-nc-4.0')).toBe(false);
    expect(isNamedIn('mit', 'Apache-2.0 OR MIT')).toBe(true);
    expect(isNamedIn('llama3', 'llama3.1')).toBe(false);
  });
});

describe('the text of a licence', () => {
  it.each([
    [
      '                                 Apache License\n                           Version 2.0, January 2004',
      'apache-2.0',
    ],
    ['MIT License\n\nCopyright (c) 2026 Acme', 'mit'],
    ['Copyright 2026 Acme\n\nPermission is hereby granted, free of charge, to any person', 'mit'],
    ['Attribution-NonCommercial-ShareAlike 4.0 International\n', 'cc-by-nc-sa-4.0'],
    ['Creative Commons Attribution 4.0 International Public License', 'cc-by-4.0'],
    [
      'LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLlama 3.1 Version Release Date: July 23, 2024',
      'llama3.1',
    ],
    ['META LLAMA 3 COMMUNITY LICENSE AGREEMENT', 'llama3'],
    ['Gemma Terms of Use\n\nLast modified: April 1, 2024', 'gemma'],
    ['GNU AFFERO GENERAL PUBLIC LICENSE\n   Version 3, 19 November 2007', 'agpl-3.0'],
    ['GNU LESSER GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007', 'lgpl-3.0'],
    ['BigScience Open RAIL-M License\ndated August 18, 2022', 'bigscience-openrail-m'],
    ['All rights reserved.', null],
  ])('%j is %s', (text, id) => {
    expect(licenceOfText(text)).toBe(id);
  });
});
