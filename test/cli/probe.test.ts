import { afterEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../src/events/types.ts';
import { freePort, type Listener, listenHttp } from '../support/listeners.ts';
import { weaklink } from '../support/weaklink.ts';

let server: Listener | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

describe('weaklink probe', () => {
  it('tells a closed port with its meaning and the command, and ends with 1', async () => {
    const port = await freePort();
    const { exitCode, stdout, stderr } = await weaklink(['probe', 'tcp', `127.0.0.1:${port}`]);
    expect(stdout).toMatch(/^failed {6}tcp refused after \d+ ms$/m);
    expect(stdout).toContain('tcp.refused: the host answers, and nothing listens on the port');
    expect(stdout).toMatch(/^phases, ms {2}resolve [\d.]+ · connect [\d.]+ · total [\d.]+$/m);
    expect(stdout).toMatch(/^\$ nc -vz .*127\.0\.0\.1 \d+$/m);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  it('takes options as a chain file states them', async () => {
    server = await listenHttp((_, response) => {
      response.writeHead(204);
      response.end();
    });
    const url = `http://${server.address}/`;
    const fits = await weaklink(['probe', 'http', url, '--option', 'status=204']);
    const differs = await weaklink(['probe', 'http', url, '--option', 'status=200']);
    expect([fits.exitCode, differs.exitCode]).toEqual([0, 1]);
  });

  it('--json is one observation', async () => {
    server = await listenHttp((_, response) => response.end('ok'));
    const { exitCode, stdout, stderr } = await weaklink([
      'probe',
      'http',
      `http://${server.address}/`,
      '--json',
    ]);
    const observation = JSON.parse(stdout) as Observation;
    expect(observation).toMatchObject({ probe: 'http', outcome: 'ok', symptom: null });
    expect(observation.command).toContain('curl');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('ends with 3 when it could not look', async () => {
    const { exitCode, stdout } = await weaklink([
      'probe',
      'http',
      'http://127.0.0.1:9/',
      '--option',
      'headers.Authorization=Bearer env:NOT_SET_ANYWHERE',
    ]);
    expect(stdout).toContain('self.secret: a secret that the look needs cannot be read');
    expect(exitCode).toBe(3);
  });

  it('gives up at the deadline', async () => {
    server = await listenHttp(() => {});
    const { exitCode, durationMs } = await weaklink([
      'probe',
      'http',
      `http://${server.address}/`,
      '--deadline',
      '300ms',
    ]);
    expect(exitCode).toBe(1);
    expect(durationMs).toBeLessThan(3_000);
  });
});
