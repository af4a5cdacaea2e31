import { describe, expect, test } from 'vitest';
import { smiField } from '../../../probes/gpu/smi-field.ts';

describe('smiField', () => {
  test.each([
    ['20475 MiB', 20_475, 'MiB'],
    ['8.81 W', 8.81, 'W'],
    ['-7 C', -7, 'C'],
    ['30 %', 30, '%'],
    ['16x', 16, 'x'],
    ['4251825415 us', 4_251_825_415, 'us'],
    ['96 bank(s)', 96, 'bank(s)'],
    ['830 KB/s', 830, 'KB/s'],
    ['670.000 mV', 670, 'mV'],
  ])('%s has a number and a unit', (raw, number, unit) => {
    expect(smiField(raw)).toEqual({ raw, number, unit });
  });

  test('a number without a unit', () => {
    expect(smiField('4000')).toEqual({ raw: '4000', number: 4_000 });
  });

  test.each([
    'P8',
    '0x600',
    '00000000:06:00.0',
    '525.125.06',
    '0324418086185',
    'Tesla V100',
    '',
    '06',
  ])('%j is a text', (raw) => {
    expect(smiField(raw)).toEqual({ raw });
  });

  test('white space around a value is not part of it', () => {
    expect(smiField('\n\t\t\tNone\n\t\t')).toEqual({ raw: 'None' });
  });

  test.each([
    ['N/A', 'n/a'],
    ['[N/A]', 'n/a'],
    ['Not Supported', 'not supported'],
    ['[Not Supported]', 'not supported'],
    ['Requested functionality has been deprecated', 'deprecated'],
    ['[Insufficient Permissions]', 'insufficient permissions'],
    ['[Function Not Found]', 'not found'],
    ['Unknown Error', 'unknown error'],
    ['[Unknown Error]', 'unknown error'],
    ['ERR!', 'error'],
    ['GPU requires reset', 'reset required'],
    ['GPU is lost', 'gpu lost'],
    ['[GPU is lost]', 'gpu lost'],
  ])('%s says why there is no value', (raw, missing) => {
    expect(smiField(raw)).toEqual({ raw, missing });
  });

  test('a name that only contains such words is a value', () => {
    expect(smiField('/opt/not supported/server').missing).toBeUndefined();
    expect(smiField('Unknown Error Handler').missing).toBeUndefined();
  });
});

test('a value that goes out of use is still a value', () => {
  expect(smiField('13.3 [Deprecated; use CUDA UMD Version instead]')).toMatchObject({
    number: 13.3,
  });
  expect(smiField('610.62.1 [Deprecated; use another]').missing).toBeUndefined();
  expect(smiField('[Requested functionality has been deprecated]').missing).toBe('deprecated');
});
