import type { Source } from '../context.ts';

/** The machine itself, on which all that runs there stands. */
export const fromHost: Source = async ({ machine, vantage }) => ({
  guesses: [
    {
      id: machine.hostName,
      kind: 'host',
      needs: [],
      marks: ['machine'],
      why: 'what was found runs on it',
      source: vantage.name === 'local' ? 'this machine' : vantage.name,
      sure: 'certain',
      onlyIfNeeded: true,
    },
  ],
});
