import { setTimeout as wait } from 'node:timers/promises';
import { LiveAttribution } from '../../attribution/live.ts';
import { accountingSteps } from '../../attribution/steps.ts';
import { systemClock } from '../../platform/clock.ts';
import { requireDurationMs } from '../../platform/duration.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import { Session } from '../../session/session.ts';
import { detectTerminal } from '../../terminal/capabilities.ts';
import { statedOr } from '../attribution/chain-behind.ts';
import { hearInferences } from '../attribution/hear-inferences.ts';
import { knowledgeOf } from '../attribution/knowledge.ts';
import { watchSpend } from '../attribution/watch-spend.ts';
import { loadChainFile } from '../chain-file.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import { sessionFeed, titleOf } from '../session-feed.ts';
import { journalDirectoryOf } from '../state-directory.ts';
import type { FlowOptions } from './options.ts';
import type { FlowSource } from './report.ts';

const DEFAULT_FOR = '1m';

/** A session over a chain, and the console opened at the flow. */
export async function flowConsole(
  path: string,
  { model, measure, window }: FlowOptions,
  values: OptionValues,
  context: CommandContext,
): Promise<ExitCode> {
  const { initialFlow } = await import('../../console/flow/state.ts');
  const { runConsole } = await import('../../console/run-console.tsx');
  return withSession(path, context, async (session) => {
    const chain = await statedOr(values, session.chain);
    const knowledge = await knowledgeOf(values, context.globals, chain);
    const spend = watchSpend(session, knowledge, context.globals, context.output.progress);
    const accounting = () => accountingSteps(knowledge);
    const feed = sessionFeed(session, titleOf('LIVE'), null, accounting, spend.outlook);
    const flow = { ...initialFlow, model, measure, window: window.name };
    const ui = { screens: ['chain', 'flow'] as const, flow };
    const terminal = detectTerminal();
    try {
      return (await runConsole(feed, { terminal, signal: context.signal, ui })).exitCode;
    } finally {
      spend.end();
    }
  });
}

/** What a session over a chain hears of inferences for a while. @throws WeaklinkError E_DURATION */
export async function flowOfSession(
  path: string,
  values: OptionValues,
  context: CommandContext,
): Promise<FlowSource> {
  const forMs = requireDurationMs(String(values.for ?? DEFAULT_FOR), '--for');
  return withSession(path, context, async (session) => {
    const chain = await statedOr(values, session.chain);
    const steps = accountingSteps(await knowledgeOf(values, context.globals, chain));
    const live = new LiveAttribution(steps, null, session.chain);
    session.stream.onEvent('flow', (event) => {
      if (event.type === 'weaklink.inference') live.take(event.data);
      if (event.type === 'weaklink.observation') live.flow.look(event.data);
    });
    await wait(forMs, undefined, { signal: context.signal }).catch(() => {});
    const verdict = session.judging.judge();
    return { flow: live.flow, chain: session.chain, verdict, asOfMs: systemClock.now() };
  });
}

async function withSession<T>(
  path: string,
  { output, globals }: CommandContext,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = new Session({
    chain: await loadChainFile([path]),
    journalDirectory: journalDirectoryOf(globals),
    onTrouble: output.progress,
  });
  let hearNoMore = async () => {};
  try {
    session.start();
    hearNoMore = await hearInferences(session);
    return await use(session);
  } finally {
    await hearNoMore();
    await session.stop();
  }
}
