import { expect, test } from 'vitest';
import { condition, evaluate, interpolate } from '../../scripts/workflow/expression.ts';

const scope = {
  inputs: { a: 'x', empty: '' },
  steps: { drill: { outputs: { 'exit-code': '1' } } },
};
const well = { success: true };
const broken = { success: false };

test.each([
  ["inputs.a == 'X'", true],
  ["inputs.a != 'x' || inputs.empty == ''", true],
  ['!(inputs.a && inputs.empty)', true],
  ["steps.drill.outputs.exit-code == '1'", true],
  ['steps.drill.outputs.exit-code == 1', true],
  ["inputs.nothing == ''", true],
  ["inputs.a && 'yes' || 'no'", 'yes'],
  ["'it''s'", "it's"],
])('%s', (expression, value) => {
  expect(evaluate(expression, scope, well)).toBe(value);
});

test.each(['hashFiles(1)', 'inputs.a ==', "'open", 'fromJSON()', '(inputs.a', 'a b'])(
  'refuses %s',
  (expression) => {
    expect(() => evaluate(expression, scope, well)).toThrow();
  },
);

test('a condition without a status function asks for success as well', () => {
  expect(condition("inputs.a == 'x'", scope, broken)).toBe(false);
  expect(condition(`\${{ always() && inputs.a == 'x' }}`, scope, broken)).toBe(true);
  expect(condition('failure()', scope, broken)).toBe(true);
  expect(condition('failure()', scope, well)).toBe(false);
});

test('text is filled in, and what is not there is empty', () => {
  expect(interpolate(`<\${{ inputs.a }}|\${{inputs.none}}>`, scope, well)).toBe('<x|>');
});
