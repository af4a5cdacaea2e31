import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import ssh2, { type Connection } from 'ssh2';
import { listenOn } from './listeners.ts';
import { scratch } from './scratch.ts';
import { makeKey } from './sshd.ts';

export interface FakeAskingSshd {
  readonly port: number;
  readonly hostKey: string;
  /** What was answered, in order. */
  readonly answers: string[];
  close(): Promise<void>;
}

/**
 * A fake of a server that asks a person: the passwords of this machine are not the test's to set, and
 * PAM is configured for the whole of it. It speaks the real protocol and runs commands for real.
 */
export async function startFakeAskingSshd(
  method: 'keyboard-interactive' | 'password',
  password: string,
): Promise<FakeAskingSshd> {
  const file = makeKey(await scratch(), 'host');
  const answers: string[] = [];
  const judge = (answer: string | undefined, context: { accept(): void; reject(): void }) => {
    answers.push(answer ?? '');
    if (answer === password) context.accept();
    else context.reject();
  };
  const server = new ssh2.Server({ hostKeys: [await readFile(file)] }, (client: Connection) => {
    client.on('error', () => {});
    client.on('authentication', (context) => {
      if (context.method !== method) context.reject([method]);
      else if (context.method === 'password') judge(context.password, context);
      else if (context.method === 'keyboard-interactive') {
        context.prompt([{ prompt: 'Code\u001b[2J: ', echo: false }], ([answer]) =>
          judge(answer, context),
        );
      }
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const child = spawn('sh', ['-c', command]);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.once('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  const listener = await listenOn(server as never);
  const hostKey = (await readFile(`${file}.pub`, 'utf8')).split(' ', 2).join(' ');
  return { port: listener.port, hostKey, answers, close: () => listener.close() };
}
