import { type Vantage, VantageLostError } from '../../src/vantage/types.ts';

/** A vantage at which nobody can stand, whatever is asked of it. */
export const lostVantage: Vantage = {
  name: 'bastion',
  exec: async () => ({ kind: 'lost', message: 'its host is gone' }),
  readFile: async () => {
    throw new VantageLostError('its host is gone');
  },
  dial: async () => ({ kind: 'lost', message: 'its host is gone' }),
  forward: async () => ({ kind: 'lost', message: 'its host is gone' }),
};
