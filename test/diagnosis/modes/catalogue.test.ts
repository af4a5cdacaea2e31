import { describe, expect, it } from 'vitest';
import { cloudSymptoms } from '../../../probes/cloud/symptoms.ts';
import { storeSymptoms } from '../../../probes/data/symptoms.ts';
import { datasetSymptoms } from '../../../probes/dataset/symptoms.ts';
import { dcgmSymptoms } from '../../../probes/dcgm/symptoms.ts';
import { dnsSymptoms } from '../../../probes/dns/symptoms.ts';
import { dockerSymptoms } from '../../../probes/docker/symptoms.ts';
import { fileSymptoms } from '../../../probes/file/symptoms.ts';
import { gpuSymptoms } from '../../../probes/gpu/symptoms.ts';
import { hostSymptoms } from '../../../probes/host/symptoms.ts';
import { httpSymptoms } from '../../../probes/http/symptoms.ts';
import { kubernetesSymptoms } from '../../../probes/kubernetes/symptoms.ts';
import { modelserverSymptoms } from '../../../probes/modelserver/symptoms.ts';
import { llmSymptoms } from '../../../probes/openai/symptoms.ts';
import { processSymptoms } from '../../../probes/process/symptoms.ts';
import { prometheusSymptoms } from '../../../probes/prometheus/symptoms.ts';
import { sshSymptoms } from '../../../probes/ssh/symptoms.ts';
import { tcpSymptoms } from '../../../probes/tcp/symptoms.ts';
import { tlsSymptoms } from '../../../probes/tls/symptoms.ts';
import { vectorSymptoms } from '../../../probes/vectorstore/symptoms.ts';
import { type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import { shownOn } from '../../../src/diagnosis/effects/data.ts';
import { faultModes, modesOf } from '../../../src/diagnosis/modes/catalogue.ts';
import { families } from '../../../src/diagnosis/modes/mode.ts';

const symptoms = {
  ...dnsSymptoms,
  ...tcpSymptoms,
  ...tlsSymptoms,
  ...httpSymptoms,
  ...llmSymptoms,
  ...modelserverSymptoms,
  ...hostSymptoms,
  ...processSymptoms,
  ...dockerSymptoms,
  ...kubernetesSymptoms,
  ...gpuSymptoms,
  ...dcgmSymptoms,
  ...fileSymptoms,
  ...storeSymptoms,
  ...vectorSymptoms,
  ...datasetSymptoms,
  ...prometheusSymptoms,
  ...sshSymptoms,
  ...cloudSymptoms,
};

/** A host alone has so many: its own, those of its cloud and of its cluster. */
const mostModesOfAKind = 44;

/** Symptoms that some mode describes, wherever it describes them. */
function described(): Set<string> {
  const tables = faultModes.flatMap(({ shows, effect }) => [
    ...Object.values(shows),
    ...Object.values(effect.direct),
    shownOn(effect.direct, 'data'),
    ...Object.values(effect.relayed),
  ]);
  return new Set(tables.flatMap((table) => Object.keys(table)));
}

describe('the catalogue of fault modes', () => {
  it('gives every mode an id of its own', () => {
    const ids = faultModes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has modes for every kind of link', () => {
    for (const kind of Object.keys(linkKinds)) {
      expect(modesOf(kind as LinkKind), kind).not.toHaveLength(0);
    }
  });

  it('explains every symptom that a probe can return about its target', () => {
    const explained = described();
    const unexplained = Object.entries(symptoms)
      .filter(([, { outcome }]) => outcome !== 'unknown')
      .map(([symptom]) => symptom)
      .filter((symptom) => !explained.has(symptom));
    expect(unexplained).toEqual([]);
  });

  it('describes only symptoms that exist', () => {
    const known = new Set(['ok', ...Object.keys(symptoms)]);
    expect([...described()].filter((symptom) => !known.has(symptom))).toEqual([]);
  });

  it('knows at least 120 modes, and some of every family', () => {
    expect(faultModes.length).toBeGreaterThanOrEqual(120);
    const missing = families.filter((name) => !faultModes.some(({ family }) => family === name));
    expect(missing).toEqual([]);
  });

  it('keeps the modes of one kind of link few: each look weighs all of them', () => {
    const most = Math.max(...(Object.keys(linkKinds) as LinkKind[]).map((k) => modesOf(k).length));
    expect(most).toBeLessThanOrEqual(mostModesOfAKind);
  });
});
