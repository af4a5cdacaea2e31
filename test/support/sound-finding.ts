import { expect } from 'vitest';
import { type Finding, type Probe, selfSymptoms } from '../../probes/probe.ts';
import { limits } from '../../src/platform/limits.ts';

/** What reaches no event: controls, bidi controls, zero-width characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

/** What every finding of a probe promises, whatever the look met. */
export function expectSound(probe: Pick<Probe<never>, 'symptoms'>, finding: Finding): void {
  expect(finding.symptom === null).toBe(finding.outcome === 'ok');
  for (const symptom of [finding.symptom ?? [], finding.alsoSeen ?? []].flat()) {
    expect({ ...probe.symptoms, ...selfSymptoms }).toHaveProperty([symptom]);
  }
  if (finding.symptom !== null && finding.symptom in probe.symptoms) {
    expect(finding.outcome).toBe(probe.symptoms[finding.symptom]?.outcome);
  }
  expect(finding.summary.length).toBeLessThanOrEqual(60);
  expect(finding.evidence?.length ?? 0).toBeLessThanOrEqual(limits.evidencePieces);
  expect(Object.keys(finding.facts ?? {}).length).toBeLessThanOrEqual(limits.factsPerObservation);
  for (const text of stringsIn(finding)) {
    expect(text).not.toMatch(unsafe);
    expect(text.length).toBeLessThanOrEqual(limits.evidenceCharacters);
  }
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsIn(member)]);
}
