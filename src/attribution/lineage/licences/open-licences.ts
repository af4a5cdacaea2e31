import { type Licence, permits } from './licence.ts';

const spdx = (id: string) => `https://spdx.org/licenses/${id}.html`;

function freeOne(ids: readonly string[], spdxId: string, text: RegExp | null = null): Licence {
  return { ids, permits: permits.free, words: null, source: spdx(spdxId), text };
}

function copyleftOne(ids: readonly string[], spdxId: string, text: RegExp | null, words: string) {
  return { ids, permits: permits.copyleft, words, source: spdx(spdxId), text };
}

/** Creative Commons by elements and version: `by-nc-sa`, `4.0`. */
function creativeCommons(elements: string, version: string): Licence {
  const parts = elements.split('-');
  const isNonCommercial = parts.includes('nc');
  const isNoDerivatives = parts.includes('nd');
  const isShareAlike = parts.includes('sa');
  const words = [
    ...(isNonCommercial ? ['no use for commercial advantage'] : []),
    ...(isNoDerivatives ? ['adaptations must not be shared'] : []),
    ...(isShareAlike ? ['adaptations under the same licence'] : []),
  ];
  const titles: Readonly<Record<string, string>> = {
    by: 'Attribution',
    nc: 'NonCommercial',
    nd: 'NoDerivatives',
    sa: 'ShareAlike',
  };
  const title = parts.map((part) => titles[part]).join('-');
  return {
    ids: [`cc-${elements}-${version}`],
    permits: {
      commercial: isNonCommercial ? 'no' : 'yes',
      research: 'yes',
      derivatives: isNoDerivatives ? 'no' : isShareAlike ? 'conditions' : 'yes',
    },
    words: words.length > 0 ? words.join('; ') : null,
    source: `https://creativecommons.org/licenses/${elements}/${version}/legalcode`,
    text: new RegExp(String.raw`${title}\s+${version.replace('.', String.raw`\.`)}\b`, 'i'),
  };
}

/** Licences of software, texts and data: those of SPDX and Creative Commons. */
export const openLicences: readonly Licence[] = [
  freeOne(['apache-2.0'], 'Apache-2.0', /apache license\s+version 2\.0/i),
  freeOne(['mit'], 'MIT', /\bmit license\b|permission is hereby granted, free of charge/i),
  freeOne(['mit-0'], 'MIT-0'),
  freeOne(['bsd-2-clause'], 'BSD-2-Clause', /bsd 2-clause/i),
  freeOne(['bsd-3-clause'], 'BSD-3-Clause', /bsd 3-clause/i),
  freeOne(['bsd-3-clause-clear'], 'BSD-3-Clause-Clear'),
  freeOne(['isc'], 'ISC', /\bisc license\b/i),
  freeOne(['bsl-1.0'], 'BSL-1.0', /boost software license/i),
  freeOne(['zlib'], 'Zlib'),
  freeOne(['unlicense'], 'Unlicense', /released into the public domain/i),
  freeOne(['wtfpl'], 'WTFPL'),
  freeOne(['cc0-1.0'], 'CC0-1.0', /cc0 1\.0 universal/i),
  freeOne(['pddl', 'pddl-1.0'], 'PDDL-1.0', /public domain dedication/i),
  freeOne(['odc-by', 'odc-by-1.0'], 'ODC-By-1.0', /open data commons attribution/i),
  freeOne(['cdla-permissive-1.0'], 'CDLA-Permissive-1.0'),
  freeOne(['cdla-permissive-2.0'], 'CDLA-Permissive-2.0', /cdla-permissive-2\.0/i),
  copyleftOne(
    ['odbl', 'odbl-1.0'],
    'ODbL-1.0',
    /open database license/i,
    'adapted databases under the same licence',
  ),
  copyleftOne(
    ['cdla-sharing-1.0'],
    'CDLA-Sharing-1.0',
    null,
    'enhanced data under the same licence',
  ),
  copyleftOne(
    ['mpl-2.0'],
    'MPL-2.0',
    /mozilla public license version 2\.0/i,
    'changed files under the same licence',
  ),
  ...['2.0', '3.0'].map((version) =>
    copyleftOne(
      [`gpl-${version}`, `gpl-${version}-only`, `gpl-${version}-or-later`],
      `GPL-${version}-only`,
      new RegExp(String.raw`gnu general public license\s+version ${version.slice(0, 1)}`, 'i'),
      'what is conveyed goes under the same licence, with its source',
    ),
  ),
  ...['2.1', '3.0'].map((version) =>
    copyleftOne(
      [`lgpl-${version}`, `lgpl-${version}-only`, `lgpl-${version}-or-later`],
      `LGPL-${version}-only`,
      new RegExp(
        String.raw`gnu lesser general public license\s+version ${version.slice(0, 1)}`,
        'i',
      ),
      'what is conveyed of it goes under the same licence, with its source',
    ),
  ),
  copyleftOne(
    ['agpl-3.0', 'agpl-3.0-only', 'agpl-3.0-or-later'],
    'AGPL-3.0-only',
    /gnu affero general public license\s+version 3/i,
    'users over a network get the source too',
  ),
  ...['2.0', '2.5', '3.0', '4.0'].flatMap((version) =>
    // The longer name first: the text of one holds the name of the other.
    ['by-nc-nd', 'by-nc-sa', 'by-nc', 'by-nd', 'by-sa', 'by'].map((elements) =>
      creativeCommons(elements, version),
    ),
  ),
];
