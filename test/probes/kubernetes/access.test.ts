import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { node } from '../../support/fakes/kubernetes-objects.ts';
import { type Listener, listenOn } from '../../support/listeners.ts';
import { base64, TestCluster, TOKEN } from './cluster.ts';

const SECOND = 'fake-token-second-9c3e7a51';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ tokens: { [TOKEN]: 'weaklink', [SECOND]: 'second' } });
});
afterAll(() => cluster.close());
beforeEach(() => {
  cluster.fake.clear();
  cluster.fake.put(node());
});

const look = (kubeconfig: string, options = {}, context = {}) =>
  cluster.look('node/gpu-1', { kubeconfig, ...options }, context);
const user = () => cluster.fake.requests.at(-1)?.user;

describe('who asks', () => {
  test('a token, in the kubeconfig or in a file beside it', async () => {
    await cluster.write('token', `${TOKEN}\n`);
    const config = await cluster.kubeconfig({
      inline: { token: SECOND },
      file: { tokenFile: 'token' },
    });
    expect(await look(config)).toMatchObject({ outcome: 'ok' });
    expect(user()).toBe('second');
    expect(await look(config, { context: 'file' })).toMatchObject({ outcome: 'ok' });
    expect(user()).toBe('weaklink');
  });

  test('a client certificate, in the kubeconfig or in files', async () => {
    const { pem, key } = await cluster.fake.userCertificate('alice');
    await cluster.write('alice.pem', pem);
    await cluster.write('alice.key', key);
    const config = await cluster.kubeconfig({
      inline: { 'client-certificate-data': base64(pem), 'client-key-data': base64(key) },
      files: { 'client-certificate': 'alice.pem', 'client-key': 'alice.key' },
      half: { 'client-certificate': 'alice.pem' },
      spoiled: { 'client-certificate': 'alice.pem', 'client-key-data': base64('no key') },
    });
    for (const context of ['inline', 'files']) {
      const finding = await look(config, { context });
      expect(finding).toMatchObject({ outcome: 'ok' });
      expect(user()).toBe('alice');
      expect(JSON.stringify(finding)).not.toContain(key.split('\n')[1] ?? key);
    }
    expect(await look(config, { context: 'half' })).toMatchObject({ symptom: 'k8s.kubeconfig' });
    expect(await look(config, { context: 'spoiled' })).toMatchObject({
      symptom: 'k8s.credentials',
    });
  });

  test('nobody: the server takes the caller for anybody and says so', async () => {
    const finding = await look(await cluster.kubeconfig({ nobody: {} }));
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unauthorized' });
  });

  test('the service account of the pod', async () => {
    const papers: Readonly<Record<string, string>> = {
      token: TOKEN,
      'ca.crt': cluster.fake.ca,
      namespace: 'llm',
    };
    const variables: Readonly<Record<string, string>> = {
      HOME: '/nowhere',
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(cluster.fake.port),
    };
    const asked: string[][] = [];
    const inside: Vantage = {
      ...localVantage,
      name: 'pod',
      dial: (...request) => localVantage.dial(...request),
      readFile: async (path) => {
        const name = /^\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\/(.+)$/.exec(path)?.[1];
        if (name && papers[name]) return Buffer.from(papers[name]);
        throw Object.assign(new Error('not there'), { code: 'ENOENT' });
      },
      exec: async (argv) => {
        asked.push([...argv]);
        const value = variables[argv[1] ?? ''];
        const stdout = value === undefined ? '' : `${value}\n`;
        const exitCode = value === undefined ? 1 : 0;
        return { kind: 'ended', exitCode, signal: null, stdout, stderr: '', durationMs: 1 };
      },
    };
    const way = { server: undefined, kubeconfig: undefined };
    const finding = await cluster.look('node/gpu-1', way, { vantage: inside });
    expect(finding).toMatchObject({ outcome: 'ok' });
    expect(user()).toBe('weaklink');
    expect(asked.every(([program]) => program === 'printenv')).toBe(true);
    const none = {
      ...inside,
      exec: async () =>
        ({
          kind: 'ended',
          exitCode: 1,
          signal: null,
          stdout: '',
          stderr: '',
          durationMs: 1,
        }) as const,
    };
    expect(await cluster.look('node/gpu-1', way, { vantage: none })).toMatchObject({
      outcome: 'unknown',
      symptom: 'k8s.kubeconfig',
    });
  });
});

