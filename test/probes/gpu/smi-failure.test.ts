import { describe, expect, test } from 'vitest';
import { exitCodeMeaning, lostBuses, smiFailure } from '../../../probes/gpu/smi-failure.ts';
import { gpuLost, smiFailures } from '../../../src/sandbox/gpu/smi-output.ts';

describe('smiFailure', () => {
  test.each([
    [smiFailures.driverNotLoaded, 'gpu.driver_not_loaded'],
    [smiFailures.libraryMismatch, 'gpu.library_mismatch'],
    [smiFailures.noDevices, 'gpu.no_devices'],
    [smiFailures.unknownError, 'gpu.unknown_error'],
    [gpuLost('00000000:C1:00.0'), 'gpu.lost'],
    [{ exitCode: 4, stdout: 'Insufficient Permissions\n' }, 'self.permission'],
  ])('knows %j by its words', ({ stdout }, symptom) => {
    expect(smiFailure(1, stdout).symptom).toBe(symptom);
  });

  test.each([
    [4, 'self.permission'],
    [6, 'gpu.no_devices'],
    [9, 'gpu.driver_not_loaded'],
    [12, 'gpu.smi_failed'],
    [15, 'gpu.lost'],
    [18, 'gpu.library_mismatch'],
    [77, 'gpu.smi_failed'],
    [0, 'gpu.smi_failed'],
    [null, 'gpu.smi_failed'],
  ])('knows the exit code %s without words', (code, symptom) => {
    expect(smiFailure(code, '').symptom).toBe(symptom);
  });
});

test('exitCodeMeaning explains all but success', () => {
  expect(exitCodeMeaning(0)).toBeNull();
  expect(exitCodeMeaning(14)).toContain('infoROM');
  expect(exitCodeMeaning(99)).toBe('exit code 99');
});

test('lostBuses names the cards that the tool calls lost', () => {
  const output = gpuLost('00000000:C1:00.0').stdout + gpuLost('00000000:41:00.0').stdout;
  expect(lostBuses(output)).toEqual(['0000:c1:00', '0000:41:00']);
  expect(lostBuses('No devices were found')).toEqual([]);
});
