import { describe, expect, it } from 'vitest';
import { describeError, WeaklinkError } from '../../src/platform/errors.ts';
import { ExitCode } from '../../src/platform/exit-codes.ts';

describe('describeError', () => {
  it('says where, what, the code, and what to do', () => {
    const error = new WeaklinkError({
      code: 'E_VALUE',
      message: 'every: "0s" is too short',
      hint: 'Write at least 100ms.',
      place: { file: 'chain.yaml', line: 3, column: 7 },
    });
    expect(describeError(error)).toBe(
      'chain.yaml:3:7: every: "0s" is too short [E_VALUE]\n  Write at least 100ms.',
    );
  });

  it('leaves out what is not known', () => {
    const error = new WeaklinkError({ code: 'E_FILE', message: 'no such file' });
    expect(describeError(error)).toBe('no such file [E_FILE]');
    expect(error.exitCode).toBe(ExitCode.Usage);
    expect(error.cause).toBeUndefined();
  });
});
