import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { DrillReport } from '../../src/drill/types.ts';
import { startDockerd } from '../support/dockerd.ts';
import { freePort } from '../support/listeners.ts';
import { until } from '../support/processes.ts';
import { scratch } from '../support/scratch.ts';
import { startWeaklink, weaklink } from '../support/weaklink.ts';

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const library = join(import.meta.dirname, 'docker');
const scenarios = (await readdir(library)).filter((name) => name.endsWith('.yaml'));

/** Milliseconds for one drill: steady state, fault, undo, recovery. */
const DRILL_MS = 90_000;
/** Drills at a time. They mostly wait, and each needs a quarter of a core. */
const SHOPS = 2;
/** Milliseconds for a test: its drill, and those that it waits for. */
const TEST_MS = 4 * DRILL_MS;
const MIB = 1_048_576;
const otherImage = 'weaklink-other:latest';

/** Serves a page, and holds 40 MB in the process that everything else in the container hangs on. */
const engine = [
  'mkdir -p /www && echo hello > /www/index.html',
  "held=$(/bin/busybox head -c 40000000 /dev/zero | /bin/busybox tr '\\0' x)",
  "trap 'exit 0' TERM",
  '/bin/busybox httpd -f -p 8080 -h /www & wait',
].join('\n');

/** An engine in a container, and the scenarios that break it, under names and ports of their own. */
interface Shop {
  readonly container: string;
  readonly library: string;
}

async function openShop(index: number): Promise<Shop> {
  const container = `engine-${index}`;
  const [port, gatewayPort] = [await freePort(), await freePort()];
  await dockerd.run(container, engine, {
    Labels: { 'weaklink.drill': 'allow' },
    ExposedPorts: { '8080/tcp': {} },
    HostConfig: {
      NetworkMode: 'drill-shop',
      Memory: 256 * MIB,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
    },
  });
  await until(() =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const shop = { container, library: await mkdtemp(join(tmpdir(), 'weaklink-shop-')) };
  await mkdir(join(shop.library, 'chains'));
  for (const file of [...scenarios, 'gateway.mjs', 'chains/shop.yaml']) {
    const text = await readFile(join(library, file), 'utf8');
    const own = text
      .replaceAll(':18081', `:${port}`)
      .replaceAll(/\b18090\b/g, String(gatewayPort))
      .replaceAll(/(container|kind: container, address): engine\b/g, `$1: ${container}`);
    await writeFile(join(shop.library, file), own);
  }
  return shop;
}

const free: Shop[] = [];
const waiting: ((shop: Shop) => void)[] = [];

/** A shop for one test alone, as soon as there is one. */
async function enterShop({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Shop> {
  const shop = free.pop() ?? (await new Promise<Shop>((resolve) => waiting.push(resolve)));
  onTestFinished(() => {
    const next = waiting.shift();
    if (next) next(shop);
    else free.push(shop);
  });
  return shop;
}

async function openShops(): Promise<void> {
  await dockerd.importImage(otherImage);
  await dockerd.makeNetwork('drill-shop', '10.213.9.0/24');
  for (let index = 1; index <= SHOPS; index += 1) free.push(await openShop(index));
}

async function closeShops(): Promise<void> {
  await dockerd.stop();
  for (const { library } of free) await rm(library, { recursive: true });
}

const environment = () => ({ DOCKER_HOST: `unix://${dockerd.socket}` });

describe
  .skipIf(typeof daemon === 'string')
  .concurrent(`drills on a real Docker daemon${why}`, () => {
    beforeAll(openShops);
    afterAll(closeShops);

    test.for(scenarios)(
      '%s is diagnosed and undone',
      { timeout: TEST_MS },
      async (file, context) => {
        const { container, library } = await enterShop(context);
        const before = await dockerd.docker.getContainer(container).inspect();
        const { exitCode, stdout, stderr } = await weaklink(
          ['drill', 'run', file, '--allow-inject', '--json', '-'],
          { cwd: library, env: environment(), timeoutMs: DRILL_MS },
        );
        expect(stderr).not.toContain('bug');
        const { results } = JSON.parse(stdout) as DrillReport;
        const [result] = results;
        const failed = result?.assertions.filter(({ status }) => status !== 'passed');
        expect({ exitCode, reason: result?.reason, failed }).toEqual({
          exitCode: 0,
          reason: null,
          failed: [],
        });
        expect(result?.undos).toMatchObject([{ undone: true, verified: true }]);
        const after = await dockerd.docker.getContainer(container).inspect();
        expect(after).toMatchObject({
          Id: before.Id,
          Image: before.Image,
          State: { Running: true },
        });
        expect(after.HostConfig.Memory).toBe(before.HostConfig.Memory);
        expect(after.HostConfig.RestartPolicy).toEqual(before.HostConfig.RestartPolicy);
      },
    );

    test.for(['pause.yaml', 'swap-image.yaml'])(
      '%s is undone by the watchdog when the drill is killed',
      { timeout: TEST_MS },
      async (file, context) => {
        const { container, library } = await enterShop(context);
        const inspect = () => dockerd.docker.getContainer(container).inspect();
        const before = await inspect();
        const running = await startWeaklink(['drill', 'run', file, '--allow-inject'], {
          cwd: library,
          // Kept after the end of the drill: the watchdog reads its leases there.
          env: { ...environment(), XDG_STATE_HOME: await scratch(context.onTestFinished) },
          timeoutMs: DRILL_MS,
        });
        const broken = until(async () => {
          const now = await inspect().catch(() => null);
          return now !== null && (now.State.Paused || now.Id !== before.Id);
        });
        const ended = running.ended.then(({ stdout, stderr }) => stdout + stderr);
        expect(await Promise.race([broken, ended])).toBeUndefined();
        running.child.kill('SIGKILL');
        await running.ended;
        await until(async () => {
          const now = await inspect().catch(() => null);
          return now?.Id === before.Id && now.State.Running && !now.State.Paused;
        });
      },
    );

    test('a container without the label is refused before anything is broken', async ({
      onTestFinished,
    }) => {
      await dockerd.run('private', 'while true; do sleep 1; done');
      const directory = await scratch(onTestFinished);
      const chain = 'chain: own\nlinks: { box: { kind: container, address: private } }\n';
      await mkdir(join(directory, 'chains'));
      await writeFile(join(directory, 'chains/own.yaml'), chain);
      await writeFile(
        join(directory, 'private.yaml'),
        `title: Nobody may
chain: chains/own.yaml
targets: { box: { allow: [docker] } }
faults: [{ for: 2s, link: box, inject: { docker: { action: kill, container: private } } }]
expect: { root-cause: [{ link: box, mode: container.exited }] }
`,
      );
      const { exitCode, stdout, stderr } = await weaklink(
        ['drill', 'run', 'private.yaml', '--allow-inject'],
        { cwd: directory, env: environment() },
      );
      expect(exitCode, stdout + stderr).toBe(3);
      expect(stdout + stderr).toContain('weaklink.drill=allow');
      expect((await dockerd.docker.getContainer('private').inspect()).State.Running).toBe(true);
    });
  });
