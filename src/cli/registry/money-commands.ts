import { attributionCommands } from '../attribution/commands.ts';
import { knowledgeOptions } from '../attribution/knowledge-options.ts';
import type { CommandGroup, CommandSpec } from '../command.ts';
import { costCommand } from '../cost/commands.ts';
import { datanetCommands } from '../datanet/commands.ts';
import { ledgerCommands } from '../ledger/commands.ts';
import { lineageCommands } from '../lineage/commands.ts';
import { sinceOption } from '../since-option.ts';
import { CHAIN_FILE } from './operands.ts';

/** Who contributed what, and where the money goes. */
export const moneyCommands = {
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
    load: async () => (await import('../ingest.ts')).runIngest,
    subcommands: {
      totals: {
        operands: '[recording]',
        summary: 'hold what was told of against what servers counted themselves',
        options: [
          [
            '--before <page...>',
            'metrics of vLLM, SGLang, TGI, LiteLLM or llama.cpp: addresses, or saved pages',
          ],
          ['--after <page...>', 'the same pages after'],
          ['--for <duration>', 'instead of --after: ask the addresses again after so long'],
          ['--header <line...>', 'a header for the servers; secrets as env:NAME or file:/path'],
          ['--ca <file>', 'authorities of their certificates, in PEM'],
          ['--model <name>', 'the model of a server that names none in its metrics (TGI)'],
          sinceOption,
          ['--json', 'the result as one JSON document'],
        ],
        examples: [
          [
            'weaklink ingest totals traffic.jsonl --before a.prom --after b.prom',
            'exit 0: both say the same, 1: they differ',
          ],
          [
            'weaklink ingest totals --before http://vllm:8000/metrics --for 10m',
            'live, beside what a console that watches writes into the journal',
          ],
        ],
        load: async () => (await import('../ingest/totals.ts')).runTotals,
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
    load: async () => (await import('../flow.ts')).runFlow,
  },
  tap: {
    operands: '',
    summary: 'stand before a model API, hand everything on, and measure what passes',
    options: [
      ['--to <url>', 'the API behind it: https://api.example.com'],
      ['--listen <address>', 'where clients ask: a port, or address:port (default 4010)'],
      ['--tell <address>', 'also tell a console that watches: its attribution.listen'],
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
      ['weaklink tap --to http://gpu-1:8000 --tell 127.0.0.1:4318', 'live, to "weaklink watch"'],
    ],
    load: async () => (await import('../tap.ts')).runTap,
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
      ['--since <ago>', 'also divide that of so much of the journal: 30d'],
      [
        '--prices <file>',
        'own prices and own GPUs, for the value (default: as the chain file names them)',
      ],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink risks', 'by link, provider, region, GPU type and owner'],
      ['weaklink risks --recording night.jsonl', 'with its chain, and its Herfindahl index'],
      ['weaklink risks --since 7d', 'with the traffic of a week from the journal'],
    ],
    load: async () => (await import('../risks.ts')).runRisks,
  },
} as const satisfies Record<string, CommandSpec | CommandGroup>;
