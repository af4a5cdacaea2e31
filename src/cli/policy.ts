import type { Ruling } from '../events/ruling.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { policyJson } from '../report/policy/json.ts';
import { policyJunit } from '../report/policy/junit.ts';
import { policyText } from '../report/policy/text.ts';
import type { PolicyReport } from '../report/policy/types.ts';
import { Session } from '../session/session.ts';
import { loadChainFile } from './chain-file.ts';
import { roundsOf } from './check.ts';
import type { RunCommand } from './command.ts';
import { lookWithPolicies } from './policy/look-with-policies.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { textLook } from './text-look.ts';
import { writeFileOrSay } from './write-file.ts';

/**
 * `weaklink policy [chain.yaml]`: whether a chain holds what its file demands beside that it works.
 *
 * @returns 0 all held, 1 one is broken, 3 none is known to be broken and not all could be told
 */
export const runPolicy: RunCommand = async (operands, options, context) => {
  const { output, signal, globals } = context;
  const rounds = roundsOf(options.rounds);
  const chain = await loadChainFile(operands);
  const { policies } = chain;
  if (!policies || Object.keys(policies).length === 0) throw noPolicies();
  const session = new Session({
    chain,
    journalDirectory: journalDirectoryOf(globals),
    onTrouble: output.progress,
  });
  try {
    const looked = await lookWithPolicies(policies, session, rounds, signal);
    const { snapshot, policies: rulings } = looked;
    if (signal.aborted) return ExitCode.Interrupted;
    const report: PolicyReport = { chain: chain.name, at: snapshot.takenAt, rulings };
    output.result(
      options.json === true ? policyJson(report) : policyText(report, textLook(output)),
    );
    if (typeof options.junit === 'string') await writeFileOrSay(options.junit, policyJunit(report));
    return policyExitCode(rulings);
  } finally {
    await session.stop();
  }
};

export function policyExitCode(rulings: readonly Ruling[]): ExitCode {
  if (rulings.some(({ state }) => state === 'broken')) return ExitCode.Fault;
  const isTold = rulings.every(({ state }) => state === 'held');
  return isTold ? ExitCode.Healthy : ExitCode.CouldNotLook;
}

function noPolicies(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_NO_POLICIES',
    message: 'this chain file states no policies',
    hint: 'Add some: policies: { tls: { minimum: "1.2" }, certificates: { days: 21 } }',
  });
}
