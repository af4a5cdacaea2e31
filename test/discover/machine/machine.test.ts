import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endpointIn } from '../../../src/discover/endpoint-in.ts';
import { endpointsOfEnvironment } from '../../../src/discover/environment-needs.ts';
import { localAddresses, parseProcNet } from '../../../src/discover/machine/proc-net.ts';
import { modelsOf, programOf, servingPort } from '../../../src/discover/machine/programs.ts';
import { readMachine } from '../../../src/discover/machine/read-machine.ts';
import { listenMarks, parseHosts } from '../../../src/discover/machine/scope.ts';
import { unitsIn } from '../../../src/discover/sources/systemd.ts';
import { lookContext } from '../../support/look-context.ts';

const here = { namespace: '', addresses: ['10.0.0.5'], names: new Map([['db', '10.9.0.3']]) };

test.skipIf(process.platform !== 'linux')(
  'who listens and who is connected to whom, on this machine',
  async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const machine = await readMachine(lookContext({ deadlineMs: 30_000 }));
    const listener = machine.listeners.find((one) => one.port === port);
    expect(listener).toMatchObject({ ip: '127.0.0.1', owner: { pid: process.pid } });
    expect(machine.processes.find(({ pid }) => pid === process.pid)?.argv.length).toBeGreaterThan(
      0,
    );
  },
);

