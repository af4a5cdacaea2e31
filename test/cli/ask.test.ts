import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/diagnosis/engine.ts';
import { RecordingReader } from '../../src/events/recording.ts';
import { weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;

beforeEach(async () => {
  chain = await startLocalChain();
});
afterEach(() => chain.close());

const ask = (args: readonly string[], input = '') =>
  weaklink(['ask', chain.file, ...args], { input });

interface Asked {
  readonly end: string;
  readonly looks: number;
  readonly answers: number;
  readonly steps: readonly { series: string; found: string; question: string | null }[];
  readonly report: { verdict: { status: string; culprits: { link: string; mode: string }[] } };
}

describe('weaklink ask', () => {
  it('looks until nothing is left to learn, and calls a healthy chain healthy', async () => {
    const { exitCode, stdout, stderr } = await ask([]);
    expect(stdout).toMatch(/^HEALTHY {3}/);
    expect(stdout).toMatch(/\d looks? and 0 answers, then nothing more was to be learnt\./);
    expect(stderr).toMatch(
      /^ {2}1 {2}\S+@local: ok; [a-z ]+: \d → \d candidates \(no fault.*\), \d\.\d\d bits$/m,
    );
    expect(exitCode).toBe(0);
  });

  it('finds the server that is gone with one look, and does not ask a script anything', async () => {
    await chain.store.close();
    const { exitCode, stdout } = await ask(['--json']);
    const asked = JSON.parse(stdout) as Asked;
    expect(asked.steps.map(({ series, found }) => `${series} ${found}`)).toEqual([
      'store/http@local tcp.refused',
    ]);
    expect(asked.report.verdict.culprits[0]?.link).toBe('store');
    expect(exitCode).toBe(1);
  });

  it('asks what no probe can see, and believes the answer', async () => {
    await chain.store.close();
    const answered = async (answer: string) => {
      const input = `store/process.absent: ${answer}\ngateway/complaint-chat: yes\n`;
      const asked = JSON.parse((await ask(['--answers', '-', '--json'], input)).stdout) as Asked;
      expect(asked.steps.map(({ question }) => question)).toContain(
        'Look at store: is it so that no such process runs?',
      );
      return asked.report.verdict.culprits.map(({ link, mode }) => `${link} ${mode}`);
    };
    expect(await answered('yes')).toEqual(['store service.crashed']);
    expect(await answered('no')).toEqual(['store service.refusing']);
  });

  it('asks for the check that decides once nobody knows what a probe would see', async () => {
    await chain.store.close();
    const answered = async (answer: string) => {
      const input = `store/decides-service.refusing: ${answer}\ngateway/complaint-chat: yes\n`;
      const asked = JSON.parse((await ask(['--answers', '-', '--json'], input)).stdout) as Asked;
      const questions = asked.steps.flatMap(({ question }) => question ?? []);
      expect(questions.at(-1)).toMatch(/^store: .* Does that point to "alive, but nothing listens/);
      return asked.report.verdict.culprits.map(({ link, mode }) => `${link} ${mode}`);
    };
    expect(await answered('yes')).toEqual(['store service.refusing']);
    expect(await answered('no')).toEqual(['store service.crashed']);
  });

  it('writes answers into the recording, so that they are replayed', async () => {
    await chain.store.close();
    const answers = join(chain.directory, 'answers');
    writeFileSync(answers, 'yes\nno\n');
    const recording = join(chain.directory, 'asked.jsonl');
    const asked = await ask(['--answers', answers, '--record', recording, '--json']);
    const { report } = JSON.parse(asked.stdout) as Asked;
    const said: string[] = [];
    let engine: Engine | undefined;
    for await (const event of await RecordingReader.open(recording)) {
      if (event.type === 'weaklink.session') engine = createEngine(event.data.chain);
      engine?.accept(event);
      if (event.type !== 'weaklink.observation' || event.data.probe !== 'operator') continue;
      said.push(`${event.data.stream} ${event.data.symptom ?? 'no'}`);
    }
    expect(said).toEqual([
      'gateway/complaint-chat@operator operator.complaint',
      'store/process.absent@operator no',
    ]);
    expect(engine?.verdict().culprits).toEqual(report.verdict.culprits);
    expect((await weaklink(['replay', recording, '--verify'])).exitCode).toBe(0);
  });

  it('keeps what answers mean when the recording is anonymized', async () => {
    await chain.store.close();
    const at = (name: string) => join(chain.directory, name);
    writeFileSync(at('answers'), 'gateway/complaint-chat: yes\nstore/process.absent: no\n');
    await ask(['--answers', at('answers'), '--record', at('asked.jsonl')]);
    await weaklink(['anonymize', at('asked.jsonl'), at('shared.jsonl')]);
    const modeIn = async (file: string) => {
      const { stdout } = await weaklink(['explain', '--recording', at(file), '--json']);
      const { links } = JSON.parse(stdout) as { links: { modes: { mode: string }[] }[] };
      return links.map(({ modes }) => modes[0]?.mode);
    };
    expect(await modeIn('shared.jsonl')).toEqual(await modeIn('asked.jsonl'));
    expect(await modeIn('shared.jsonl')).toContain('service.refusing');
  });

  it('keeps doubt as a note, which moves nothing', async () => {
    const { stdout } = await ask(['--answers', '-', '--json'], 'not sure\n?\n\n');
    const asked = JSON.parse(stdout) as Asked;
    expect(asked.steps[0]).toMatchObject({ found: 'not sure' });
    expect(asked.report.verdict.status).toBe('healthy');
  });

  it('ends with 2 for answers that it cannot read, and says where', async () => {
    const wrong = await ask(['--answers', '-'], 'yes\nperhaps\n');
    expect(wrong.stderr).toContain('-:2: "perhaps" is no answer [E_ANSWER]');
    const missing = await ask(['--answers', '/nowhere/answers']);
    expect(missing.stderr).toContain('--answers: /nowhere/answers: ENOENT [E_FILE]');
    expect([wrong.exitCode, missing.exitCode]).toEqual([2, 2]);
  });
});
