import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { Finding, LookContext, Probe } from '../../probes/probe.ts';
import { resolveSecret } from '../../src/platform/secrets.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { localVantage } from '../../src/vantage/local.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { lookAt } from './look-at.ts';
import { expectSound } from './sound-finding.ts';

/** Milliseconds for a look at a fake beside the test, however busy the machine. */
const DEADLINE_MS = 30_000;

/** Variables with which this machine could bring credentials of its own into a test. */
const variables =
  /^(?:AWS_|GOOGLE_|GCE_|CLOUDSDK_|AZURE_|IDENTITY_(?:ENDPOINT|HEADER)$|(?:https?|no)_proxy$)/i;

/** The environment of a machine that knows no cloud, with these variables and an empty home. */
export function cloudEnvironment(values: Readonly<Record<string, string>> = {}): string {
  for (const name of Object.keys(process.env)) {
    if (variables.test(name)) vi.stubEnv(name, undefined);
  }
  const home = mkdtempSync(join(tmpdir(), 'weaklink-cloud-'));
  vi.stubEnv('HOME', home);
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });
  return home;
}

/** This machine without the vendors' own programs, or with what stands for one: its words and exit code. */
export function vantageWith(
  programs: Readonly<Record<string, { stdout?: string; stderr?: string; exitCode?: number }>> = {},
): Vantage {
  return {
    ...localVantage,
    name: 'local',
    exec: async ([program]) => {
      const said = programs[program];
      if (!said) return { kind: 'not-started', code: 'ENOENT', message: 'no such program' };
      const { stdout = '', stderr = '', exitCode = 0 } = said;
      return { kind: 'ended', exitCode, signal: null, stdout, stderr, durationMs: 1 };
    },
  };
}

/** One look at a fake cloud, sound, and without any of the secrets in whatever it says. */
export async function lookAtFake<Options>(
  probe: Probe<Options>,
  options: object,
  secrets: readonly string[],
  parts: Partial<LookContext> = {},
): Promise<Finding> {
  const { redactor = createRedactor() } = parts;
  const finding = await lookAt(probe, options, {
    deadlineMs: DEADLINE_MS,
    vantage: vantageWith(),
    redactor,
    secret: (reference) => resolveSecret(reference, redactor),
    ...parts,
  });
  expectSound(probe as unknown as Probe<never>, finding);
  const command = probe.command(probe.options.parse(options));
  for (const secret of secrets) {
    expect(JSON.stringify(finding)).not.toContain(secret);
    expect(command).not.toContain(secret);
  }
  return finding;
}
