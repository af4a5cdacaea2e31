import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAskingSshd, startFakeAskingSshd } from '../../support/fake-asking-sshd.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { Pty } from '../../support/pty.ts';
import { sshClient } from '../../support/ssh-client.ts';
import { ensureBuilt, entry, weaklink } from '../../support/weaklink.ts';

const PASSWORD = 'correct-horse-7f3a9c';
const canRun = needsPrograms('ssh-keygen');

let server: FakeAskingSshd | undefined;
let pty: Pty | undefined;
beforeAll(ensureBuilt);
afterEach(async () => {
  await pty?.close();
  await server?.close();
});

async function start(method: 'keyboard-interactive' | 'password', flags = '--interactive') {
  server = await startFakeAskingSshd(method, PASSWORD);
  const client = await sshClient();
  await client.know(`[127.0.0.1]:${server.port} ${server.hostKey}`);
  const env = { WEAKLINK_SSH_CONFIG: client.environment.configFile ?? '', SSH_AUTH_SOCK: '' };
  const target = `ops@127.0.0.1:${server.port}`;
  pty = new Pty(`${process.execPath} ${entry} probe ssh ${target} ${flags}`, { env, columns: 120 });
  return { terminal: pty, server, env, target };
}

describe.skipIf(!canRun)('weaklink probe ssh --interactive', () => {
  it.each([
    ['keyboard-interactive', 'the server asks: Code'],
    ['password', 'the server asks: Password of ops:'],
  ] as const)('asks for a %s, shows nothing of it, and logs in', async (method, question) => {
    const { terminal, server } = await start(method);
    await terminal.until(question);
    expect(terminal.written).not.toContain('\u001b[2J');
    terminal.type(`${PASSWORD}x\u007f\r`);
    await terminal.until('logged in');
    expect(await terminal.ended).toBe(0);
    expect(server.answers).toEqual([PASSWORD]);
    expect(terminal.written).not.toContain(PASSWORD.slice(0, 5));
  });

  it('says that a wrong answer was refused', async () => {
    const { terminal } = await start('password');
    await terminal.until('the server asks');
    terminal.type('wrong\r');
    await terminal.until('ssh.login_refused');
    expect(await terminal.ended).toBe(1);
  });

  it('ends with 130 on Ctrl-C', async () => {
    const { terminal } = await start('keyboard-interactive');
    await terminal.until('the server asks');
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(130);
  });

  it('asks nobody without the flag, and needs a terminal with it', async () => {
    const { terminal, server, env, target } = await start('keyboard-interactive', '');
    await terminal.until('ssh.second_factor');
    expect(server.answers).toEqual([]);
    const script = await weaklink(['probe', 'ssh', target, '--interactive'], { env });
    expect(script).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('a terminal') });
  });
});
