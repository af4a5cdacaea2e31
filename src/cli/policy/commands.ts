import type { CommandSpec } from '../command.ts';

export const policyCommand: CommandSpec = {
  operands: '[chain.yaml]',
  summary: 'whether the chain holds the policies of its file',
  options: [
    ['--rounds <count>', 'how often to look at everything (default 3)'],
    ['--json', 'the result as one JSON document'],
    ['--junit <file>', 'also write a JUnit file, one test case for each rule and link'],
  ],
  examples: [
    ['weaklink policy', 'exit 0 held, 1 broken, 3 not all could be told'],
    ['weaklink policy prod.yaml --junit policy.xml', 'regions, TLS, digests, licences …'],
  ],
  load: async () => (await import('../policy.ts')).runPolicy,
};
