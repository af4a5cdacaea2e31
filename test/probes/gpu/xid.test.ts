import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type XidClass, xid } from '../../../probes/gpu/xid.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

describe('xid', () => {
  test.each<[number, XidClass]>([
    [13, 'application'],
    [31, 'application'],
    [43, 'application'],
    [45, 'application'],
    [48, 'reset'],
    [63, 'information'],
    [64, 'reset'],
    [74, 'reset'],
    [79, 'reboot'],
    [92, 'information'],
    [94, 'application'],
    [95, 'reset'],
    [119, 'reset'],
    [154, 'information'],
  ])('%i is of the class %s', (code, expected) => {
    expect(xid(code).class).toBe(expected);
  });

  test('a code that nobody has published is not called harmless', () => {
    expect(xid(999)).toMatchObject({
      class: 'hardware',
      meaning: 'an error code not published yet',
    });
  });

  test('every meaning fits a summary', () => {
    for (let code = 1; code <= 172; code += 1) {
      expect(`XID ${code}: ${xid(code).meaning}`.length).toBeLessThanOrEqual(80);
    }
  });
});

const captures = sharedFolder('captures');

describe.skipIf(captures === null)('the published catalogue (../shared/captures)', () => {
  /** What the published immediate action makes of a code, where it alone decides. */
  const classOf: Readonly<Record<string, XidClass>> = {
    RESTART_APP: 'application',
    RESET_GPU: 'reset',
    RESTART_VM: 'reboot',
    RESTART_BM: 'reboot',
    CHECK_MECHANICALS: 'hardware',
    UPDATE_SWFW: 'hardware',
    CONTACT_SUPPORT: 'hardware',
    IGNORE: 'information',
  };
  const rows = readFileSync(join(captures ?? '.', 'xid-catalogue.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

  test('agrees on the action of every code', () => {
    expect(rows.length).toBe(172);
    const differing = rows.flatMap(([code = '', , , action = '']) => {
      const expected = classOf[action];
      return expected === undefined || xid(Number(code)).class === expected ? [] : [Number(code)];
    });
    // The GPU stopped a program: nothing to do for the card, but the program has failed.
    expect(differing).toEqual([43]);
  });

  test('every code in use has a meaning of its own', () => {
    const unnamed = rows.filter(
      ([code = '', , description]) =>
        description !== 'Unused' && xid(Number(code)).meaning === 'a reserved error code',
    );
    expect(unnamed).toEqual([]);
  });
});
