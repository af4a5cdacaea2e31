import type { CommandSpec } from '../command.ts';
import { CHAIN_FILE } from './operands.ts';

/** What stands live before somebody: watch, demo, check, probe. */
export const liveCommands = {
  watch: {
    operands: CHAIN_FILE,
    summary: 'watch a chain and show the weak link (the default)',
    options: [
      ['--plain', 'one line a change of the verdict, even on a terminal'],
      ['--ndjson', 'every event as a line of JSON'],
      ['--record <file>', 'also write every event to a recording (.zst: compressed)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink', 'watch ./chain.yaml in the console'],
      ['weaklink prod.yaml', 'watch another chain'],
      ['weaklink watch prod.yaml --ndjson | jq .type', 'feed another program'],
    ],
    load: async () => (await import('../watch.ts')).runWatch,
  },
  demo: {
    operands: '',
    summary: 'start a whole chain on this machine and break it',
    options: [
      ['--fault <name>', 'inject this fault once the chain is seen healthy'],
      ['--headless', 'no console: look, diagnose, report'],
      ['--for <duration>', 'with --headless, look for so long after the fault (default 20s)'],
      ['--traffic <rate>', 'requests a second by its agents (default 5 in the console, else 0)'],
      ['--list-faults', 'name every fault that can be injected'],
      ['--json', 'headless, or with --list-faults: one JSON document'],
      ['--ndjson', 'headless: every event as a line of JSON, the report as the last line'],
      ['--record <file>', 'also write every event to a recording (.zst: compressed)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink demo', 'the console over a live chain; press f to break something'],
      ['weaklink demo --list-faults', 'what can be broken'],
      ['weaklink demo --headless --fault name-nxdomain --for 30s --json', 'a scored run'],
    ],
    load: async () => (await import('../demo.ts')).runDemo,
  },
  check: {
    operands: CHAIN_FILE,
    summary: 'look a few times, give the verdict and exit',
    options: [
      ['--rounds <count>', 'how often to look at everything (default 3)'],
      ['--json', 'the report as one JSON document'],
      ['--ndjson', 'every event as a line of JSON, the report as the last line'],
      ['--markdown', 'the report as a hand-over note'],
      ['--junit <file>', 'also write a JUnit file, one test case a link'],
      ['--github', 'the report as annotations of a GitHub Actions run'],
      ['--changes <file>', 'changes that it should know of, from "weaklink diff --events"'],
    ],
    examples: [
      ['weaklink check', 'exit 0 healthy, 1 fault, 2 bad file, 3 could not look'],
      ['weaklink check prod.yaml --json | jq .verdict.culprits', 'the answer for a script'],
      ['weaklink check prod.yaml --junit weaklink.xml', 'the answer for a CI server'],
    ],
    load: async () => (await import('../check.ts')).runCheck,
  },
  probe: {
    operands: '<kind> <target>',
    summary: 'look once at one thing, without a chain file',
    options: [
      ['--option <key=value...>', 'an option of the probe, as in a chain file'],
      ['--from <vantage>', 'where to look from: ssh:user@host:port (default local)'],
      ['--deadline <duration>', 'how long the look may take (default 10s)'],
      ['--interactive', 'ask here for the password or code that an SSH login wants (kind ssh)'],
      ['--json', 'the observation as one JSON document'],
    ],
    examples: [
      ['weaklink probe tls example.com:443', 'a certificate and its handshake'],
      ['weaklink probe http https://example.com/health --option status=204', 'with an option'],
      ['weaklink probe dns example.com --json', 'the observation for a script'],
      ['weaklink probe host localhost --from ssh:ops@node-2', 'a machine behind SSH'],
    ],
    load: async () => (await import('../probe.ts')).runProbe,
  },
} as const satisfies Record<string, CommandSpec>;
