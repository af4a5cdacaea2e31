import { rename } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { scratch } from '../../support/scratch.ts';
import { expectSound } from '../../support/sound-finding.ts';

async function look(socket: string, context = lookContext()) {
  const options = dockerOptions.parse({ container: 'engine', socket });
  const finding = await dockerProbe.look(options, context);
  expectSound(dockerProbe, finding);
  return finding;
}

/** Listens on a socket of its own until the test ends. */
async function listen(server: Server): Promise<string> {
  const path = join(await scratch(), 'docker.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

/** A fake daemon: what a broken one answers cannot be had from a real one. */
const answering = (listener: RequestListener) => listen(createHttpServer(listener));

describe('no daemon answers', () => {
  test('there is no socket', async () => {
    expect(await look(join(await scratch(), 'none.sock'))).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.daemon_unreachable',
      summary: 'there is no Docker socket',
    });
  });

  test('a socket that a dead daemon left behind', async () => {
    const server = createServer();
    const path = await listen(server);
    const stale = `${path}.stale`;
    await rename(path, stale);
    server.close();
    expect(await look(stale)).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'nobody listens on the Docker socket',
    });
  });

  test('something that says nothing', async () => {
    const finding = await look(await listen(createServer()), lookContext({ deadlineMs: 300 }));
    expect(finding).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'the Docker daemon does not answer in time',
    });
  });

  test('one that answers, but not about this container', async () => {
    const path = await answering((request, response) => {
      if (request.url === '/_ping') response.end('OK');
    });
    expect(await look(path, lookContext({ deadlineMs: 4_000 }))).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'Docker hangs on this container',
    });
  });
});

describe('a daemon answers badly', () => {
  test('with an error of its own', async () => {
    const path = await answering((_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"layer store is broken"}');
    });
    expect(await look(path)).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'Docker answers with 500',
      evidence: ['layer store is broken'],
    });
  });

  test.each(['{"hello":"world"}', '[]', 'null', 'plain text'])('with %s', async (body) => {
    const path = await answering((_, response) => void response.end(body));
    expect(await look(path)).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.daemon_unreachable',
      summary: 'what answers on the socket is not Docker',
    });
  });

  test('with another protocol', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    });
    expect(await look(await listen(server))).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'Docker breaks off the connection',
    });
  });

  test('without end: the answer is cut before it fills the memory', async () => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(65_536, ' ');
    const path = await answering((_, response) => {
      const pump = () => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
      };
      response.on('drain', pump);
      pump();
    });
    expect(await look(path)).toMatchObject({ symptom: 'docker.daemon_unreachable' });
    expect(sentBytes).toBeLessThan(16_000_000);
  });
});

test('what a hostile daemon says does no harm', async () => {
  const hostile = '\u001b[2J\u009b31m\u202egnp.exe\u200b hunter2';
  const inspect = {
    Id: hostile,
    Name: hostile,
    Image: hostile,
    State: {
      Status: hostile,
      Error: hostile,
      Running: true,
      Health: { Status: 'unhealthy', FailingStreak: 3, Log: [{ ExitCode: 1, Output: hostile }] },
    },
    Config: { Image: hostile, Env: [hostile] },
    Mounts: [{ Source: hostile, Destination: hostile }],
    NetworkSettings: { Networks: { [hostile]: {} }, Ports: { [hostile]: [{ HostIp: hostile }] } },
  };
  const path = await answering((request, response) => {
    response.end(request.url?.includes('logs') ? hostile : JSON.stringify(inspect));
  });
  const context = lookContext({ redactor: strikingOut('hunter2') });
  const finding = await look(path, context);
  expect(finding.symptom).toBe('docker.unhealthy');
  expect(JSON.stringify(finding)).not.toContain('hunter2');
});

test('a daemon of another machine is not asked', async () => {
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = 'tcp://192.0.2.1:2375';
  const options = dockerOptions.parse({ container: 'engine' });
  const finding = await dockerProbe.look(options, lookContext()).finally(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  });
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.vantage' });
});
