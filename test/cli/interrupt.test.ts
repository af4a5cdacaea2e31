import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWeaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;

beforeEach(async () => {
  chain = await startLocalChain();
});
afterEach(() => chain.close());

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a watch in order with %i', async (signal, code) => {
    const running = await startWeaklink(['watch', chain.file, '--ndjson']);
    await running.waitFor('weaklink.observation');
    running.child.kill(signal);
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode).toBe(code);
    expect(stderr).toBe('');
    for (const line of stdout.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('a check that is interrupted gives no verdict', async () => {
    const running = await startWeaklink(['check', chain.file, '--rounds', '100', '--ndjson']);
    await running.waitFor('weaklink.observation');
    running.child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    expect(stdout).not.toContain('weaklink.report/1');
  });

  it('ends the whole sandbox of a demo', async () => {
    const running = await startWeaklink(['demo', '--ndjson']);
    await running.waitFor('weaklink.observation');
    const sandbox = descendantsOf(running.child.pid ?? 0);
    expect(sandbox.length).toBeGreaterThan(5);
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const left = () => sandbox.filter((pid) => existsSync(`/proc/${pid}`));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });
});

describe('a reader that goes away', () => {
  it('ends the program quietly, as SIGPIPE would', async () => {
    const running = await startWeaklink(['watch', chain.file, '--ndjson']);
    await running.waitFor('weaklink.observation');
    running.child.stdout?.destroy();
    const { exitCode, stderr } = await running.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
  });
});

function descendantsOf(pid: number): readonly number[] {
  const task = `/proc/${pid}/task/${pid}/children`;
  const children = readFileSync(task, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
