import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { LookMemory } from '../../system/memory.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { hasFabric } from '../judge/fabric.ts';
import { type CardLinks, readNvlink } from '../smi-forms/nvlink.ts';
import type { SmiCommand } from '../smi-runner.ts';
import { toolOf } from '../vendor.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';

/** Errors counted by the last look, by card, and the most links that were ever up. */
const earlier = new LookMemory<{ readonly errors: number; readonly mostUp: number }>();

/** NVLinks of the cards: how many are up, and whether their errors grow. */
export async function lookAtNvlinks(look: AroundLook): Promise<Around> {
  const { options, cards, listed, context } = look;
  const mayHave = listed.length > 1 || cards.some(hasFabric) || options.expect.nvlinks;
  if (options.nvlink === 'off' || !mayHave || toolOf(options.binary) !== 'nvidia-smi') {
    return nothingAround;
  }
  const states = await ask(look, ['--status']);
  const errors = states.some(({ links }) => links.length > 0) ? await ask(look, ['-e']) : [];
  const usual = usualLinks(states);
  const facts: Record<string, Fact> = {};
  const signs: GpuSign[] = [];
  for (const card of states) {
    const ours = cards.find(({ uuid }) => uuid !== null && uuid === card.card.uuid);
    if (!ours || card.links.length === 0) continue;
    const counted = errorsOf(errors.find((other) => other.card.uuid === card.card.uuid));
    const up = upOf(card);
    const key = `${context.vantage.name} ${card.card.uuid}`;
    const before = earlier.recall(key);
    const mostUp = Math.max(up, before?.mostUp ?? 0);
    earlier.keep(key, { errors: counted, mostUp });
    const name = shortName(ours);
    facts[`${name}.nvlinks`] = `${up} of ${card.links.length} up` as Fact;
    if (counted > 0) facts[`${name}.nvlink_errors`] = counted;
    const expected = options.expect.nvlinks ?? Math.max(mostUp, usual.get(card.card.name) ?? 0);
    if (up < expected) {
      signs.push({
        symptom: 'gpu.nvlink_down',
        words: safe`${name}: ${up} of ${expected} NVLinks`,
      });
    }
    if (before !== undefined && counted > before.errors) {
      const grown = counted - before.errors;
      signs.push({
        symptom: 'gpu.nvlink_errors',
        words: safe`${name}: ${grown} new NVLink errors`,
      });
    }
  }
  return { signs, facts, evidence: [] };
}

async function ask(look: AroundLook, rest: readonly string[]): Promise<readonly CardLinks[]> {
  const command: SmiCommand = [look.options.binary, 'nvlink', ...rest];
  const run = await look.runner.run(command, look.context);
  return run.kind === 'ended' ? readNvlink(run.stdout) : [];
}

function upOf({ links }: CardLinks): number {
  return links.filter(({ state }) => state === 'active').length;
}

/**
 * Links that are up on most cards of one type. Many cards have links that lead nowhere by design,
 * so only a card with fewer than its siblings is suspect.
 */
function usualLinks(states: readonly CardLinks[]): ReadonlyMap<string, number> {
  const byType = Map.groupBy(states, ({ card }) => card.name);
  return new Map(
    [...byType].map(([type, siblings]) => {
      const counts = siblings.map(upOf).toSorted((a, b) => a - b);
      return [type, counts[Math.floor(counts.length / 2)] ?? 0];
    }),
  );
}

function errorsOf(card: CardLinks | undefined): number {
  const counts = card?.links.flatMap(({ errors }) => [...errors.values()]) ?? [];
  return counts.reduce((sum, count) => sum + count, 0);
}

function shortName({ uuid, bus }: GpuReading): string {
  return uuid?.slice(0, 12) ?? bus ?? 'gpu';
}
