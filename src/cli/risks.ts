import { SeenGpus } from '../attribution/concentration/seen-gpus.ts';
import { modelRisks } from '../attribution/concentration/stoppers.ts';
import { type Traffic, TrafficCounter } from '../attribution/concentration/traffic.ts';
import { worstPoint } from '../attribution/concentration/worst.ts';
import { costOf } from '../attribution/prices/cost.ts';
import type { Chain } from '../chain/types.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { sanitise } from '../text/sanitise.ts';
import { withFilesThatAreThere } from './attribution/chain-behind.ts';
import { pricesFor } from './attribution/prices.ts';
import { loadChainFile } from './chain-file.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { allAttempts } from './cost/told-attempts.ts';
import { risksText } from './risks/text.ts';
import { textLook } from './text-look.ts';
import { toldEvents } from './told-events.ts';

/**
 * `weaklink risks`: what alone would stop each model, and how traffic and value are divided among
 * providers. Looks at nothing.
 */
export const runRisks: RunCommand = async (operands, options, context) => {
  const { output, signal } = context;
  const recording = typeof options.recording === 'string' ? options.recording : undefined;
  const isAsked = recording !== undefined || options.since !== undefined;
  const stated =
    operands.length > 0 || recording === undefined ? await loadChainFile(operands) : null;
  const { chain, traffic } = isAsked
    ? await trafficOf(recording, stated, { options, ...context })
    : { chain: stated, traffic: null };
  if (signal.aborted) return ExitCode.Interrupted;
  if (chain === null) throw noChain(recording ?? '');
  const models = modelRisks(chain);
  const worst = worstPoint(models);
  if (options.json === true) {
    const document = { schema: 'weaklink.risks/1', chain: chain.name, worst, models, traffic };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    output.result(risksText({ chain: chain.name, worst, models, traffic }, textLook(output)));
  }
  return ExitCode.Healthy;
};

/** What a recording, or the journal, tells of a chain: of the one that is stated, else of its own. */
async function trafficOf(
  path: string | undefined,
  stated: Chain | null,
  { options, globals, signal, output }: CommandContext & { readonly options: OptionValues },
): Promise<{ readonly chain: Chain | null; readonly traffic: Traffic | null }> {
  let chain = stated;
  const counterOf = async (known: Chain) => {
    const here = withFilesThatAreThere(known, output.progress);
    const attempts = allAttempts(path, options, globals);
    const { tables } = await pricesFor(options, here, attempts);
    return new TrafficCounter(known, (inference) => costOf(inference, tables));
  };
  let counter = chain && (await counterOf(chain));
  const gpus = new SeenGpus();
  const kinds = ['session', 'inference', 'observation'] as const;
  for await (const event of await toldEvents(path, kinds, options, globals)) {
    if (signal.aborted) break;
    if (event.type === 'weaklink.session' && chain === null) {
      chain = event.data.chain;
      counter = await counterOf(chain);
    }
    if (event.type === 'weaklink.inference') counter?.add(event.data);
    if (event.type === 'weaklink.observation') gpus.add(event.data);
  }
  return { chain: chain && gpus.label(chain), traffic: counter?.traffic() ?? null };
}

function noChain(path: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_NO_CHAIN',
    message: `${sanitise(path)}: it holds no chain`,
    hint: 'Give the chain file too: weaklink risks chain.yaml --recording FILE',
  });
}
