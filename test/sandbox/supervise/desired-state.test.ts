import { expect, test } from 'vitest';
import { findFault } from '../../../src/sandbox/faults/registry.ts';
import { desiredState } from '../../../src/sandbox/supervise/desired-state.ts';

const desired = (...names: string[]) => desiredState(names.map(findFault));

test('without a fault everything runs and nothing is wrong', () => {
  const { services, gpus } = desired();
  expect([...services.values()]).toEqual(Array(8).fill({ state: 'running', switches: {} }));
  expect([...gpus.values()]).toEqual(['healthy', 'healthy']);
});

test('faults of one service add up, of two alike the later one wins', () => {
  const { services } = desired('edge-delay', 'certificate-expired', 'certificate-untrusted');
  expect(services.get('edge')).toEqual({
    state: 'running',
    switches: { delayMs: 700, certificate: 'untrusted' },
  });
});

test('a killed service stays killed, whatever else is asked of it', () => {
  const { services } = desired('replica-a-kill', 'replica-a-stop', 'replica-a-corrupt');
  expect(services.get('replica-a')).toEqual({ state: 'killed', switches: { corrupt: true } });
  expect(services.get('replica-b')).toEqual({ state: 'running', switches: {} });
});

test('a card has one condition', () => {
  const { gpus } = desired('gpu-a-xid', 'gpu-a-lost', 'gpu-b-pcie');
  expect(Object.fromEntries(gpus)).toEqual({ 'gpu-a': 'lost', 'gpu-b': 'pcie' });
});
