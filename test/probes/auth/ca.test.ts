import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { objectstoreProbe } from '../../../probes/objectstore/index.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import { startFakeS3 } from '../../support/fake-s3.ts';
import { type ByName, behindTls } from '../../support/fakes/clouds/behind-tls.ts';
import { FAKE_WEB_TOKEN, startFakeAws } from '../../support/fakes/clouds/fake-aws.ts';
import {
  FAKE_AZURE_SECRET,
  FAKE_AZURE_TOKEN,
  fakeClient,
  startFakeAzure,
} from '../../support/fakes/clouds/fake-azure.ts';
import {
  FAKE_CLIENT_SECRET,
  FAKE_GCP_TOKEN,
  FAKE_REFRESH_TOKEN,
  startFakeGcp,
} from '../../support/fakes/clouds/fake-gcp.ts';
import { BLOB_ACCOUNT, startFakeBlob } from '../../support/fakes/object-stores/fake-blob.ts';
import { startFakeGoogleStorage } from '../../support/fakes/object-stores/fake-google-storage.ts';
import type { Listener } from '../../support/listeners.ts';

/*
 * Services that hand out keys and tokens, under an authority of one's own: `ca` and `resolver` of `auth` are for
 * them alone, and the store is asked by those of its probe.
 */

const NAME = 'tokens.acme.internal';
const buckets = { corpus: { a: { text: 'a', changedMs: Date.now() } } };
const granted = {
  id: 'ASIAGRANTED',
  secret: 'granted-secret-of-tests-000',
  token: 'granted-token-of-tests',
};

/** How one cloud lets in: its store, the service that grants, and how `auth` says where that is. */
interface Case {
  readonly url: string;
  readonly store: () => Promise<Listener>;
  readonly grants: () => Promise<Listener>;
  readonly auth: (home: string, issuer: string) => object;
  readonly secrets: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  aws: {
    url: 's3://corpus/a',
    store: () => startFakeS3({ buckets, keys: { [granted.id]: granted.secret } }),
    grants: () => startFakeAws({ keys: {}, answers: {}, grants: granted }),
    auth: (home, issuer) => {
      writeFileSync(`${home}/token`, FAKE_WEB_TOKEN);
      cloudEnvironment({
        AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token`,
        AWS_ROLE_ARN: 'arn:aws:iam::1:role/r',
      });
      return { cloud: 'aws', credentials: 'web-identity', endpoint: issuer };
    },
    secrets: [granted.secret, granted.token, FAKE_WEB_TOKEN],
  },
  gcp: {
    url: 'gs://corpus/a',
    store: () => startFakeGoogleStorage({ buckets, bearer: FAKE_GCP_TOKEN }),
    grants: () => startFakeGcp({ answers: {} }),
    auth: (home, issuer) => {
      const login = {
        type: 'authorized_user',
        client_id: 'fake',
        client_secret: FAKE_CLIENT_SECRET,
        refresh_token: FAKE_REFRESH_TOKEN,
        token_uri: `${issuer}/token`,
      };
      writeFileSync(`${home}/login.json`, JSON.stringify(login));
      return { cloud: 'gcp', keyFile: `${home}/login.json` };
    },
    secrets: [FAKE_GCP_TOKEN, FAKE_CLIENT_SECRET, FAKE_REFRESH_TOKEN],
  },
  azure: {
    url: `az://${BLOB_ACCOUNT}/corpus/a`,
    store: () => startFakeBlob({ containers: buckets, bearer: FAKE_AZURE_TOKEN }),
    grants: () => startFakeAzure({ answers: {}, resource: 'https://storage.azure.com/' }),
    auth: (_, issuer) => {
      cloudEnvironment({ SECRET: FAKE_AZURE_SECRET });
      return { cloud: 'azure', ...fakeClient, clientSecret: 'env:SECRET', login: issuer };
    },
    secrets: [FAKE_AZURE_TOKEN, FAKE_AZURE_SECRET],
  },
};

async function started(start: () => Promise<Listener>): Promise<Listener> {
  const server = await start();
  onTestFinished(() => server.close());
  return server;
}

test.each(Object.entries(cases))('%s', async (_, { url, store, grants, auth, secrets }) => {
  const home = cloudEnvironment();
  const way = await behindTls(await started(grants), [NAME]);
  const stated = auth(home, way.url(NAME));
  const endpoint = `http://${(await started(store)).address}`;
  const look = (how: Partial<Pick<ByName, 'ca' | 'resolver'>>) =>
    lookAtFake(objectstoreProbe, { url, endpoint, auth: { ...stated, ...how } }, secrets);
  const { ca, resolver } = way;

  const unknown = await look({ resolver });
  expect(unknown).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
  expect(unknown.evidence?.join()).toContain('tls.unknown_ca');
  expect(await look({ resolver, ca })).toMatchObject({ outcome: 'ok' });
  expect(way.resolved).toContain(`A ${NAME}`);
});
