import { chmod, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { node } from '../../support/fakes/kubernetes-objects.ts';
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

/** A real program that answers as its file `answer` says, and counts how often it ran. */
async function plugin(name: string, body: string): Promise<string> {
  const path = await cluster.write(
    name,
    `#!${process.execPath}\nconst fs = require('node:fs');\nconst info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);\nfs.appendFileSync(${JSON.stringify(cluster.file(`${name}.runs`))}, JSON.stringify({ info, args: process.argv.slice(2), region: process.env.REGION }) + '\\n');\nconst give = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: info.apiVersion, status }));\n${body}\n`,
  );
  await chmod(path, 0o700);
  return path;
}

async function runs(name: string) {
  const text = await readFile(cluster.file(`${name}.runs`), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const exec = (command: string, parts = {}) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    interactiveMode: 'IfAvailable',
    ...parts,
  },
});

test.each(['v1', 'v1beta1'])(
  'of %s: its token is used, and kept until it expires',
  async (version) => {
    const name = `plugin-${version}`;
    await plugin(
      name,
      `give({ token: '${TOKEN}', expirationTimestamp: new Date(Date.now() + 3600e3).toISOString() });`,
    );
    const config = await cluster.kubeconfig({
      me: exec(`./${name}`, {
        apiVersion: `client.authentication.k8s.io/${version}`,
        args: ['token', '--cluster', "it's; $(mine)"],
        env: [{ name: 'REGION', value: 'eu-1' }],
        provideClusterInfo: true,
      }),
    });
    expect(await look(config)).toMatchObject({ outcome: 'ok' });
    expect(await look(config)).toMatchObject({ outcome: 'ok' });
    const [first, ...others] = await runs(name);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      args: ['token', '--cluster', "it's; $(mine)"],
      region: 'eu-1',
      info: { spec: { interactive: false, cluster: { server: cluster.fake.url } } },
    });
  },
);

test('a token that expires is asked for anew', async () => {
  await plugin(
    'short',
    `give({ token: '${TOKEN}', expirationTimestamp: new Date(Date.now() + 5e3).toISOString() });`,
  );
  const config = await cluster.kubeconfig({ me: exec('./short') });
  await look(config);
  await look(config);
  expect(await runs('short')).toHaveLength(2);
});

test('a token that was revoked is asked for anew, within the look', async () => {
  const answer = await cluster.write('answer', TOKEN);
  await plugin('rotating', `give({ token: fs.readFileSync('${answer}', 'utf8') });`);
  const config = await cluster.kubeconfig({ me: exec('./rotating') });
  expect(await look(config)).toMatchObject({ outcome: 'ok' });
  await cluster.write('answer', SECOND);
  expect(await look(config)).toMatchObject({ outcome: 'ok' });
  expect(user()).toBe('weaklink');
  const other = await TestCluster.start({ tokens: { [SECOND]: 'second' } });
  other.fake.put(node());
  const moved = await cluster.kubeconfig(
    { me: exec('./rotating') },
    { server: other.fake.url, 'certificate-authority-data': base64(other.fake.ca) },
    'moved',
  );
  await cluster.write('answer', 'a-token-that-is-revoked');
  expect(await look(moved)).toMatchObject({ symptom: 'k8s.api_unauthorized' });
  await cluster.write('answer', SECOND);
  expect(await look(moved)).toMatchObject({ outcome: 'ok' });
  await other.close();
});

test('a certificate of it', async () => {
  const { pem, key } = await cluster.fake.userCertificate('plugin-user');
  await plugin(
    'certifying',
    `give({ clientCertificateData: ${JSON.stringify(pem)}, clientKeyData: ${JSON.stringify(key)} });`,
  );
  expect(await look(await cluster.kubeconfig({ me: exec('./certifying') }))).toMatchObject({
    outcome: 'ok',
  });
  expect(user()).toBe('plugin-user');
});

test('that are missing, fail, say nonsense, hang or want a person', async () => {
  await plugin('failing', `console.error('ERROR: the SSO session has expired'); process.exit(1);`);
  await plugin('odd', `console.log('token: ${SECOND}');`);
  await plugin('hanging', 'setInterval(() => {}, 1000);');
  const config = await cluster.kubeconfig({
    missing: exec('no-such-plugin-here', { installHint: 'Install it from the vendor.' }),
    failing: exec('./failing'),
    odd: exec('./odd'),
    hanging: exec('./hanging'),
    asking: exec('./odd', { interactiveMode: 'Always' }),
    old: exec('./odd', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    gone: { 'auth-provider': { name: 'gcp' } },
  });
  const missing = await look(config);
  expect(missing).toMatchObject({ outcome: 'unknown', symptom: 'self.missing_tool' });
  expect(missing.evidence?.join()).toContain('Install it from the vendor.');
  const failing = await look(config, { context: 'failing' });
  expect(failing).toMatchObject({ outcome: 'unknown', symptom: 'k8s.credentials' });
  expect(failing.evidence?.join()).toContain('SSO session has expired');
  const odd = await look(config, { context: 'odd' });
  expect(odd).toMatchObject({ symptom: 'k8s.credentials' });
  expect(JSON.stringify(odd)).not.toContain(SECOND);
  const hanging = await look(config, { context: 'hanging' }, { deadlineMs: 1_500 });
  expect(hanging).toMatchObject({ symptom: 'k8s.credentials' });
  expect(await look(config, { context: 'asking' })).toMatchObject({ symptom: 'k8s.credentials' });
  for (const context of ['old', 'gone']) {
    expect(await look(config, { context })).toMatchObject({ symptom: 'k8s.kubeconfig' });
  }
});
