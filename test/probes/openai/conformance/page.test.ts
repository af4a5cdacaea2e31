import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apis } from '../../../../probes/openai/dialects/registry.ts';
import { llmSymptoms } from '../../../../probes/openai/symptoms.ts';
import { modelApisPage } from '../../../../scripts/conformance/model-apis.ts';
import { families } from './states/index.ts';

test('the published table is what `npm run conformance` writes today', () => {
  expect(readFileSync('probes/openai/CONFORMANCE.md', 'utf8')).toBe(modelApisPage(families));
});

test('every family that weaklink speaks is in it, with states of its own', () => {
  const named = new Set(families.flatMap(({ apis: names }) => names));
  expect([...named].toSorted()).toEqual(apis.toSorted());
  for (const { title, rows } of families) {
    const states = rows.map(([state]) => state);
    expect(new Set(states).size, title).toBe(states.length);
  }
});

test('each answer that a vendor can refuse with is shown by some family', () => {
  const shown = new Set(families.flatMap(({ rows }) => rows.map(([, , symptom]) => symptom)));
  // What options ask for, what servers of one's own show, and what a canary alone tells.
  const elsewhere =
    /^llm\.(?:adapter_|model_not_listed|canary_mismatch|stale_answer|prompt_truncated|tokenizer_changed|garbage|wrong_model|fallback|ttft_slow|slow_tokens|usage_missing|empty_output)/;
  const missing = Object.keys(llmSymptoms).filter(
    (symptom) => !shown.has(symptom) && !elsewhere.test(symptom),
  );
  expect(missing).toEqual([]);
});
