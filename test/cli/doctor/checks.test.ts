import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDocker } from '../../../src/cli/doctor/docker.ts';
import type { DoctorContext } from '../../../src/cli/doctor/finding.ts';
import { checkJournal } from '../../../src/cli/doctor/journal.ts';
import { checkSshAgent } from '../../../src/cli/doctor/ssh-agent.ts';
import { checkStateDirectory } from '../../../src/cli/doctor/state-directory.ts';

let directory: string;
let socket: string;
let server: Server | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-doctor-'));
  socket = join(directory, 'socket');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  rmSync(directory, { recursive: true, force: true });
});

function context(env: Record<string, string> = {}): DoctorContext {
  return {
    env,
    deadlineMs: 500,
    signal: new AbortController().signal,
    globals: { journal: true, stateDirectory: join(directory, 'state') },
  };
}

/** Listens on the socket as the daemon would; without an answer it hangs. */
function listen(apiVersion?: string): Promise<void> {
  const daemon = createServer((_, response) => {
    if (apiVersion !== undefined) response.setHeader('api-version', apiVersion).end('OK');
  });
  server = daemon;
  return new Promise((resolve) => daemon.listen(socket, resolve));
}

describe('checkDocker', () => {
  const check = () => checkDocker(context({ DOCKER_HOST: `unix://${socket}` }));

  it('reads the version of a daemon that answers', async () => {
    await listen('1.41');
    expect(await check()).toMatchObject({ state: 'ok', seen: `${socket}: API 1.41` });
  });

  it('tells a socket that is absent, that nobody serves, and that hangs', async () => {
    expect(await check()).toMatchObject({ state: 'missing', seen: `${socket}: does not exist` });
    writeFileSync(socket, '');
    expect(await check()).toMatchObject({
      state: 'missing',
      seen: `${socket}: no daemon behind it`,
    });
    rmSync(socket);
    await listen();
    expect(await check()).toMatchObject({ state: 'failing' });
  });

  it('does not ask a daemon elsewhere', async () => {
    const finding = await checkDocker(context({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }));
    expect(finding).toMatchObject({
      state: 'ok',
      seen: 'DOCKER_HOST=tcp://10.0.0.1:2375 (not asked)',
    });
  });
});

describe('checkSshAgent', () => {
  it('tells an agent that listens from one that is gone or not named', async () => {
    const named = () => checkSshAgent(context({ SSH_AUTH_SOCK: socket }));
    await listen();
    expect(await named()).toMatchObject({ state: 'ok', seen: socket });
    server?.close();
    rmSync(socket, { force: true });
    expect(await named()).toMatchObject({ state: 'missing', seen: `${socket}: ENOENT` });
    expect(await checkSshAgent(context())).toMatchObject({ state: 'missing' });
  });
});

describe('checkStateDirectory and checkJournal', () => {
  it('creates nothing', async () => {
    const state = join(directory, 'state');
    expect(await checkStateDirectory(context())).toMatchObject({
      state: 'ok',
      seen: `${state} (not created yet)`,
    });
    expect(await checkJournal(context())).toMatchObject({ state: 'ok', seen: 'none yet' });
  });

  it('tells a journal that is none', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(directory, 'state'));
    writeFileSync(join(directory, 'state', 'journal.db'), 'this is no database at all');
    expect(await checkJournal(context())).toMatchObject({ state: 'failing' });
  });
});
