import { awsProbe } from './aws/index.ts';
import { azureProbe } from './azure/index.ts';
import { datasetProbe } from './dataset/index.ts';
import { dcgmProbe } from './dcgm/index.ts';
import { dnsProbe } from './dns/index.ts';
import { dockerProbe } from './docker/index.ts';
import { fileProbe } from './file/index.ts';
import { gcpProbe } from './gcp/index.ts';
import { gpuProbe } from './gpu/index.ts';
import { hostProbe } from './host/index.ts';
import { httpProbe } from './http/index.ts';
import { kubernetesProbe } from './kubernetes/index.ts';
import { modelserverProbe } from './modelserver/index.ts';
import { objectstoreProbe } from './objectstore/index.ts';
import { openaiProbe } from './openai/index.ts';
import { postgresProbe } from './postgres/index.ts';
import type { Probe } from './probe.ts';
import { processProbe } from './process/index.ts';
import { prometheusProbe } from './prometheus/index.ts';
import { redisProbe } from './redis/index.ts';
import { sshProbe } from './ssh/index.ts';
import { statuspageProbe } from './statuspage/index.ts';
import { tcpProbe } from './tcp/index.ts';
import { tlsProbe } from './tls/index.ts';
import { vectorstoreProbe } from './vectorstore/index.ts';

/** Every kind of probe: one folder each, one line here. */
export const probes = {
  dns: dnsProbe,
  tcp: tcpProbe,
  tls: tlsProbe,
  http: httpProbe,
  openai: openaiProbe,
  modelserver: modelserverProbe,
  statuspage: statuspageProbe,
  host: hostProbe,
  process: processProbe,
  docker: dockerProbe,
  kubernetes: kubernetesProbe,
  gpu: gpuProbe,
  dcgm: dcgmProbe,
  file: fileProbe,
  postgres: postgresProbe,
  prometheus: prometheusProbe,
  redis: redisProbe,
  objectstore: objectstoreProbe,
  vectorstore: vectorstoreProbe,
  dataset: datasetProbe,
  ssh: sshProbe,
  aws: awsProbe,
  gcp: gcpProbe,
  azure: azureProbe,
} as const satisfies Record<string, Probe<unknown>>;

export type ProbeKind = keyof typeof probes;
