import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAsk } from '../../../src/cli/ask.ts';
import { runExplain } from '../../../src/cli/explain.ts';
import { runRecord } from '../../../src/cli/record.ts';
import { commandContext } from '../../support/command-context.ts';
import { startDemanding } from './demanding.ts';

/* Commands that end as a check would, over a chain whose only trouble is a policy. */

const broken = [{ rule: 'tls', link: 'api', state: 'broken' }];

test('a walk to the fault ends with 1 where a policy is broken, and tells it', async () => {
  const { directory, file, server } = await startDemanding();
  const asked = commandContext(directory);
  expect(await runAsk([file], { json: true }, asked.context)).toBe(1);
  const { report } = JSON.parse(asked.written.result);
  expect(report.verdict.status).toBe('healthy');
  expect(report.policies).toMatchObject(broken);
  const told = commandContext(directory);
  expect(await runAsk([file], { questions: false }, told.context)).toBe(1);
  expect(told.written.result).toContain('Policies  1 policy broken');

  server.reconfigure({ minVersion: 'TLSv1.2' });
  const held = commandContext(directory);
  expect(await runAsk([file], { questions: false }, held.context)).toBe(0);
}, 60_000);

test('so does an explanation, of now and of a recording', async () => {
  const { directory, file } = await startDemanding();
  const now = commandContext(directory);
  expect(await runExplain([file], { rounds: '1', json: true }, now.context)).toBe(1);
  const document = JSON.parse(now.written.result);
  expect(document.status).toBe('healthy');
  expect(document.policies).toMatchObject(broken);

  const recording = join(directory, 'day.jsonl');
  expect(await runRecord([file, recording], { for: '4s' }, commandContext(directory).context)).toBe(
    0,
  );
  const past = commandContext(directory);
  expect(await runExplain(['api'], { recording }, past.context)).toBe(1);
  expect(past.written.result).toMatch(/^CLEARED {3}api/m);
  expect(past.written.result).toContain('accepts TLSv1.1');
}, 60_000);
