import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { awsProbe } from '../../probes/aws/index.ts';
import { azureProbe } from '../../probes/azure/index.ts';
import { cloudSymptoms } from '../../probes/cloud/symptoms.ts';
import { datasetProbe } from '../../probes/dataset/index.ts';
import { datasetSymptoms } from '../../probes/dataset/symptoms.ts';
import { dcgmProbe } from '../../probes/dcgm/index.ts';
import { dcgmSymptoms } from '../../probes/dcgm/symptoms.ts';
import { dnsProbe } from '../../probes/dns/index.ts';
import { dnsSymptoms } from '../../probes/dns/symptoms.ts';
import { dockerProbe } from '../../probes/docker/index.ts';
import { dockerSymptoms } from '../../probes/docker/symptoms.ts';
import { fileProbe } from '../../probes/file/index.ts';
import { fileSymptoms } from '../../probes/file/symptoms.ts';
import { gcpProbe } from '../../probes/gcp/index.ts';
import { hostProbe } from '../../probes/host/index.ts';
import { hostSymptoms } from '../../probes/host/symptoms.ts';
import { httpProbe } from '../../probes/http/index.ts';
import { httpSymptoms } from '../../probes/http/symptoms.ts';
import { kubernetesProbe } from '../../probes/kubernetes/index.ts';
import { kubernetesSymptoms } from '../../probes/kubernetes/symptoms.ts';
import { modelserverProbe } from '../../probes/modelserver/index.ts';
import { modelserverSymptoms } from '../../probes/modelserver/symptoms.ts';
import { objectstoreProbe } from '../../probes/objectstore/index.ts';
import { objectStoreSymptoms } from '../../probes/objectstore/symptoms.ts';
import { postgresProbe } from '../../probes/postgres/index.ts';
import { postgresSymptoms } from '../../probes/postgres/symptoms.ts';
import { prometheusProbe } from '../../probes/prometheus/index.ts';
import { prometheusSymptoms } from '../../probes/prometheus/symptoms.ts';
import { redisProbe } from '../../probes/redis/index.ts';
import { redisSymptoms } from '../../probes/redis/symptoms.ts';
import { sshProbe } from '../../probes/ssh/index.ts';
import { sshSymptoms } from '../../probes/ssh/symptoms.ts';
import { statuspageProbe } from '../../probes/statuspage/index.ts';
import { statuspageSymptoms } from '../../probes/statuspage/symptoms.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { tcpSymptoms } from '../../probes/tcp/symptoms.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { tlsSymptoms } from '../../probes/tls/symptoms.ts';
import { vectorstoreProbe } from '../../probes/vectorstore/index.ts';
import { vectorSymptoms } from '../../probes/vectorstore/symptoms.ts';

test.each([
  ['dns', dnsProbe.options, dnsSymptoms],
  ['tcp', tcpProbe.options, tcpSymptoms],
  ['tls', tlsProbe.options, tlsSymptoms],
  ['http', httpProbe.options, httpSymptoms],
  ['statuspage', statuspageProbe.options, statuspageSymptoms],
  ['docker', dockerProbe.options, dockerSymptoms],
  ['kubernetes', kubernetesProbe.options, kubernetesSymptoms],
  ['dcgm', dcgmProbe.options, dcgmSymptoms],
  ['file', fileProbe.options, fileSymptoms],
  ['postgres', postgresProbe.options, postgresSymptoms],
  ['prometheus', prometheusProbe.options, prometheusSymptoms],
  ['redis', redisProbe.options, redisSymptoms],
  ['host', hostProbe.options, hostSymptoms],
  ['modelserver', modelserverProbe.options, modelserverSymptoms],
  ['objectstore', objectstoreProbe.options, objectStoreSymptoms],
  ['vectorstore', vectorstoreProbe.options, vectorSymptoms],
  ['dataset', datasetProbe.options, datasetSymptoms],
  ['ssh', sshProbe.options, sshSymptoms],
  ['aws', awsProbe.options, cloudSymptoms],
  ['gcp', gcpProbe.options, cloudSymptoms],
  ['azure', azureProbe.options, cloudSymptoms],
])('the page of %s names every option and every symptom', (kind, options, symptoms) => {
  const path = new URL(`../../probes/${kind}/README.md`, import.meta.url);
  const page = readFileSync(path, 'utf8');
  const { properties } = z.toJSONSchema(options, { io: 'input' });
  for (const option of Object.keys(properties ?? {})) expect(page).toContain(`\`${option}\``);
  // Statuses stand there as a range.
  const named = Object.keys(symptoms).filter((symptom) => !/^http\.\d{3}$/.test(symptom));
  for (const symptom of named) expect(page).toContain(`\`${symptom}\``);
});
