import { z } from 'zod';
import { eventData } from '../../events/schema/data.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Diagnosed } from './side.ts';

/** Bytes of a report: 2,000 links with some looks each. */
const MAX_BYTES = 67_108_864;

const report = z.object({
  verdict: eventData.verdict,
  observations: z.array(eventData.observation).catch([]),
});

/** The diagnosis in a report of `weaklink check --json`, or a verdict alone. @throws WeaklinkError E_VERDICT */
export async function readVerdict(path: string): Promise<Diagnosed> {
  const read = await readRegularFile(path, MAX_BYTES);
  if (read.kind !== 'read') throw noVerdict(path, 'it cannot be read');
  let value: unknown;
  try {
    value = JSON.parse(read.bytes.toString('utf8'));
  } catch {
    throw noVerdict(path, 'it is no JSON');
  }
  const whole = report.safeParse(value);
  if (whole.success) return whole.data;
  const alone = eventData.verdict.safeParse(value);
  if (alone.success) return { verdict: alone.data, observations: [] };
  throw noVerdict(path, 'it holds no verdict');
}

function noVerdict(path: string, why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_VERDICT',
    message: `--verdict: ${sanitise(path)}: ${why}`,
    hint: 'Give what "weaklink check --json" printed.',
  });
}
