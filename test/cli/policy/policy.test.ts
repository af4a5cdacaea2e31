import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { runCheck } from '../../../src/cli/check.ts';
import type { OptionValues } from '../../../src/cli/command.ts';
import { runPolicy } from '../../../src/cli/policy.ts';
import { policySchema } from '../../../src/report/policy/schema.ts';
import { reportSchema } from '../../../src/report/schema.ts';
import { makeIdentity } from '../../support/certificates.ts';
import { commandContext } from '../../support/command-context.ts';
import { listenHttp } from '../../support/listeners.ts';
import { scratch } from '../../support/scratch.ts';
import { anyVersion, serveTls } from '../../support/tls-server.ts';

/* Policies held against real servers. */

/** Long enough for a machine with much else to do. */
const patient = { defaults: { every: '20s', deadline: '15s' } };

/** Servers that take old versions of TLS and that refuse them, each with its own certificate. */
async function servers(minimum: string) {
  const directory = await scratch();
  const root = await makeIdentity({ subject: 'Test Root', authority: true, toDays: 3_650 });
  const leaf = (toDays: number) =>
    makeIdentity({ subject: 'api.test', issuer: root, dnsNames: ['api.test'], toDays });
  const [{ port: oldPort }, { port: strictPort }] = await Promise.all([
    serveTls(await leaf(90), anyVersion),
    serveTls(await leaf(17), { minVersion: 'TLSv1.2' }),
  ]);
  const ca = join(directory, 'root.pem');
  await writeFile(ca, root.pem);
  const certificate = (port: number) => ({
    kind: 'certificate',
    probes: [{ kind: 'tls', address: `api.test:${port}`, connectTo: `127.0.0.1:${port}`, ca }],
  });
  const chain = join(directory, 'chain.yaml');
  await writeFile(
    chain,
    stringify({
      ...patient,
      chain: 'demanding',
      policies: { tls: { minimum }, certificates: { days: 30 } },
      links: { old: certificate(oldPort), strict: certificate(strictPort) },
    }),
  );
  return { directory, chain };
}

async function policyJson(directory: string, chain: string, options: OptionValues = {}) {
  const { context, written } = commandContext(directory, true);
  const code = await runPolicy([chain], { rounds: '1', json: true, ...options }, context);
  return { code, document: policySchema.parse(JSON.parse(written.result)) };
}

test('a server that takes TLS 1.1, and a certificate with too few days, are told like faults', async () => {
  const { directory, chain } = await servers('1.2');
  const junit = join(directory, 'policy.xml');
  const { code, document } = await policyJson(directory, chain, { junit });
  expect(code).toBe(1);
  expect(
    document.rulings.map(({ rule, link, state, seen }) => `${rule} ${link} ${state}: ${seen}`),
  ).toEqual([
    'tls old broken: TLSv1.3, and it accepts TLSv1.1',
    expect.stringMatching(/^certificates strict broken: 1[67] days, until /),
    'tls strict held: TLSv1.3, older ones refused',
    expect.stringMatching(/^certificates old held: (?:89|90) days, until /),
  ]);
  expect(document.rulings[0]?.command).toMatch(/openssl|curl/);
  expect(document.rulings[1]?.since).toMatch(/^\d{4}-/);
  const xml = await readFile(junit, 'utf8');
  expect(xml).toContain('tests="4" failures="2" errors="0" skipped="0"');
  expect(xml).toContain('<failure message="TLSv1.3, and it accepts TLSv1.1; wanted:');

  // A check tells them too, and does not call the chain healthy.
  const { context, written } = commandContext(directory);
  expect(await runCheck([chain], { rounds: '1', json: true }, context)).toBe(1);
  const report = reportSchema.parse(JSON.parse(written.result));
  expect(report.verdict.status).toBe('healthy');
  expect(report.policies?.map(({ state }) => state)).toEqual(['broken', 'broken', 'held', 'held']);
  for (const format of ['markdown', 'github', 'text']) {
    const again = commandContext(directory);
    await runCheck([chain], { rounds: '1', [format]: true }, again.context);
    expect(again.written.result).toContain('TLSv1.3, and it accepts TLSv1.1');
  }
}, 40_000);

