import { expect, it } from 'vitest';
import { openAmong } from '../../../src/diagnosis/asking/open.ts';
import { faultsOf } from '../../../src/diagnosis/hypotheses.ts';
import { demoChain } from '../../support/looks.ts';

const [one, another] = faultsOf(demoChain).byLink.get('store') ?? [];
const [elsewhere] = faultsOf(demoChain).byLink.get('router') ?? [];

it('counts links, not modes, and leaves out what is hardly possible', () => {
  if (!one || !another || !elsewhere) throw new Error('no faults');
  const { candidates, bits } = openAmong([
    { faults: [elsewhere], probability: 0.48 },
    { faults: [one], probability: 0.25 },
    { faults: [another], probability: 0.25 },
    { faults: 'outside', probability: 0.02 },
  ]);
  expect(candidates).toEqual(['store', 'router']);
  expect(bits).toBeCloseTo(1.12, 2);
});
