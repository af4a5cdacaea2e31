import { attributionCommands } from './attribution/commands.ts';
import { knowledgeOptions } from './attribution/knowledge-options.ts';
import type { CommandGroup, CommandSpec } from './command.ts';
import { costCommand } from './cost/commands.ts';
import { datanetCommands } from './datanet/commands.ts';
import { diffCommand } from './diff/commands.ts';
import { drillCommands } from './drill/commands.ts';
import { ledgerCommands } from './ledger/commands.ts';
import { lineageCommands } from './lineage/commands.ts';
import { policyCommand } from './policy/commands.ts';
import { snapshotCommand } from './snapshot/commands.ts';

const CHAIN_FILE = '[chain.yaml]';

/** Every command: one file each, loaded when it is called, and one entry here. */
export const commands = {
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
    load: async () => (await import('./watch.ts')).runWatch,
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
    load: async () => (await import('./demo.ts')).runDemo,
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
    load: async () => (await import('./check.ts')).runCheck,
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
    load: async () => (await import('./probe.ts')).runProbe,
  },
  record: {
    operands: '[chain] [file]',
    summary: 'watch a chain without a console, into a recording',
    options: [
      ['--for <duration>', 'for so long; without it, until a signal'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink record incident.jsonl.zst --for 10m', 'ten minutes, compressed'],
      ['weaklink record prod.yaml incident.jsonl', 'another chain, until Ctrl-C'],
    ],
    load: async () => (await import('./record.ts')).runRecord,
  },
  export: {
    operands: '<file>',
    summary: 'copy the last minutes of the journal into a recording',
    options: [
      ['--since <ago>', 'how long ago, or a point in time (default 30m)'],
      ['--until <ago>', 'up to when (default now)'],
      ['--chain <name>', 'of this chain (default: the one watched last)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink export incident.jsonl', 'the last 30 minutes'],
      ['weaklink export night.jsonl.zst --since 8h --until 2h', 'an older span, compressed'],
    ],
    load: async () => (await import('./export.ts')).runExport,
  },
  inspect: {
    operands: '<file>',
    summary: 'what a recording holds, and whether it is sound',
    options: [['--json', 'the result as one JSON document']],
    examples: [
      ['weaklink inspect incident.jsonl', 'exit 0 sound, 1 damaged but readable, 2 no recording'],
    ],
    load: async () => (await import('./inspect.ts')).runInspect,
  },
  anonymize: {
    operands: '<file> <copy>',
    summary: 'copy a recording under other names, to share it',
    options: [
      ['--seed <text>', 'repeat the same names; who has it can test guesses'],
      ['--overwrite', 'replace the copy if there is one'],
    ],
    examples: [
      [
        'weaklink anonymize incident.jsonl shared.jsonl',
        'hosts, addresses, names and ids replaced',
      ],
    ],
    load: async () => (await import('./anonymize.ts')).runAnonymize,
  },
  replay: {
    operands: '<file>',
    summary: 'play a recording in the console, every verdict computed anew',
    options: [
      ['--speed <speed>', '1, 10, 100 or max (default 1 on a terminal, max elsewhere)'],
      ['--from <time>', 'begin there: an offset (5m), a clock time (14:02, UTC) or an ISO time'],
      ['--to <time>', 'end there'],
      ['--verify', 'compare the verdicts of the day with those computed now'],
      ['--without <what...>', 'what if: link=NAME, probe=LINK/NAME or vantage=NAME taken away'],
      ['--plain', 'one line a change of the verdict, even on a terminal'],
      ['--ndjson', 'every event as a line of JSON'],
      ['--json', 'the report as of the end, or the result of --verify'],
      ...knowledgeOptions,
    ],
    examples: [
      ['weaklink replay incident.jsonl --verify', 'exit 0: the same verdicts as on the day'],
      ['weaklink replay incident.jsonl --without link=vendor --plain', 'and without the vendor?'],
      ['weaklink replay incident.jsonl', 'the console; space, ] and arrows move in time'],
    ],
    load: async () => (await import('./replay.ts')).runReplay,
  },
  rca: {
    operands: '[directory]',
    summary: 'find what broke from metrics alone, without probes',
    options: [
      ['--prometheus <url>', 'ask this Prometheus instead of reading a directory'],
      ['--at <time>', 'when it began or was noticed (default: find out)'],
      ['--before <duration>', 'how much before that is normal (default 30m)'],
      ['--after <duration>', 'how much after that is looked at (default 10m)'],
      ['--step <duration>', 'time between two rows (default: of the scrapes)'],
      ['--edges <file>', 'calls between services, caller,callee'],
      ['--alert <service|metric>', 'what raised the alarm; the metric may be left out'],
      ['--header <line...>', 'a header for Prometheus; secrets as env:NAME or file:/path'],
      ['--ca <file>', 'authorities of its certificate, in PEM'],
      ['--json', 'the ranking as one JSON document'],
    ],
    examples: [
      ['weaklink rca ./incident', 'metrics.csv, edges.csv, case.json … in one directory'],
      ['weaklink rca --prometheus http://prometheus:9090 --edges calls.csv', 'what broke just now'],
      ['weaklink rca ./incident --json | jq .ranking[0]', 'exit 0 nothing, 1 fault, 2 bad input'],
    ],
    load: async () => (await import('./rca.ts')).runRca,
  },
  init: {
    operands: CHAIN_FILE,
    summary: 'write a commented chain.yaml to start from',
    options: [['--force', 'overwrite the file']],
    examples: [
      ['weaklink init', 'write ./chain.yaml'],
      ['weaklink init prod.yaml', 'write another file'],
    ],
    load: async () => (await import('./init.ts')).runInit,
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
      ['--all', 'also what listens and what nothing needs'],
      ['-o, --output <file>', 'write there instead; "-" prints the file'],
      ['--yes', 'write without asking'],
      ['--dry-run', 'show what would change, as a diff'],
      ['--json', 'what was found and why as one JSON document'],
    ],
    examples: [
      ['weaklink discover', 'tell what is there and why, then ask before writing ./chain.yaml'],
      ['weaklink discover prod.yaml --vantage ssh:ops@node-2', 'add what runs on another machine'],
      ['weaklink discover --entry 127.0.0.1:8080 -o -', 'print the chain behind one address'],
    ],
    load: async () => (await import('./discover.ts')).runDiscover,
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
    load: async () => (await import('./validate.ts')).runValidate,
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
    load: async () => (await import('./ask.ts')).runAsk,
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
    load: async () => (await import('./explain.ts')).runExplain,
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
    load: async () => (await import('./coverage.ts')).runCoverage,
  },
  snapshot: snapshotCommand,
  diff: diffCommand,
  policy: policyCommand,
  drill: {
    operands: '',
    summary: 'break things on purpose and score what weaklink finds',
    options: [],
    examples: [
      ['weaklink drill list scenarios', 'what can be drilled'],
      ['weaklink drill run scenarios --allow-inject', 'run all, and score them'],
    ],
    subcommands: drillCommands,
  },
  datanet: {
    operands: '',
    summary: 'keep data sets with their contributors, and index them',
    options: [],
    examples: [
      ['weaklink datanet add poems ./poems --contributor ada', 'hand in documents'],
      ['weaklink datanet build poems', 'index them'],
    ],
    subcommands: datanetCommands,
  },
  attribution: {
    operands: '',
    summary: 'whose words an answer holds',
    options: [],
    examples: [['weaklink attribution trace answer.txt', 'an answer with its sources']],
    subcommands: attributionCommands,
  },
  ledger: {
    operands: '',
    summary: 'who got what, provable line by line',
    options: [],
    examples: [
      ['weaklink ledger verify', 'whether it is as it was written'],
      ['weaklink ledger statement contributor:ada', 'what a party earned'],
    ],
    subcommands: ledgerCommands,
  },
  ingest: {
    operands: '<source> [files...]',
    summary: 'read inferences from traces, gateways and logs (otlp, litellm, log)',
    options: [
      ['--listen <address>', 'receive by HTTP until Ctrl-C: a port, or address:port'],
      ['--mapping <file>', 'for log: what stands where in a line'],
      ['--chain <file>', 'call links as this chain file does'],
      ['--keep-output', 'keep answers, where the source holds them; prompts never are'],
      ['--ndjson', 'every event as a line of JSON'],
      ['--json', 'the sums as one JSON document'],
      ['--record <file>', 'also write every event to a recording (.zst: compressed)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink ingest otlp --record traffic.jsonl', 'what is sent to port 4318, until Ctrl-C'],
      ['weaklink ingest litellm spend.jsonl', 'requests and tokens by model'],
      ['weaklink ingest log access.log --mapping m.yaml --ndjson', 'any log, as events'],
    ],
    load: async () => (await import('./ingest.ts')).runIngest,
    subcommands: {
      totals: {
        operands: '[recording]',
        summary: 'hold what was told of against what servers counted themselves',
        options: [
          [
            '--before <page...>',
            'metrics of vLLM, SGLang, TGI, LiteLLM or llama.cpp, saved before',
          ],
          ['--after <page...>', 'the same pages, saved after'],
          ['--model <name>', 'the model of a server that names none in its metrics (TGI)'],
          ['--since <ago>', 'without a recording: how much of the journal (default 30d)'],
          ['--json', 'the result as one JSON document'],
        ],
        examples: [
          [
            'weaklink ingest totals traffic.jsonl --before a.prom --after b.prom',
            'exit 0: both say the same, 1: they differ',
          ],
        ],
        load: async () => (await import('./ingest/totals.ts')).runTotals,
      },
    },
  },
  cost: costCommand,
  flow: {
    operands: '[recording-or-chain]',
    summary: 'who contributed to the answers of each model, and what was lost where',
    options: [
      ['--model <name>', 'of this model alone (default: every model)'],
      ['--by <measure>', 'value, requests, tokens or time (default value)'],
      ['--window <span>', '1m, 15m, 1h or 24h, up to the end of the recording (default 15m)'],
      ['--for <duration>', 'over a chain without a terminal: watch for so long (default 1m)'],
      ['--format <format>', 'text, json, markdown, svg or mermaid (default text)'],
      ['--json', 'the same as --format json'],
      ...knowledgeOptions,
    ],
    examples: [
      ['weaklink flow', 'watch ./chain.yaml in the console, at the flow of its models'],
      ['weaklink flow incident.jsonl', 'exit 0 conserved, 1 not, 2 bad input'],
      ['weaklink flow incident.jsonl --by requests --window 1h', 'attempts of the last hour'],
      ['weaklink flow incident.jsonl --format svg > flow.svg', 'a picture for a report'],
    ],
    load: async () => (await import('./flow.ts')).runFlow,
  },
  tap: {
    operands: '',
    summary: 'stand before a model API, hand everything on, and measure what passes',
    options: [
      ['--to <url>', 'the API behind it: https://api.example.com'],
      ['--listen <address>', 'where clients ask: a port, or address:port (default 4010)'],
      ['--chain <file>', 'call links as this chain file does'],
      ['--consumer-header <name>', 'the header that says which team or agent asks'],
      ['--environment <name>', 'production, staging …'],
      ['--provider <name>', 'of the API (default: known by its host, else openai)'],
      ['--ca <file>', 'authorities of its certificate, in PEM'],
      ['--include-usage', 'ask streams for their usage; without it no byte is changed'],
      ['--keep-output', 'keep answers; prompts and keys never are'],
      ['--ndjson', 'every event as a line of JSON'],
      ['--record <file>', 'also write every event to a recording (.zst: compressed)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink tap --to https://api.example.com', 'then ask http://127.0.0.1:4010/v1 instead'],
      ['weaklink tap --to http://gpu-1:8000 --record traffic.jsonl', 'until Ctrl-C'],
    ],
    load: async () => (await import('./tap.ts')).runTap,
  },
  lineage: {
    operands: '',
    summary: 'who stands behind a model: data, base models, adapters, people',
    options: [],
    examples: [
      ['weaklink lineage check', 'what ./lineage.yaml leaves open or contradicts'],
      ['weaklink lineage show chat-70b', 'who stands behind a model'],
    ],
    subcommands: lineageCommands,
  },
  risks: {
    operands: CHAIN_FILE,
    summary: 'what alone would stop each model, and who serves how much',
    options: [
      ['--recording <file>', 'also divide its traffic and value among providers'],
      ['--prices <file>', 'own prices and own GPUs (prices.yaml), for the value'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink risks', 'by link, provider, region, GPU type and owner'],
      ['weaklink risks --recording night.jsonl', 'with its chain, and its Herfindahl index'],
    ],
    load: async () => (await import('./risks.ts')).runRisks,
  },
  doctor: {
    operands: '[chain]',
    summary: 'what weaklink can and cannot see from here',
    options: [['--json', 'the list as one JSON document']],
    examples: [
      ['weaklink doctor', 'what is missing or denied, and how to mend it'],
      ['weaklink doctor chain.yaml', 'and whether each vantage of a chain can be stood at'],
    ],
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
} as const satisfies Record<string, CommandSpec | CommandGroup>;

export type CommandName = keyof typeof commands;
