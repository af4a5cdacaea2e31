import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { prometheusProbe } from '../../../probes/prometheus/index.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { freePort, type Listener, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

/* What stands in front of a Prometheus, or in its place: answers that a healthy one never gives. */

let listener: Listener | undefined;
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});

async function look(handler: RequestListener, options: object = { jobs: ['a'] }) {
  listener = await listenHttp(handler);
  const url = `http://${listener.address}/prom/`;
  const secret = () => Promise.resolve('dGhlOnNlY3JldA==');
  return lookAt(prometheusProbe, { url, ...options }, { secret, deadlineMs: 10_000 });
}

const answer = (body: object, status = 200): RequestListener => {
  return (request, response) => {
    const isReady = request.url === '/prom/-/ready';
    response.writeHead(isReady ? 200 : status);
    response.end(isReady ? 'ready' : JSON.stringify(body));
  };
};
const error = (errorType: string) => ({ status: 'error', errorType, error: 'why' });

describe('what hinders the asking blames nobody', () => {
  test.each([
    ['bad_data', 400, 'prometheus.bad_query'],
    ['execution', 422, 'prometheus.query_failed'],
    ['internal', 500, 'prometheus.query_failed'],
    ['timeout', 503, 'prometheus.query_timeout'],
    ['canceled', 503, 'prometheus.query_timeout'],
    ['unavailable', 503, 'prometheus.unreachable'],
    ['something_new', 500, 'prometheus.query_failed'],
  ])('%s', async (type, status, symptom) => {
    const finding = await look(answer(error(type), status));
    expect(finding).toMatchObject({ outcome: 'unknown', symptom });
    expect(finding.evidence?.[0]).toBe(`query: ${type}: why`);
  });

  test('credentials, pages of others, answers without end', async () => {
    const denied = await look((_, response) => response.writeHead(401).end());
    expect(denied).toMatchObject({ outcome: 'unknown', symptom: 'prometheus.denied' });
    await listener?.close();
    const page = await look((_, response) => response.end('<html>'));
    expect(page).toMatchObject({ outcome: 'unknown', symptom: 'prometheus.malformed' });
    await listener?.close();
    const long = await look((request, response) => {
      response.end(request.url?.endsWith('ready') ? '' : 'x'.repeat(5_000_000));
    });
    expect(long).toMatchObject({ outcome: 'unknown', symptom: 'prometheus.too_large' });
    const nobody = { url: `http://127.0.0.1:${await freePort()}`, server: true };
    const closed = await lookAt(prometheusProbe, nobody);
    expect(closed).toMatchObject({ outcome: 'unknown', symptom: 'prometheus.unreachable' });
    expect(closed.evidence?.[0]).toContain('tcp.refused');
  });
});

test('one that starts is not ready, and for the links that it watches unknown', async () => {
  const starting: RequestListener = (_, response) =>
    response.writeHead(503).end('Service Unavailable');
  expect(await look(starting, { server: true })).toMatchObject({
    outcome: 'failed',
    symptom: 'prometheus.not_ready',
  });
  await listener?.close();
  expect(await look(starting)).toMatchObject({
    outcome: 'unknown',
    symptom: 'prometheus.unreachable',
  });
});

test('is asked below its path, with its credentials', async () => {
  const asked: string[] = [];
  await look(
    (request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      answer(error('internal'), 500)(request, response);
    },
    { jobs: ['a'], headers: { authorization: 'Basic env:CREDENTIALS' } },
  );
  expect(asked).toEqual([
    '/prom/-/ready Basic dGhlOnNlY3JldA==',
    '/prom/api/v1/query?query=time%28%29 Basic dGhlOnNlY3JldA==',
  ]);
});

test('is asked from where the look stands', async () => {
  const dialled: string[] = [];
  const vantage: Vantage = {
    ...localVantage,
    name: 'there',
    dial: (host, port, options) => {
      dialled.push(`${host}:${port}`);
      return localVantage.dial(host, port, options);
    },
  };
  listener = await listenHttp((_, response) => response.writeHead(503).end());
  const options = { url: `http://${listener.address}`, server: true };
  const finding = await lookAt(prometheusProbe, options, { vantage });
  expect(finding).toMatchObject({ outcome: 'failed', symptom: 'prometheus.not_ready' });
  expect(dialled).toEqual([listener.address]);
});
