import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pty } from '../support/pty.ts';
import { ensureBuilt, entry, startWeaklink, weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;

beforeEach(async () => {
  chain = await startLocalChain();
});
afterEach(() => chain.close());

describe('weaklink watch without a terminal', () => {
  it('writes a line for every new answer', async () => {
    const running = await startWeaklink([chain.file]);
    await running.waitFor('HEALTHY');
    await chain.store.close();
    await running.waitFor(/BROKEN .*culprit: store service\.\w+ \(/);
    running.child.kill('SIGINT');
    const { stdout, stderr } = await running.ended;
    for (const line of stdout.trimEnd().split('\n')) {
      expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ (HEALTHY|BROKEN|UNSURE) /);
    }
    expect(stderr).toBe('');
  });

  it('ends with 2 without a chain file', async () => {
    const { exitCode, stderr } = await weaklink([]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('chain.yaml: there is no such file');
    expect(stderr).toContain('weaklink init');
  });
});

describe('weaklink watch on a terminal', () => {
  let pty: Pty | null = null;
  afterEach(async () => {
    await pty?.close();
    pty = null;
  });

  async function start(env: Record<string, string> = {}): Promise<Pty> {
    await ensureBuilt();
    pty = new Pty(`${process.execPath} ${entry} ${chain.file} --no-journal`, { env });
    await pty.until(/gateway +● cleared/);
    return pty;
  }

  it('draws the console, leaves it at q, and sums up on the terminal it restored', async () => {
    const screen = await start();
    screen.type('q');
    expect(await screen.ended).toBe(0);
    expect(screen.screen.buffer.active.type).toBe('normal');
    expect(screen.text()).toContain('weaklink watched local for');
    expect(screen.text()).toContain('Last answer: OK');
  });

  it('ends with 130 at Ctrl-C', async () => {
    const screen = await start();
    screen.type('\u0003');
    expect(await screen.ended).toBe(130);
    expect(screen.screen.buffer.active.type).toBe('normal');
  });

  it('draws without colour where NO_COLOR asks for it', async () => {
    const screen = await start({ NO_COLOR: '1' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that set a colour
    expect(screen.written).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|38|48)[;m]/);
  });
});
