import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Output {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { path: string; kind: string; external?: boolean }[];
}

/** Source files that must be read before `entries` can run: what they import without being asked. */
function loadedBy(...entries: readonly string[]): ReadonlySet<string> {
  const meta = JSON.parse(readFileSync('dist/meta.json', 'utf8'));
  const outputs: Readonly<Record<string, Output>> = meta.outputs;
  const waiting = entries.map((entry) => {
    const found = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entry);
    if (!found) throw new Error(`the bundle has no entry ${entry}`);
    return found;
  });
  const seen = new Set<string>();
  const inputs = new Set<string>();
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    const output = outputs[path];
    if (!output || seen.has(path)) continue;
    seen.add(path);
    for (const input of Object.keys(output.inputs)) inputs.add(input);
    const needed = output.imports.filter(
      ({ kind, external }) => kind === 'import-statement' && !external,
    );
    waiting.push(...needed.map((one) => one.path));
  }
  return inputs;
}

const has = (inputs: ReadonlySet<string>, part: string) =>
  [...inputs].some((input) => input.includes(part));

test('the first frame of the demo waits for no schema, no probe and no engine', () => {
  const inputs = loadedBy('src/main.ts', 'src/cli/demo.ts', 'src/cli/demo/console.ts');
  expect(has(inputs, 'src/console/app.tsx')).toBe(true);
  for (const part of ['node_modules/zod/', 'src/diagnosis/', 'probes/', 'src/drill/run/']) {
    expect(has(inputs, part), part).toBe(false);
  }
});

test('a check loads no React', () => {
  const inputs = loadedBy('src/main.ts', 'src/cli/check.ts');
  expect(has(inputs, 'src/diagnosis/')).toBe(true);
  expect(has(inputs, 'node_modules/react')).toBe(false);
});
