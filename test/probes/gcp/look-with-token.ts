import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { gcpProbe } from '../../../probes/gcp/index.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { lookAtFake, vantageWith } from '../../support/clouds.ts';
import {
  FAKE_CLIENT_SECRET,
  FAKE_GCP_TOKEN,
  FAKE_REFRESH_TOKEN,
  type FakeGcpOptions,
  startFakeGcp,
} from '../../support/fakes/clouds/fake-gcp.ts';

export const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const email = 'reader@acme-gpu.iam.gserviceaccount.com';
const quota = {
  look: 'quota',
  project: 'acme-gpu',
  region: 'us-central1',
  metric: 'NVIDIA_A100_GPUS',
};
const region = { quotas: [{ metric: 'NVIDIA_A100_GPUS', limit: 8, usage: 0 }] };
const secrets = [privateKey, FAKE_GCP_TOKEN, FAKE_REFRESH_TOKEN, FAKE_CLIENT_SECRET];

/** A fake with one quota, which every token may read. */
export async function start(fake: Partial<FakeGcpOptions> = {}) {
  const answers = { '/regions/us-central1': region };
  const server = await startFakeGcp({ publicKey, email, answers, ...fake });
  onTestFinished(() => server.close());
  return server;
}

export type Server = Awaited<ReturnType<typeof start>>;

/** A look at that quota, none of whose secrets shows. */
export async function look(server: Server, options: object = {}, vantage = vantageWith()) {
  const redactor = createRedactor();
  const there = { ...quota, endpoint: server.url, metadata: server.url, ...options };
  const finding = await lookAtFake(gcpProbe, there, secrets, { redactor, vantage });
  if (finding.outcome === 'ok') {
    expect(redactor.redact(`x ${FAKE_GCP_TOKEN} y`)).not.toContain(FAKE_GCP_TOKEN);
  }
  return finding;
}

export function keyFile(home: string, file: object): { keyFile: string } {
  const path = `${home}/key.json`;
  writeFileSync(path, JSON.stringify(file));
  return { keyFile: path };
}