describe('kubeconfig', () => {
  test('a context that it has not, and which it has', async () => {
    const config = await cluster.kubeconfig({ prod: { token: TOKEN }, test: { token: TOKEN } });
    const finding = await look(config, { context: 'prd' });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.kubeconfig' });
    expect(finding.evidence?.join()).toContain('prod, test');
  });

  test('that is not there, no YAML, or something else; none of it is quoted', async () => {
    const broken = await cluster.write('broken', `users: [ {token: ${TOKEN}`);
    const other = await cluster.write('other', `- ${TOKEN}`);
    for (const path of [cluster.file('gone'), broken, other]) {
      const finding = await look(path);
      expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.kubeconfig' });
      expect(JSON.stringify(finding)).not.toContain(TOKEN);
    }
  });

  test('insecure-skip-tls-verify only where it is stated', async () => {
    const insecure = {
      'insecure-skip-tls-verify': true,
      'certificate-authority-data': '',
    };
    const config = await cluster.kubeconfig({ me: { token: TOKEN } }, insecure);
    const refused = await look(config);
    expect(refused).toMatchObject({ outcome: 'unknown', symptom: 'k8s.kubeconfig' });
    expect(refused.evidence?.join()).toContain('insecure: true');
    expect(cluster.fake.requests).toEqual([]);
    expect(await look(config, { insecure: true })).toMatchObject({ outcome: 'ok' });
  });

  test('stated insecurity alone takes no bad certificate', async () => {
    const other = await TestCluster.start();
    const wrong = { 'certificate-authority-data': base64(other.fake.ca) };
    const config = await cluster.kubeconfig({ me: { token: TOKEN } }, wrong);
    const finding = await look(config, { insecure: true });
    expect(finding).toMatchObject({ symptom: 'k8s.api_certificate' });
    await other.close();
  });

  test('tls-server-name', async () => {
    const named = (name: string) =>
      cluster.kubeconfig({ me: { token: TOKEN } }, { 'tls-server-name': name });
    expect(await look(await named('kubernetes.default.svc'))).toMatchObject({ outcome: 'ok' });
    expect(await look(await named('elsewhere.example'))).toMatchObject({
      symptom: 'k8s.api_certificate',
    });
  });

  test('several files: the first that says something counts', async () => {
    const first = await cluster.write(
      'first',
      stringify({
        'current-context': 'other',
        contexts: [{ name: 'other', context: { cluster: 'fake', user: 'two' } }],
      }),
    );
    const second = await cluster.kubeconfig({ two: { token: SECOND } }, {}, 'second');
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = `${first}:${second}:${cluster.file('none')}`;
    try {
      expect(
        await cluster.look('node/gpu-1', { server: undefined, kubeconfig: undefined }),
      ).toMatchObject({ outcome: 'ok' });
      expect(user()).toBe('second');
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
    }
  });
});

describe('proxy-url', () => {
  let proxy: Listener;
  const tunnels: string[] = [];
  beforeAll(async () => {
    const server = createServer((_, response) => response.writeHead(405).end());
    server.on('connect', (request, client: Socket) => {
      const expected = `Basic ${base64('me:open sesame')}`;
      tunnels.push(request.url ?? '');
      if (request.headers['proxy-authorization'] !== expected) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\nvia: fake\r\n\r\n');
        client.pipe(target).pipe(client);
      });
      target.on('error', () => client.destroy());
      client.on('error', () => target.destroy());
    });
    proxy = await listenOn(server);
  });
  afterAll(() => proxy.close());

  test('a tunnel through it', async () => {
    const config = await cluster.kubeconfig(
      { me: { token: TOKEN } },
      { 'proxy-url': `http://me:open%20sesame@${proxy.address}` },
    );
    expect(await look(config)).toMatchObject({ outcome: 'ok' });
    expect(tunnels).toContain(cluster.fake.address);
  });

  test('that opens no tunnel, is not there, or is of another kind', async () => {
    const through = (url: string) =>
      cluster.kubeconfig({ me: { token: TOKEN } }, { 'proxy-url': url });
    const refused = await look(await through(`http://me:wrong@${proxy.address}`));
    expect(refused).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unreachable' });
    expect(refused.evidence?.join()).toContain('407');
    const none = await look(await through('http://127.0.0.1:9'));
    expect(none.evidence?.join()).toContain('the proxy');
    expect(await look(await through('ftp://127.0.0.1:9'))).toMatchObject({
      symptom: 'k8s.kubeconfig',
    });
  });
});
