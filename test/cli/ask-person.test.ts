import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pty } from '../support/pty.ts';
import { ensureBuilt, entry } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;
let pty: Pty | undefined;

beforeEach(async () => {
  await ensureBuilt();
  chain = await startLocalChain();
});
afterEach(async () => {
  await pty?.close();
  pty = undefined;
  await chain.close();
});

const start = () => {
  pty = new Pty(`${process.execPath} ${entry} ask ${chain.file} --no-journal`, { columns: 120 });
  return pty;
};

describe('weaklink ask at a terminal', () => {
  it('asks a person line by line, again where the answer is none, and tells the verdict', async () => {
    await chain.store.close();
    const terminal = start();
    await terminal.until('Does chat fail, hang or answer wrongly for its users now?');
    terminal.type('perhaps\r');
    await terminal.until('yes, no or not sure (y, n, ?):');
    terminal.type('y\r');
    await terminal.until('is it so that no such process runs?');
    await terminal.until('$ systemctl status');
    terminal.type('yes\r');
    await terminal.until(/BROKEN\s+store: crashed/);
    await terminal.until(/1 look and 2 answers/);
    expect(await terminal.ended).toBe(1);
  });

  it('goes on alone when the person leaves', async () => {
    const terminal = start();
    await terminal.until('yes, no or not sure');
    terminal.type('\u0004');
    await terminal.until(/HEALTHY\s+every link answers/);
    await terminal.until('0 answers');
    expect(await terminal.ended).toBe(0);
  });

  it('ends with 130 at once on Ctrl-C', async () => {
    const terminal = start();
    await terminal.until('yes, no or not sure');
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(130);
  });
});
