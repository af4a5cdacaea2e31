import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeIdentity } from '../../support/certificates.ts';
import { scratch } from '../../support/scratch.ts';
import { anyVersion, serveTls } from '../../support/tls-server.ts';

/** A chain of one server that takes every version, where TLS 1.2 is demanded. */
export async function startDemanding() {
  const directory = await scratch();
  const root = await makeIdentity({ subject: 'Test Root', authority: true });
  const leaf = await makeIdentity({ subject: 'api.test', issuer: root, dnsNames: ['api.test'] });
  const server = await serveTls(leaf, anyVersion);
  const [ca, file] = [join(directory, 'root.pem'), join(directory, 'chain.yaml')];
  await writeFile(ca, root.pem);
  const connectTo = `127.0.0.1:${server.port}`;
  const probe = { kind: 'tls', address: `api.test:${server.port}`, connectTo, ca };
  const chain = {
    chain: 'demanding',
    defaults: { every: '500ms', deadline: '5s' },
    policies: { tls: { minimum: '1.2' } },
    links: { api: { kind: 'certificate', probes: [probe] } },
  };
  await writeFile(file, stringify(chain));
  return { directory, file, server };
}
