import { expect, test } from 'vitest';
import { hostProbe } from '../../../probes/host/index.ts';
import { processProbe } from '../../../probes/process/index.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { type Vantage, VantageLostError } from '../../../src/vantage/types.ts';
import { lookAt } from '../../support/look-at.ts';

/* Where nobody can stand at a vantage, nothing is known of what was to be looked at from there. */

const lost: Vantage = {
  ...localVantage,
  name: 'ssh:far',
  exec: async () => ({ kind: 'lost', message: 'the key was refused' }),
  readFile: () => Promise.reject(new VantageLostError('the key was refused')),
};
/** Its files could still be read a moment ago. */
const losing: Vantage = { ...lost, readFile: localVantage.readFile };

test.each([
  ['host, at once', () => lookAt(hostProbe, {}, { vantage: lost })],
  ['host, in the middle of a look', () => lookAt(hostProbe, {}, { vantage: losing })],
  ['process', () => lookAt(processProbe, { name: 'none' }, { vantage: lost })],
  ['process, in the middle', () => lookAt(processProbe, { name: 'none' }, { vantage: losing })],
])('%s', async (_, look) => {
  await expect(look()).rejects.toBeInstanceOf(VantageLostError);
});
