import { safe } from '../../src/text/sanitise.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { verdictOf } from '../system/judgement.ts';
import { factsOf, measuresOf, wellSummary } from './facts.ts';
import { judgeHost } from './judge.ts';
import { hostMemories, noHostMemory } from './memory.ts';
import type { HostOptions } from './options.ts';
import { readPortably } from './portable.ts';
import { type HostReadings, readHost } from './readings.ts';
import { hostSymptoms } from './symptoms.ts';

export async function lookAtHost(options: HostOptions, context: LookContext): Promise<Finding> {
  const readings = await readingsOf(options, context);
  if (!readings) {
    return couldNotLook('self.vantage', safe`there is no ${options.procRoot} to read here`);
  }
  return {
    ...verdictOf(
      judgeHost(readings, options),
      hostSymptoms,
      context.redactor,
      wellSummary(readings),
    ),
    facts: factsOf(readings, context.redactor),
    measures: measuresOf(readings),
  };
}

async function readingsOf(
  options: HostOptions,
  context: LookContext,
): Promise<HostReadings | undefined> {
  const { vantage } = context;
  const isHere = vantage.name === 'local' && options.procRoot === '/proc';
  if (isHere && process.platform !== 'linux') return readPortably();
  const key = JSON.stringify([vantage.name, options]);
  const { readings, memory } = await readHost(
    options,
    context,
    hostMemories.recall(key) ?? noHostMemory,
  );
  hostMemories.keep(key, memory);
  return readings.load || readings.memory ? readings : undefined;
}
