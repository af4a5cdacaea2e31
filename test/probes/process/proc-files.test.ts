import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseCommandLine,
  parseOpenFilesLimit,
  parseStat,
  parseStatus,
} from '../../../probes/process/proc-files.ts';
import { statLine } from '../../support/proc-tree.ts';

test('any name that a process gives itself leaves the other fields readable', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15, unit: 'binary' }), (name) => {
      const parts = { pid: 42, name, state: 'S', startTicks: 166_906, cpuTicks: 7, threads: 3 };
      expect(parseStat(statLine(parts))).toEqual({ ...parts, parent: 1 });
    }),
  );
});

test('what is no stat line is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => parseStat(text) === undefined || text.includes('(')),
  );
  expect(parseStat('')).toBeUndefined();
  expect(parseStat('12 (x) S 1')).toBeUndefined();
});

test('status gives memory in bytes and leaves out what a zombie lacks', () => {
  const text =
    'Name:\tx\nFDSize:\t256\nVmRSS:\t    2048 kB\nTracerPid:\t0\nvoluntary_ctxt_switches:\t3\nnonvoluntary_ctxt_switches:\t4\n';
  expect(parseStatus(text)).toEqual({
    residentBytes: 2_097_152,
    fileSlots: 256,
    tracerPid: 0,
    switches: 7,
  });
  expect(parseStatus('Name:\tx\nState:\tZ (zombie)\n').residentBytes).toBeUndefined();
});

test('the soft limit of open files', () => {
  const line = 'Max open files            1024                 524288               files     \n';
  expect(parseOpenFilesLimit(`Limit     Soft\n${line}`)).toBe(1_024);
  expect(
    parseOpenFilesLimit('Max open files            unlimited            unlimited'),
  ).toBeUndefined();
});

test('arguments may be empty, and the last one ends the line', () => {
  expect(parseCommandLine('a\0\0b c\0')).toEqual(['a', '', 'b c']);
  expect(parseCommandLine('')).toEqual([]);
});
