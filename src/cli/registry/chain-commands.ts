import type { CommandGroup, CommandSpec } from '../command.ts';
import { diffCommand } from '../diff/commands.ts';
import { policyCommand } from '../policy/commands.ts';
import { snapshotCommand } from '../snapshot/commands.ts';
import { CHAIN_FILE } from './operands.ts';

/** Chain files, what they leave open, and how things differ. */
export const chainCommands = {
  init: {
    operands: CHAIN_FILE,
    summary: 'write a commented chain.yaml to start from',
    options: [['--force', 'overwrite the file']],
    examples: [
      ['weaklink init', 'write ./chain.yaml'],
      ['weaklink init prod.yaml', 'write another file'],
    ],
    load: async () => (await import('../init.ts')).runInit,
  },
  discover: {
    operands: CHAIN_FILE,
    summary: 'write a chain.yaml from what is there, or add what is new to one',
    options: [
      ['--entry <addresses>', 'only what answers there and what that needs, by commas'],
      ['--vantage <place>', 'where to look: ssh:user@host, docker:container (default local)'],
      [
        '--from <file...>',
        'also read these: nginx, HAProxy, Envoy, LiteLLM, Prometheus, SSH, .env',
      ],
      ['--only <sources>', 'docker, kubernetes, litellm, nginx, haproxy, envoy …'],
      [
        '--except <sources>',
        'all but these: … systemd, sockets, environment, connections, prometheus, ssh, gpus, host',
      ],
      ['--namespace <name>', 'of Kubernetes: only what is in it'],
      ['--selector <labels>', 'of Kubernetes: only what carries them, such as app=chat,tier!=test'],
      ['--context <name>', 'of the kubeconfig; default: its current one'],
      ['--kubeconfig <file>', 'default: $KUBECONFIG, ~/.kube/config, or the account of the pod'],
      ['--all', 'also what listens and what nothing needs'],
      ['-o, --output <file>', 'write there instead; "-" prints the file'],
      ['--yes', 'write without asking'],
      ['--dry-run', 'show what would change, as a diff'],
      ['--json', 'what was found and why as one JSON document'],
    ],
    examples: [
      ['weaklink discover', 'tell what is there and why, then ask before writing ./chain.yaml'],
      ['weaklink discover prod.yaml --vantage ssh:ops@node-2', 'add what runs on another machine'],
      [
        'weaklink discover --only kubernetes --context prod --selector part-of=chat',
        'what carries a label in one cluster',
      ],
      ['weaklink discover --entry 127.0.0.1:8080 -o -', 'print the chain behind one address'],
    ],
    load: async () => (await import('../discover.ts')).runDiscover,
  },
  validate: {
    operands: CHAIN_FILE,
    summary: 'check a chain file without looking at anything',
    options: [
      ['--probes', 'list every probe, those that weaklink inferred too'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink validate', 'all mistakes of ./chain.yaml at once'],
      ['weaklink validate prod.yaml --json', 'for an editor or a script'],
    ],
    load: async () => (await import('../validate.ts')).runValidate,
  },
  ask: {
    operands: CHAIN_FILE,
    summary: 'find the fault with as few looks and questions as possible',
    options: [
      ['--answers <file>', 'answers to the questions, one a line: yes, no or not sure (-: stdin)'],
      ['--no-questions', 'look only; ask nothing that no probe can see'],
      ['--json', 'the verdict and how it was reached as one JSON document'],
      ['--record <file>', 'also write every event to a recording (.zst: compressed)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink ask', 'looks in order of what they tell; asks what only you can see'],
      ['weaklink ask prod.yaml --no-questions --json', 'for a script'],
      ['yes | weaklink ask prod.yaml --answers -', 'answers from another program'],
    ],
    load: async () => (await import('../ask.ts')).runAsk,
  },
  explain: {
    operands: '[link] [chain]',
    summary: 'why a link is blamed, cleared or untested',
    options: [
      ['--arithmetic', 'how the probability came about: prior × looks × company'],
      ['--recording <file>', 'of a recording instead of looking now'],
      ['--at <time>', 'at this time of the recording: 5m, 14:02 or an ISO time'],
      ['--rounds <count>', 'how often to look at everything (default 3)'],
      ['--json', 'the explanation as one JSON document'],
    ],
    examples: [
      ['weaklink explain', 'look a few times, then explain whatever is not well'],
      ['weaklink explain router prod.yaml', 'one link of another chain'],
      ['weaklink explain router --recording night.jsonl --at 14:02 --arithmetic', 'afterwards'],
    ],
    load: async () => (await import('../explain.ts')).runExplain,
  },
  coverage: {
    operands: CHAIN_FILE,
    summary: 'which faults the looks of a chain could not show, and what would mend that',
    options: [
      ['--all', 'every link, every fault and every addition'],
      ['--require <share>', 'exit 1 when less of the faults would be seen (0.8 or 80%)'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink coverage', 'before any outage; looks at nothing'],
      ['weaklink coverage prod.yaml --require 70%', 'a gate for a change of the chain file'],
    ],
    load: async () => (await import('../coverage.ts')).runCoverage,
  },
  snapshot: snapshotCommand,
  diff: diffCommand,
  policy: policyCommand,
} as const satisfies Record<string, CommandSpec | CommandGroup>;
