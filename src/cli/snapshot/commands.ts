import type { CommandSpec } from '../command.ts';

export const snapshotCommand: CommandSpec = {
  operands: '[chain.yaml]',
  summary: 'write down what every link is, to compare with later',
  options: [
    ['-o, --output <file>', 'write it there instead of to stdout'],
    ['--rounds <count>', 'how often to look at everything (default 3)'],
    ['--key <reference>', 'hash secret values with this key: env:NAME or file:/path'],
  ],
  examples: [
    ['weaklink snapshot -o good.json', 'images, drivers, flags, certificates, names, quotas'],
    ['weaklink snapshot prod.yaml --key env:DRIFT_KEY', 'comparable with other machines'],
  ],
  load: async () => (await import('../snapshot.ts')).runSnapshot,
};
