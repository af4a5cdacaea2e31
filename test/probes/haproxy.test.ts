import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpProbe } from '../../probes/http/index.ts';
import type { Finding } from '../../probes/probe.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { makeIdentity } from '../support/certificates.ts';
import { type Haproxy, listenAndReset, startHaproxy } from '../support/haproxy.ts';
import { freePort, type Listener, listenTcp } from '../support/listeners.ts';
import { lookAt } from '../support/look-at.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';

/** A chain of servers that we did not write: HAProxy in front of nginx and of what breaks. */
describe.runIf(needsPrograms('haproxy', 'nginx'))(
  'HAProxy before nginx',
  { timeout: 60_000 },
  () => {
    let nginx: Nginx;
    let haproxy: Haproxy;
    let resetting: Listener;
    let silent: Listener;

    beforeAll(async () => {
      const identity = await makeIdentity({ subject: 'api.test', dnsNames: ['api.test'] });
      nginx = await startNginx(
        `location / { return 200 '{"status":"ok"}'; }
       location = /busy { return 429 'later'; }
       location = /behind { proxy_pass http://127.0.0.1:${await freePort()}; }`,
        identity,
      );
      resetting = await listenAndReset();
      silent = await listenTcp((socket) => socket.resume());
      const server = `server one 127.0.0.1:${nginx.port}`;
      haproxy = await startHaproxy({
        backends: {
          well: [server],
          busy: [server],
          behind: [server],
          empty: [],
          // Its check fails, so that HAProxy takes it out.
          unhealthy: [`server one 127.0.0.1:${await freePort()} check inter 100ms fall 1`],
          refusing: [`server one 127.0.0.1:${await freePort()}`],
          resetting: [`server one ${resetting.address}`],
          silent: [`server one ${silent.address}`],
        },
      });
    }, 60_000);
    afterAll(async () => {
      await haproxy.close();
      await Promise.all([nginx.close(), resetting.close(), silent.close()]);
    });

    const look = (name: string): Promise<Finding> =>
      lookAt(
        httpProbe,
        { url: `http://127.0.0.1:${haproxy.port}/${name}`, through: true },
        { deadlineMs: 20_000 },
      );

    test.each([
      ['well', null, 'ok'],
      ['busy', 'http.429', 'failed'],
      // HAProxy's page of 503 says itself that no server is available.
      // nginx cannot reach what is behind it: its own 502 comes through.
      ['behind', 'http.502', 'failed'],
      ['empty', 'http.no_backend', 'failed'],
      ['unhealthy', 'http.no_backend', 'failed'],
      ['refusing', 'http.no_backend', 'failed'],
      ['resetting', 'http.502', 'failed'],
      ['silent', 'http.504', 'failed'],
      ['nobody', 'http.no_backend', 'failed'],
    ])('through it, %s shows %s', async (name, symptom, outcome) => {
      const finding = await look(name);
      expect(finding).toMatchObject({ symptom, outcome });
      expect(finding.phases).toHaveProperty('wait');
    });

    test('a port of it accepts whatever is behind, and drops what cannot be handed on', async () => {
      const connect = (name: string, options: object = {}) =>
        lookAt(
          tcpProbe,
          { address: `127.0.0.1:${haproxy.tcpPorts.get(name)}`, ...options },
          { deadlineMs: 20_000 },
        );
      expect(await connect('well')).toMatchObject({ outcome: 'ok' });
      const talk = { send: 'GET / HTTP/1.0\r\n\r\n', expect: 'HTTP/1.1 200' };
      expect(await connect('well', talk)).toMatchObject({ outcome: 'ok' });
      expect((await connect('silent', { ...talk, expect: 'HTTP' })).symptom).toMatch(
        /^tcp\.(closed|banner_timeout)$/,
      );
      for (const name of ['refusing', 'empty', 'resetting']) {
        expect((await connect(name, talk)).symptom, name).toMatch(/^tcp\.(closed|reset)$/);
      }
    });

    test('an HAProxy that is gone refuses', async () => {
      const other = await startHaproxy({ backends: { well: [] } });
      await other.close();
      const url = `http://127.0.0.1:${other.port}/well`;
      expect(await lookAt(httpProbe, { url })).toMatchObject({ symptom: 'tcp.refused' });
    });
  },
);
