import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { invalidFilesAreToldWell, saidBy } from '../support/invalid-files.ts';
import { smallCatalogue } from './small-catalogue.ts';

describe('an invalid chain file', () => {
  invalidFilesAreToldWell({
    folder: join('fixtures', 'config'),
    load: (text, name) => loadChain(text, name, smallCatalogue),
    secrets: /correct|horse|battery|314159/,
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
});
