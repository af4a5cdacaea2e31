import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal } from '../../src/events/journal.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** Characters that look different in a URL, in base64 and in JSON. */
const canary = 'canary/"7f3a"+9c41 e8=d2';
const forms = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('base64url'),
  Buffer.from(canary).toString('hex'),
];

let chain: LocalChain;
let asked = 0;

beforeEach(async () => {
  asked = 0;
  chain = await startLocalChain({
    answer: echoTheSecret,
    moreLinks: `  vendor:
    kind: provider
    address: "http://127.0.0.1:1/"
    probes:
      - { kind: http, url: "http://GATEWAY/", headers: { Authorization: "Bearer env:CANARY", X-Key: "env:CANARY" } }
`,
  });
});
afterEach(() => chain.close());

/** A server that throws the secret back in every way it can. */
function echoTheSecret(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['x-key'] === canary) asked += 1;
  const title = encodeURIComponent(canary);
  response.writeHead(500, {
    'x-echo': Buffer.from(canary).toString('base64'),
    'www-authenticate': `Bearer realm="${title}"`,
    location: `/?key=${title}`,
  });
  response.end(`<title>${canary}</title> ${forms.join(' ')}`);
}

async function chainWithSecret(): Promise<string> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const yaml = await readFile(chain.file, 'utf8');
  await writeFile(chain.file, yaml.replace('GATEWAY', chain.gateway.address));
  return chain.file;
}

it('reaches no recording, no export and no anonymized copy', async () => {
  const file = await chainWithSecret();
  const state = join(chain.directory, 'state');
  const path = (name: string) => join(chain.directory, name);
  const env = { CANARY: canary };
  const runs = [
    await weaklink(['record', file, path('a.jsonl'), '--for', '2s', '--state-dir', state], { env }),
    await weaklink(['export', path('b.jsonl'), '--state-dir', state]),
    await weaklink(['anonymize', path('a.jsonl'), path('c.jsonl')]),
    await weaklink(['inspect', path('a.jsonl'), '--json']),
  ];
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  expect(asked).toBeGreaterThan(1);
  const artefacts = [
    ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ...['a', 'b', 'c'].map((name) => readFileSync(path(`${name}.jsonl`), 'utf8')),
  ];
  // The look that met the secret is in them, and the mark that stands in its place.
  const marked = artefacts.filter((artefact) => artefact.includes('‹redacted›'));
  expect(marked.length).toBe(3);
  for (const form of forms) {
    expect(artefacts.filter((artefact) => artefact.includes(form)).length).toBe(0);
  }
});

it('reaches no artefact: no report, no event, no journal, no error', async () => {
  await chainWithSecret();
  const state = join(chain.directory, 'state');
  const junit = join(chain.directory, 'junit.xml');
  const artefacts: string[] = [];
  for (const format of [[], ['--json'], ['--ndjson'], ['--markdown'], ['--github']]) {
    const { stdout, stderr } = await weaklink(
      ['check', chain.file, '--state-dir', state, '--junit', junit, '--rounds', '2', ...format],
      { env: { CANARY: canary } },
    );
    artefacts.push(stdout, stderr);
  }
  const looked = await weaklink(
    ['probe', 'http', `http://${chain.gateway.address}/`, '--option', 'headers.X-Key=env:CANARY'],
    { env: { CANARY: canary } },
  );
  artefacts.push(looked.stdout, looked.stderr, readFileSync(junit, 'utf8'));
  for (const name of readdirSync(state)) artefacts.push(readFileSync(join(state, name), 'latin1'));

  expect(asked).toBeGreaterThan(10);
  expect(artefacts.join('').length).toBeGreaterThan(10_000);
  for (const form of forms) {
    expect(artefacts.filter((artefact) => artefact.includes(form))).toEqual([]);
  }
  const journal = new Journal({ directory: state, clock: systemClock, access: 'read' });
  const { events } = await journal.read();
  journal.close();
  expect(events.length).toBeGreaterThan(10);
});