test('where TLS 1.3 is wanted, a server that takes 1.2 is broken', async () => {
  const { directory, chain } = await servers('1.3');
  const { document } = await policyJson(directory, chain);
  const tls = document.rulings.filter(({ rule }) => rule === 'tls');
  expect(tls.map(({ seen }) => seen)).toEqual([
    'TLSv1.3, and it accepts TLSv1.2',
    'TLSv1.3, and it accepts TLSv1.2',
  ]);
}, 40_000);

test('since when a policy is broken is known from the journal', async () => {
  const directory = await scratch();
  const root = await makeIdentity({ subject: 'Test Root', authority: true });
  const leaf = await makeIdentity({ subject: 'api.test', issuer: root, dnsNames: ['api.test'] });
  const { port } = await serveTls(leaf, { maxVersion: 'TLSv1.2' });
  const [ca, chain] = [join(directory, 'root.pem'), join(directory, 'chain.yaml')];
  await writeFile(ca, root.pem);
  const probe = { kind: 'tls', address: `api.test:${port}`, connectTo: `127.0.0.1:${port}`, ca };
  await writeFile(
    chain,
    stringify({
      ...patient,
      chain: 'dated',
      policies: { tls: { minimum: '1.3' } },
      links: { cert: { kind: 'certificate', probes: [probe] } },
    }),
  );
  const first = await policyJson(directory, chain);
  const second = await policyJson(directory, chain);
  const [ruling] = second.document.rulings;
  expect(ruling).toMatchObject({ state: 'broken', seen: 'TLSv1.2', fact: 'tls.protocol' });
  expect(ruling?.since).toBe(first.document.rulings[0]?.since);
  expect(ruling).toMatchObject({ since: expect.any(String), orEarlier: true });
}, 40_000);

test('what was not seen is said to be so, and ends with 3', async () => {
  const directory = await scratch();
  const chain = join(directory, 'chain.yaml');
  const server = await listenHttp((_request, response) => response.end('answer'));
  onTestFinished(() => server.close());
  const write = (region: object) =>
    writeFile(
      chain,
      stringify({
        ...patient,
        chain: 'placed',
        policies: { residency: { regions: ['eu-1'] } },
        links: { api: { kind: 'service', address: `http://127.0.0.1:${server.port}/`, ...region } },
      }),
    );
  await write({});
  const { context, written } = commandContext(directory);
  expect(await runPolicy([chain], { rounds: '1' }, context)).toBe(3);
  expect(written.result).toMatch(/^UNSURE {4}0 policies broken, 1 that nobody can tell, 0 held$/m);
  expect(written.result).toMatch(/^region {4}api: cannot tell; wanted: a region among eu-1$/m);
  await write({ region: 'eu-1' });
  expect((await policyJson(directory, chain)).code).toBe(0);
}, 40_000);

test('plain HTTP on this machine is no matter of TLS', async () => {
  const directory = await scratch();
  const server = await listenHttp((_request, response) => response.end('answer'));
  onTestFinished(() => server.close());
  const chain = join(directory, 'chain.yaml');
  await writeFile(
    chain,
    stringify({
      ...patient,
      chain: 'quiet',
      policies: { tls: { minimum: '1.2' } },
      links: { api: { kind: 'service', address: `http://127.0.0.1:${server.port}/` } },
    }),
  );
  const { code, document } = await policyJson(directory, chain);
  expect(document.rulings).toMatchObject([{ rule: 'tls', link: null, state: 'unknown' }]);
  expect(code).toBe(3);
}, 40_000);

test('a chain file without policies is told to state some', async () => {
  const directory = await scratch();
  const chain = join(directory, 'chain.yaml');
  await writeFile(
    chain,
    stringify({ chain: 'free', links: { api: { kind: 'service', probes: [] } } }),
  );
  const { context } = commandContext(directory);
  await expect(runPolicy([chain], {}, context)).rejects.toThrow('states no policies');
});