describe('/proc/net', () => {
  // Of a Linux 6.1 machine: 127.0.0.1:8080 listening, ::1 and an IPv4 address within IPv6 connected.
  const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1683 1 00000000e8cb8a7e 100 0 0 10 0
   1: 00000000000000000000000001000000:1538 00000000000000000000000001000000:A8C2 01 00000000:00000000 03:0000042D 00000000     0        0 77 3 00000000e58bd698
   2: 0000000000000000FFFF00000500000A:C001 0000000000000000FFFF00000700000A:0050 01 00000000:00000000 00:00000000 00000000     0        0 78 1
   nonsense
`;

  test('addresses, ports and states', () => {
    expect(parseProcNet(tcp)).toEqual([
      {
        local: { ip: '127.0.0.1', port: 8080 },
        remote: { ip: '0.0.0.0', port: 0 },
        state: 'listening',
        inode: 1683,
      },
      {
        local: { ip: '::1', port: 5432 },
        remote: { ip: '::1', port: 43202 },
        state: 'established',
        inode: 77,
      },
      {
        local: { ip: '10.0.0.5', port: 49153 },
        remote: { ip: '10.0.0.7', port: 80 },
        state: 'established',
        inode: 78,
      },
    ]);
  });

  test('the addresses of the machine itself', () => {
    const trie =
      'Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.0.5\n        /32 host LOCAL\n     |-- 10.0.0.255\n        /32 link BROADCAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n';
    expect(localAddresses(trie)).toEqual(['10.0.0.5', '127.0.0.1']);
  });
});

test('a listener on all addresses is met under each, one on a single address there alone', () => {
  expect(listenMarks(here, '0.0.0.0', 80)).toEqual(['127.0.0.1:80', '10.0.0.5:80']);
  expect(listenMarks(here, '10.0.0.5', 80)).toEqual(['10.0.0.5:80']);
  const inside = { ...here, namespace: 'net7' };
  expect(listenMarks(inside, '127.0.0.1', 80)).toEqual(['net7/127.0.0.1:80']);
});

test('/etc/hosts', () => {
  expect(
    parseHosts('127.0.0.1 localhost vm # me\n#10.0.0.1 off\n10.0.0.9 DB db2\nnot-an-ip x\n'),
  ).toEqual(
    new Map([
      ['localhost', '127.0.0.1'],
      ['vm', '127.0.0.1'],
      ['db', '10.0.0.9'],
      ['db2', '10.0.0.9'],
    ]),
  );
});

describe('servers are known by their name or what an interpreter runs', () => {
  test.each([
    [
      'python3',
      [
        'python3',
        '-m',
        'vllm.entrypoints.openai.api_server',
        '--model',
        'meta/llama',
        '--port',
        '8011',
      ],
      'vllm',
      8011,
      ['meta/llama'],
    ],
    [
      'vllm',
      [
        '/opt/venv/bin/python3',
        '/opt/venv/bin/vllm',
        'serve',
        'qwen/qwen3',
        '--served-model-name=chat',
      ],
      'vllm',
      8000,
      ['chat'],
    ],
    [
      'vllm',
      ['/opt/venv/bin/python', '/opt/venv/bin/vllm', 'serve', 'qwen/qwen3'],
      'vllm',
      8000,
      ['qwen/qwen3'],
    ],
    [
      'python3',
      ['python3', '-m', 'sglang.launch_server', '--model-path', '/models/x/'],
      'sglang',
      30_000,
      ['/models/x'],
    ],
    [
      'llama-server',
      ['./llama-server', '-m', '/m/tiny.gguf', '--port', '8081', '-a', 'tiny'],
      'llama-server',
      8081,
      ['tiny'],
    ],
    ['ollama', ['/usr/local/bin/ollama', 'serve'], 'ollama', 11_434, []],
    [
      'nginx',
      ['nginx: master process /usr/sbin/nginx -c /etc/nginx/nginx.conf'],
      'nginx',
      undefined,
      [],
    ],
    ['postgres', ['/usr/lib/postgresql/15/bin/postgres', '-D', '/data'], 'postgres', 5432, []],
    ['redis-server', ['redis-server 127.0.0.1:6379'], 'redis', 6379, []],
    [
      'python3',
      ['/venv/bin/python3', '/venv/bin/litellm', '--config', 'c.yaml', '--port=4001'],
      'litellm',
      4001,
      [],
    ],
    ['java', ['java', '-Xmx1g', 'kafka.Kafka', 'server.properties'], 'kafka', 9092, []],
  ])('%s %j', (name, argv, id, port, models) => {
    const program = programOf(name, argv);
    expect(program?.id).toBe(id);
    expect(program && servingPort(program, argv)).toBe(port);
    expect(program && modelsOf(program, argv)).toEqual(models);
  });

  test.each([
    ['vim', ['vim', 'nginx.conf']],
    ['python3', ['python3', 'train.py', '--framework', 'sglang-like']],
    ['grep', ['grep', 'vllm']],
    ['bash', ['bash', '-c', 'tail -f postgres.log']],
  ])('%s %j is none', (name, argv) => {
    expect(programOf(name, argv)).toBeUndefined();
  });
});

describe('addresses in texts', () => {
  test.each([
    [
      'https://user:pass@api.example.com/v1?key=x',
      { scheme: 'https', host: 'api.example.com', port: 443, path: '/v1' },
    ],
    [
      'postgresql+asyncpg://u:p@db:5433/app',
      { scheme: 'postgresql', host: 'db', port: 5433, path: '' },
    ],
    ['[2001:db8::1]:80', { scheme: undefined, host: '2001:db8::1', port: 80, path: '' }],
    ['redis://cache', { scheme: 'redis', host: 'cache', port: 6379, path: '' }],
  ])('%s', (text, endpoint) => expect(endpointIn(text)).toEqual(endpoint));

  test.each([
    '',
    'db',
    'http://',
    'http://$HOST:80',
    'file:///etc/passwd',
    'a b:80',
    'x:0',
    'x:99999',
    'process/7',
    "http://a'b/",
  ])('%j is none', (text) => expect(endpointIn(text)).toBeUndefined());
});

test('of the environment of a program only hosts and ports are kept, of what it calls', () => {
  const lines = [
    'DATABASE_URL=postgres://app:not-to-be-shown@db:5432/app',
    'OPENAI_API_BASE=https://llm.acme.example/v1',
    'OPENAI_API_KEY=not-to-be-shown',
    'REDIS_HOST=127.0.0.1',
    'REDIS_PORT=6390',
    'PGHOST=10.0.0.8',
    'HTTPS_PROXY=http://proxy:3128',
    'OTEL_EXPORTER_OTLP_ENDPOINT=http://otel:4318',
    'PUBLIC_URL=https://me.example',
    'HOME=/root',
    'QUEUE=amqp://guest:not-to-be-shown@10.0.0.9',
  ];
  const found = endpointsOfEnvironment(lines, { ...here, namespace: 'net7' });
  expect(found.map(({ variable, need }) => [variable, need])).toEqual([
    ['DATABASE_URL', '10.9.0.3:5432'],
    ['OPENAI_API_BASE', 'https://llm.acme.example/v1'],
    ['PGHOST', '10.0.0.8:5432'],
    ['QUEUE', '10.0.0.9:5672'],
    ['REDIS_HOST', 'net7/127.0.0.1:6390'],
  ]);
  expect(JSON.stringify(found)).not.toContain('not-to-be-shown');
});

test('services as systemctl shows them', () => {
  const shown =
    'MainPID=812\nRequires=system.slice postgresql.service sysinit.target\nBindsTo=\nWants=x.service\nId=shop.service\nDescription=The shop\n\nMainPID=0\nId=dead.service\n';
  expect(unitsIn(shown)).toEqual([
    { name: 'shop.service', pid: 812, needs: ['postgresql.service'], description: 'The shop' },
  ]);
});
