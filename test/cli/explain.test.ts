import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkExplanation } from '../../src/diagnosis/explaining/explanation.ts';
import { recordIncident } from '../support/incident.ts';
import { weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

interface Explained {
  readonly status: string;
  readonly links: readonly LinkExplanation[];
}

describe('weaklink explain', () => {
  let chain: LocalChain;

  beforeEach(async () => {
    chain = await startLocalChain();
  });
  afterEach(() => chain.close());

  it('says which looks clear a link, and how much of its faults they would have shown', async () => {
    const { exitCode, stdout } = await weaklink(['explain', 'store', chain.file]);
    expect(stdout).toMatch(/^CLEARED {3}store, < 1 %: store\/http@local: 200 in /m);
    expect(stdout).toMatch(/would show \d\d % of its faults$/m);
    expect(exitCode).toBe(0);
  });

  it('says why a link is blamed and its rival is not, with sums that add up', async () => {
    await chain.store.close();
    const { exitCode, stdout } = await weaklink(['explain', 'store', chain.file, '--json']);
    const { status, links } = JSON.parse(stdout) as Explained;
    expect([exitCode, status]).toEqual([1, 'fault']);
    const sum = links[0]?.arithmetic;
    const looks = sum?.series.reduce((all, { bits }) => all + bits, 0) ?? 0;
    expect(sum?.totalBits).toBeCloseTo(
      (sum?.priorBits ?? 0) + (sum?.hearsayBits ?? 0) + looks + (sum?.rememberingBits ?? 0),
    );
    expect(sum?.series[0]?.series).toBe('store/http@local');
    expect(sum?.series[0]?.rows[0]?.symptom).toBe('tcp.refused');
    expect(sum?.rival?.faults[0]?.link).toBe('gateway');
    expect(sum?.rival?.apart[0]?.bits).toBeGreaterThan(10);
  });

  it('ends with 2 for a link that the chain does not have', async () => {
    const { exitCode, stderr } = await weaklink(['explain', 'stor', chain.file]);
    expect(stderr).toContain('there is no link "stor" in this chain');
    expect(stderr).toContain('Did you mean "store"?');
    expect(exitCode).toBe(2);
    const alone = await weaklink(['explain', chain.file, '--at', '5m']);
    expect(alone.stderr).toContain('--at is for --recording');
  });
});

describe('weaklink explain --recording', () => {
  it('explains any moment of the past', async () => {
    const recording = await recordIncident();
    const at = async (time: string, link: string) => {
      const { stdout } = await weaklink([
        ...['explain', link, '--recording', recording, '--at', time, '--json'],
      ]);
      const [one] = (JSON.parse(stdout) as Explained).links;
      return one?.state;
    };
    expect(await at('20s', 'vendor')).toBe('cleared');
    expect(await at('50s', 'vendor')).toBe('culprit');
    expect(await at('85s', 'vendor')).toBe('cleared');
  });

  it('shows the sums on request, within 80 columns', async () => {
    const recording = await recordIncident();
    const { stdout, exitCode } = await weaklink([
      ...['explain', 'vendor', '--recording', recording, '--at', '50s', '--arithmetic'],
    ]);
    expect(stdout).toMatch(/^BLAMED {4}vendor, /m);
    expect(stdout).toMatch(/^ {6}\d+ × llm\.overloaded( again)?: × [\d,.]+ each$/m);
    expect(stdout).toMatch(/^ {2}the passing of time +[×÷] [\d,.]+$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it('ends with 2 for a time that is none', async () => {
    const recording = await recordIncident();
    const { exitCode, stderr } = await weaklink([
      ...['explain', '--recording', recording, '--at', 'noonish'],
    ]);
    expect(stderr).toContain('E_REPLAY_TIME');
    expect(exitCode).toBe(2);
  });
});
