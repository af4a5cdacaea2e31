import { describe, expect, it } from 'vitest';
import { serverNames } from '../../../probes/modelserver/options.ts';
import { servers } from '../../../probes/modelserver/servers/index.ts';
import { lookAtStates, type Told } from './look-twice.ts';
import { documentedStates, type ServerState } from './states.ts';

/** Milliseconds between two looks of one state. */
const EVERY_MS = 15_000;

/** Options as a chain states them; Triton's metrics have a port of their own, here the same one. */
function optionsOf({ server, options = {} }: ServerState, url: string): object {
  const at = Object.hasOwn(options, 'inferenceService')
    ? { inferenceService: `${url}/object` }
    : {};
  const metrics = server === 'triton' ? { metrics: `${url}/metrics` } : {};
  return { url, server, ...metrics, ...options, ...at };
}

const told = new Map<ServerState, Told>();

describe('each documented state of a model server', () => {
  it.each(documentedStates.map((state) => [`${state.server}: ${state.state}`, state] as const))(
    '%s',
    async (_, state) => {
      const found = await lookAtStates(state.looks, (url) => optionsOf(state, url), EVERY_MS);
      told.set(state, found);
      const { symptom, evidence, summary } = found.finding;
      expect(symptom, `${summary}: ${evidence?.join('; ')}`).toBe(state.symptom);
    },
  );

  it('is in the table', async () => {
    const rows = documentedStates.map((state) => {
      const { finding } = told.get(state) ?? {};
      const evidence = finding?.evidence?.[0] ?? '';
      // How long it was waited is the machine's.
      const words = evidence.replaceAll(/\d+ (m?s)\b/g, '… $1');
      return `| ${servers[state.server].title} | ${state.state} | ${state.symptom === null ? 'none' : `\`${finding?.symptom}\``} | ${words} | ${state.source} |`;
    });
    const head = [
      '# Model servers: what each documented state shows',
      '',
      'Written by `test/probes/modelserver/conformance.test.ts`, from fakes that answer the documented pages on real sockets.',
      '',
      '| server | state | symptom | evidence | source |',
      '|---|---|---|---|---|',
    ];
    const table = `${[...head, ...rows].join('\n')}\n`;
    await expect(table).toMatchFileSnapshot('../../../probes/modelserver/CONFORMANCE.md');
  });

  it('is shown of every server, in health and in trouble', () => {
    for (const name of serverNames) {
      const own = documentedStates.filter(({ server }) => server === name);
      expect(
        own.some(({ symptom }) => symptom === null),
        name,
      ).toBe(true);
      expect(own.filter(({ symptom }) => symptom !== null).length, name).toBeGreaterThan(2);
    }
  });
});

it('never asks a page that computes or changes anything', () => {
  const asked = [...told.values()].flatMap(({ asked: pages }) => pages);
  const posts = new Set(asked.filter((page) => page.startsWith('POST ')));
  expect([...posts].toSorted()).toEqual([
    'POST /chat_tokenize',
    'POST /tokenize',
    'POST /v2/repository/index',
  ]);
  // LiteLLM's sends a request to every model behind it.
  const ofLitellm = [...told].filter(([{ server }]) => server === 'litellm');
  expect(ofLitellm.flatMap(([, { asked: pages }]) => pages)).not.toContain('GET /health');
  const costly = /completions|generate|chat$|infer$|sleep$|wake|load$|unload|pull|embed/;
  expect(asked.filter((page) => costly.test(page))).toEqual([]);
});
