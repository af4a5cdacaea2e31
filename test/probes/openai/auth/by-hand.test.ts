import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { objectstoreProbe } from '../../../../probes/objectstore/index.ts';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import type { Probe } from '../../../../probes/probe.ts';
import { FAKE_AZURE_TOKEN } from '../../../support/fakes/clouds/fake-azure.ts';
import { FAKE_GCP_TOKEN } from '../../../support/fakes/clouds/fake-gcp.ts';
import type { FakeVendor } from '../../../support/fakes/model-apis/fake-api.ts';
import {
  BEDROCK_MODEL,
  fakeBedrock,
  signer,
} from '../../../support/fakes/model-apis/fake-bedrock.ts';
import { fakeOpenai } from '../../../support/fakes/model-apis/fake-openai.ts';
import { type Signer, signatureFault } from '../../../support/fakes/model-apis/signature.ts';
import {
  BLOB_ACCOUNT,
  sharedAccess,
  startFakeBlob,
} from '../../../support/fakes/object-stores/fake-blob.ts';
import { startFakeGoogleStorage } from '../../../support/fakes/object-stores/fake-google-storage.ts';
import { findProgram, needsPrograms } from '../../../support/needs-program.ts';
import { closing, startApi } from './ask-let-in.ts';

/* What a person pastes is let in as the look is: in a real shell, with programs that stand for the vendors'. */

const run = promisify(execFile);

/** Programs of the vendors that hand out what the fakes take, in a folder before all others. */
function vendorsPrograms(keys: Signer): string {
  const folder = mkdtempSync(join(tmpdir(), 'weaklink-programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const token =
    keys.sessionToken === undefined ? [] : [`export AWS_SESSION_TOKEN=${keys.sessionToken}`];
  const printed = {
    aws: [
      `export AWS_ACCESS_KEY_ID=${keys.accessKeyId}`,
      `export AWS_SECRET_ACCESS_KEY=${keys.secretAccessKey}`,
      ...token,
    ],
    gcloud: [FAKE_GCP_TOKEN],
    az: [FAKE_AZURE_TOKEN],
  };
  for (const [name, lines] of Object.entries(printed)) {
    const script = ['#!/bin/sh', ...lines.map((line) => `echo '${line}'`), ''].join('\n');
    writeFileSync(join(folder, name), script, { mode: 0o700 });
  }
  return folder;
}

/** The status that the pasted command is answered with. */
async function pasted<Options>(
  probe: Probe<Options>,
  options: unknown,
  keys: Signer = signer,
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  const PATH = `${vendorsPrograms(keys)}:${process.env.PATH}`;
  const command = probe.command(probe.options.parse(options));
  const env = { PATH, ...variables };
  const { stdout } = await run('sh', ['-c', command], { env, timeout: 20_000 });
  return Number(/^HTTP\/1\.1 (\d+)/.exec(stdout)?.[1]);
}

describe.skipIf(!needsPrograms('curl'))('a pasted command', () => {
  const { sessionToken: _, ...lasting } = signer;

  test.each<[string, Signer]>([
    ['keys of a role', signer],
    ['keys that last', lasting],
  ])('is signed with %s', async (__, keys) => {
    const vendor: FakeVendor = {
      ...fakeOpenai,
      refuse: (got) =>
        signatureFault(got, keys, Date.now()) === null ? null : { status: 403, body: {} },
    };
    const api = await startApi(vendor);
    const auth = { cloud: 'aws', region: signer.region };
    // What speaks like OpenAI under Amazon's signature.
    const options = { url: `http://${api.address}/v1`, model: 'small', auth };
    expect(await pasted(openaiProbe, options, keys)).toBe(200);
  });

  test('has a token of Google, of Entra ID, or a shared access signature', async () => {
    const objects = { a: { text: 'a', changedMs: Date.now() } };
    const buckets = { corpus: objects };
    const google = await closing(startFakeGoogleStorage({ buckets, bearer: FAKE_GCP_TOKEN }));
    const ofGoogle = { endpoint: `http://${google.address}`, auth: 'gcp' };
    for (const url of ['gs://corpus/a', 'gs://corpus']) {
      expect(await pasted(objectstoreProbe, { url, ...ofGoogle })).toBe(200);
    }
    const access = { containers: buckets, bearer: FAKE_AZURE_TOKEN, takesSignatures: true };
    const blob = await closing(startFakeBlob(access));
    const endpoint = `http://${blob.address}`;
    const SAS = sharedAccess('corpus').replace(/^\?/, '');
    for (const url of [`az://${BLOB_ACCOUNT}/corpus/a`, `az://${BLOB_ACCOUNT}/corpus`]) {
      const answered = /\/a$/.test(url) ? 206 : 200;
      const byToken = { url, endpoint, auth: 'azure' };
      expect(await pasted(objectstoreProbe, byToken)).toBe(answered);
      const bySignature = { url, endpoint, sas: 'env:SAS' };
      expect(await pasted(objectstoreProbe, bySignature, signer, { SAS })).toBe(answered);
    }
  });
});

/* Amazon's own program is on few machines, and in no package of Debian's. */
describe.skipIf(findProgram('aws') === undefined)("Amazon's own program", () => {
  test.each([
    ['bedrock', 'four is right'],
    ['bedrock-invoke', 'four is right'],
    ['bedrock', undefined],
  ])('asks %s what the look asks, and is answered: %s', async (api, answer) => {
    const server = await startApi(fakeBedrock);
    const canary = answer === undefined ? undefined : { prompt: 'What is two and two?', answer };
    const url = `http://${server.address}`;
    const auth = { cloud: 'aws', region: signer.region };
    const options = { url, api, model: BEDROCK_MODEL, auth, canary };
    const command = openaiProbe.command(openaiProbe.options.parse(options));
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ACCESS_KEY_ID: signer.accessKeyId,
      AWS_SECRET_ACCESS_KEY: signer.secretAccessKey,
      AWS_SESSION_TOKEN: signer.sessionToken,
    };
    const { stdout } = await run('sh', ['-c', command], { env, timeout: 30_000 });
    expect(stdout).toContain(answer ?? BEDROCK_MODEL);
  });
});
