import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dnsProbe } from '../../../probes/dns/index.ts';
import { httpProbe } from '../../../probes/http/index.ts';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { tcpProbe } from '../../../probes/tcp/index.ts';
import type { FaultRequest, Injector } from '../../../src/drill/injector.ts';
import { dnsInjector } from '../../../src/drill/injectors/dns.ts';
import { llmInjector } from '../../../src/drill/injectors/llm.ts';
import { tcpInjector } from '../../../src/drill/injectors/tcp.ts';
import type { ScenarioWorld } from '../../../src/drill/world.ts';
import { type DnsServer, startDnsServer } from '../../support/dns-server.ts';
import { freePort, type Listener, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { modelApi } from '../proxies/llm-upstream.ts';
import { type StandingProxy, standBefore } from '../proxies/standing-proxy.ts';

let api: Listener;
let names: DnsServer;
let tcp: StandingProxy;
let llm: StandingProxy;
let dns: StandingProxy;
beforeAll(async () => {
  api = await listenHttp(modelApi);
  names = await startDnsServer((name, type) =>
    type === 'A' ? { answers: [{ name, type, ttl: 5, data: '203.0.113.7' }] } : {},
  );
  tcp = await standBefore(api.address, 'tcp');
  llm = await standBefore(api.address, 'llm');
  dns = await standBefore(names.address, 'dns');
});
afterEach(() => Promise.all([tcp.heal(), llm.heal(), dns.heal()]));
afterAll(async () => {
  await Promise.all([tcp.stop(), llm.stop(), dns.stop()]);
  await Promise.all([api.close(), names.close()]);
});

const never = new AbortController().signal;

/** Plans and injects as the runner does, from options as a scenario states them. */
async function inject<Options>(
  injector: Injector<Options>,
  options: unknown,
  world: ScenarioWorld,
  more: Partial<FaultRequest<Options>> = {},
) {
  const request: FaultRequest<Options> = {
    options: injector.options.parse(options),
    intensity: 1,
    ttlMs: 60_000,
    limit: 1,
    ...more,
  };
  expect(await injector.preflight(request.options, world)).toEqual([]);
  // The plan goes through a file: what JSON cannot hold is lost.
  const plan = JSON.parse(JSON.stringify(await injector.plan(request, world, never)));
  expect(await injector.verify(plan, null)).toMatchObject({ undone: true });
  await injector.inject(request, plan, world, never);
  return plan as Record<string, unknown> & { toxic: string | null };
}

const getThroughTcp = (options: object = {}): Promise<Finding> =>
  lookAt(httpProbe, { url: `http://${tcp.address}/v1/models`, ...options }, { deadlineMs: 1_000 });
const connectThroughTcp = (): Promise<Finding> =>
  lookAt(tcpProbe, { address: tcp.address }, { deadlineMs: 1_000 });
const askThroughLlm = (): Promise<Finding> =>
  lookAt(
    openaiProbe,
    { url: `http://${llm.address}/v1`, model: 'small', canary: { prompt: 'x', contains: 'four' } },
    { deadlineMs: 1_000 },
  );
const resolveThroughDns = (): Promise<Finding> =>
  lookAt(dnsProbe, { name: 'chat.acme.ai', resolver: dns.address }, { deadlineMs: 1_000 });

describe('injected, seen by the probe, undone from the plan alone, verified', () => {
  test.each([
    ['tcp', { toxic: 'latency', latency: 700 }, () => getThroughTcp({ slowMs: 500 }), 'http.slow'],
    ['tcp', { toxic: 'timeout' }, getThroughTcp, 'http.timeout'],
    ['tcp', { toxic: 'reset_peer' }, getThroughTcp, 'http.reset'],
    ['tcp', { toxic: 'limit_data', bytes: 20 }, getThroughTcp, 'http.closed'],
    ['tcp', { toxic: 'down' }, connectThroughTcp, 'tcp.refused'],
    ['llm', { fault: 'quota', vendor: 'openai' }, askThroughLlm, 'llm.quota_exhausted'],
    ['llm', { fault: 'stall', chunks: 1 }, askThroughLlm, 'llm.stall'],
    ['dns', { fault: 'servfail' }, resolveThroughDns, 'dns.servfail'],
    ['dns', { fault: 'nxdomain', name: '*.acme.ai' }, resolveThroughDns, 'dns.nxdomain'],
  ] as const)('%s %j', async (kind, options, look, symptom) => {
    const injector = { tcp: tcpInjector, llm: llmInjector, dns: dnsInjector }[kind];
    const { world } = { tcp, llm, dns }[kind];
    expect((await look()).symptom).toBeNull();
    const plan = await inject(injector as Injector<unknown>, { proxy: 'web', ...options }, world);
    expect((await look()).symptom).toBe(symptom);
    expect(await injector.verify(plan, null)).toMatchObject({ undone: false });
    await injector.undo(plan, null);
    await injector.undo(plan, null);
    expect(await injector.verify(plan, null)).toMatchObject({ undone: true });
    expect((await look()).symptom).toBeNull();
  });
});

test('heals by itself at its TTL', async () => {
  const plan = await inject(tcpInjector, { proxy: 'web', toxic: 'down' }, tcp.world, {
    ttlMs: 300,
  });
  expect((await connectThroughTcp()).symptom).toBe('tcp.refused');
  await expect
    .poll(async () => (await tcpInjector.verify(plan, null)).undone, { timeout: 2_000 })
    .toBe(true);
  expect((await connectThroughTcp()).symptom).toBeNull();
});

test('intensity is the share: what the proxy was told', async () => {
  const options = { proxy: 'web', fault: 'auth' };
  const plan = await inject(llmInjector, options, llm.world, { intensity: 0.25 });
  const { document } = await llm.call('GET', `/proxies/web/toxics/${plan.toxic}`);
  expect(document).toMatchObject({ type: 'auth', toxicity: 0.25 });
  const down = { options: tcpInjector.options.parse({ proxy: 'web', toxic: 'down' }) };
  const request = { ...down, intensity: 0.5, ttlMs: 1_000, limit: 1 };
  await expect(tcpInjector.plan(request, tcp.world, never)).rejects.toMatchObject({
    code: 'E_DRILL_INTENSITY',
  });
});

test('two faults of one kind on one proxy have each their own undo', async () => {
  const options = { proxy: 'web', toxic: 'latency', latency: 1 };
  const first = await inject(tcpInjector, options, tcp.world);
  const second = await inject(tcpInjector, options, tcp.world);
  await tcpInjector.undo(first, null);
  expect(await tcpInjector.verify(first, null)).toMatchObject({ undone: true });
  expect(await tcpInjector.verify(second, null)).toMatchObject({ undone: false });
});

test('a proxy that is gone is undone, and says so', async () => {
  const lonely = await standBefore(api.address, 'tcp');
  const plan = await inject(tcpInjector, { proxy: 'web', toxic: 'timeout' }, lonely.world);
  await lonely.stop();
  await tcpInjector.undo(plan, null);
  expect(await tcpInjector.verify(plan, null)).toEqual({
    undone: true,
    seen: `the process ${lonely.process.pid} of the proxy is gone`,
  });
});

describe('a real Toxiproxy, steered through its address', () => {
  test('is told no TTL, and undone', async () => {
    // Our own proxies speak its API: here one stands for it.
    const options = { proxy: 'web', toxiproxy: tcp.control, toxic: 'timeout' };
    const world = { ...tcp.world, proxies: new Map() };
    const plan = await inject(tcpInjector, options, world, { ttlMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await tcpInjector.verify(plan, null)).toMatchObject({ undone: false });
    await tcpInjector.undo(plan, null);
    expect(await tcpInjector.verify(plan, null)).toMatchObject({ undone: true });
  });

  test('that cannot be reached is not verified', async () => {
    const other = await standBefore(api.address, 'tcp');
    const options = { proxy: 'web', toxiproxy: other.control, toxic: 'timeout' };
    const plan = await inject(tcpInjector, options, { ...tcp.world, proxies: new Map() });
    await other.stop();
    await expect(tcpInjector.undo(plan, null)).rejects.toMatchObject({ code: 'E_DRILL_CONTROL' });
    expect(await tcpInjector.verify(plan, null)).toEqual({
      undone: false,
      seen: expect.stringContaining('cannot be reached (ECONNREFUSED)'),
    });
  });

  test('that is not there is missing, with what to do', async () => {
    const toxiproxy = `http://127.0.0.1:${await freePort()}`;
    const options = tcpInjector.options.parse({ proxy: 'web', toxiproxy, toxic: 'down' });
    expect(await tcpInjector.preflight(options, tcp.world)).toEqual([
      {
        what: expect.stringContaining(`${toxiproxy} cannot be reached`),
        remedy: `Start it, and see: curl ${toxiproxy}/proxies`,
      },
    ]);
  });
});

test('what is not there, is of another kind or is down, is named', async () => {
  const options = tcpInjector.options.parse({ proxy: 'api', toxic: 'down' });
  const [missing] = await tcpInjector.preflight(options, tcp.world);
  expect(missing?.what).toBe('there is no proxy "api" in this scenario');
  const wrongKind = tcpInjector.options.parse({ proxy: 'web', toxic: 'down' });
  expect((await tcpInjector.preflight(wrongKind, llm.world))[0]?.what).toContain('of kind llm');
  await tcp.call('POST', '/proxies/web', { enabled: false });
  const request = { options: wrongKind, intensity: 1, ttlMs: 1_000, limit: 1 };
  await expect(tcpInjector.plan(request, tcp.world, never)).rejects.toMatchObject({
    code: 'E_DRILL_TARGET',
    message: expect.stringContaining('has taken down its proxy "web"'),
  });
});

test.each([
  [tcpInjector, { proxy: 'web', toxic: 'fire' }],
  [tcpInjector, { proxy: 'web', toxic: 'latency', rate: 3 }],
  [tcpInjector, { proxy: 'web', toxic: 'bandwidth' }],
  [tcpInjector, { proxy: 'web', toxic: 'down', toxiproxy: 'ftp://127.0.0.1' }],
  [llmInjector, { proxy: 'web', fault: 'ttft' }],
  [llmInjector, { fault: 'auth' }],
  [llmInjector, { proxy: 'web', fault: 'auth', vendor: 'acme' }],
  [dnsInjector, { proxy: 'web', fault: 'wrong', address: 'nowhere' }],
])('%# options that cannot be are refused: %j', (injector, options) => {
  expect(injector.options.safeParse(options).success).toBe(false);
});

test('what would be done is said in a sentence', () => {
  const words = (injector: Injector<unknown>, options: unknown) =>
    injector.explain(injector.options.parse(options));
  const slow = { proxy: 'web', toxic: 'latency', latency: 800 };
  expect(words(tcpInjector as Injector<unknown>, slow)).toBe(
    'latency (latency 800, jitter 0) on what goes downstream through the proxy "web"',
  );
  expect(words(llmInjector as Injector<unknown>, { proxy: 'api', fault: 'buffer' })).toBe(
    'buffer in answers to requests through the proxy "api"',
  );
});

test('the fault ends with the program that injected it', async () => {
  const program = fileURLToPath(new URL('../proxies/hold-proxy.ts', import.meta.url));
  const listen = `127.0.0.1:${await freePort()}`;
  const parent = spawn(process.execPath, [program, listen, api.address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const held = JSON.parse(String(line));
  const handle = { name: 'web', kind: 'tcp' as const, ...held };
  const world = { ...tcp.world, proxies: new Map([['web', handle]]) };
  const plan = await inject(tcpInjector, { proxy: 'web', toxic: 'timeout' }, world);
  parent.kill('SIGKILL');
  await expect
    .poll(async () => (await tcpInjector.verify(plan, null)).seen, { timeout: 5_000 })
    .toContain('is gone');
});
