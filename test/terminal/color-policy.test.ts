import { expect, test } from 'vitest';
import { applyColorPolicy } from '../../src/terminal/color-policy.ts';

test.each([
  ['NO_COLOR', [], { NO_COLOR: '1' }],
  ['NO_COLOR although colours are forced', [], { NO_COLOR: '1', FORCE_COLOR: '3' }],
  ['--no-color', ['demo', '--no-color'], {}],
  ['TERM=dumb', [], { TERM: 'dumb' }],
])('%s turns colours off before anyone asks the environment', (_name, argv, variables) => {
  const environment: Record<string, string | undefined> = { ...variables };

  expect(applyColorPolicy(argv, environment)).toBe(false);

  expect(environment.FORCE_COLOR).toBe('0');
});

test('an empty NO_COLOR is not set, as no-color.org says', () => {
  const environment: Record<string, string | undefined> = { NO_COLOR: '', TERM: 'xterm' };

  expect(applyColorPolicy([], environment)).toBe(true);

  expect(environment.FORCE_COLOR).toBeUndefined();
});
