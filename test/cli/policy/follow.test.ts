import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadChainFile } from '../../../src/cli/chain-file.ts';
import { runCheck } from '../../../src/cli/check.ts';
import { followPolicies } from '../../../src/cli/policy/follow.ts';
import { runRecord } from '../../../src/cli/record.ts';
import { runReplay } from '../../../src/cli/replay.ts';
import type { EventOf } from '../../../src/events/types.ts';
import { reportSchema } from '../../../src/report/schema.ts';
import { Session } from '../../../src/session/session.ts';
import { commandContext } from '../../support/command-context.ts';
import { anyVersion } from '../../support/tls-server.ts';
import { startDemanding } from './demanding.ts';

/* Policies of a chain that is watched, against a real server whose configuration changes. */

test('what breaks and what holds again is told once each', async () => {
  const { file, server } = await startDemanding();
  const troubles: string[] = [];
  const chain = await loadChainFile([file]);
  const onTrouble = (line: string) => troubles.push(line);
  const session = new Session({ chain, journalDirectory: null, onTrouble });
  onTestFinished(() => session.stop());
  const told: EventOf<'policy'>[] = [];
  session.stream.onEvent('test', (event) => {
    if (event.type === 'weaklink.policy') told.push(event);
  });
  session.start();
  const end = followPolicies(chain.policies ?? {}, session, onTrouble, 200);
  const states = () => told.map(({ data }) => data.rulings.map(({ state }) => state).join());

  await expect.poll(states, { timeout: 20_000 }).toEqual(['broken']);
  expect(told[0]?.data.rulings).toMatchObject([
    { rule: 'tls', link: 'api', seen: 'TLSv1.3, and it accepts TLSv1.1' },
  ]);
  server.reconfigure({ minVersion: 'TLSv1.2' });
  await expect.poll(states, { timeout: 20_000 }).toEqual(['broken', 'held']);
  server.reconfigure(anyVersion);
  await expect.poll(states, { timeout: 20_000 }).toEqual(['broken', 'held', 'broken']);
  await end();
  expect(troubles).toEqual([]);
}, 60_000);

test('a recording keeps them: a replay tells them, and ends as the check of the day did', async () => {
  const { directory, file } = await startDemanding();
  const path = join(directory, 'day.jsonl');
  const recorded = commandContext(directory);
  expect(await runRecord([file, path], { for: '4s' }, recorded.context)).toBe(0);
  expect(recorded.written.result).toContain('1 judgement of policies');

  const replayed = commandContext(directory);
  expect(await runReplay([path], { json: true }, replayed.context)).toBe(1);
  const report = reportSchema.parse(JSON.parse(replayed.written.result));
  expect(report.verdict.status).toBe('healthy');
  expect(report.policies).toMatchObject([
    { rule: 'tls', link: 'api', state: 'broken', seen: 'TLSv1.3, and it accepts TLSv1.1' },
  ]);
  const lines = commandContext(directory);
  expect(await runReplay([path], { plain: true, speed: 'max' }, lines.context)).toBe(1);
  expect(lines.written.result).toMatch(
    /Z POLICY 1 policy broken: tls of api \(TLSv1\.3, and it accepts TLSv1\.1\)$/m,
  );
  const verified = commandContext(directory);
  expect(await runReplay([path], { verify: true }, verified.context)).toBe(0);
}, 60_000);

test('the events of a check hold them', async () => {
  const { directory, file } = await startDemanding();
  const { context, written } = commandContext(directory);
  expect(await runCheck([file], { rounds: '1', ndjson: true }, context)).toBe(1);
  const types = written.result
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect(types.filter((type) => type === 'weaklink.policy')).toHaveLength(1);
}, 60_000);
