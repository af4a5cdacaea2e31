import type { Link } from '../../src/chain/types.ts';
import type { Condition, Effect } from './condition.ts';
import type { Dice } from './dice.ts';
import { type About, type Flaw, type Reply, silence } from './reply.ts';
import type { Manners } from './world.ts';

/** What a health check meets as well as a request does. */
export const healthNotices: readonly Effect[] = [
  'errors',
  'misroute',
  'slow',
  'disk',
  'data',
  'loading',
];

/** What only a request meets that is answered in earnest, too. */
export const requestsNotice: readonly Effect[] = [
  ...healthNotices,
  'no-gpu',
  'engine-errors',
  'engine-hang',
  'engine-slow',
  'overload',
  'key',
  'quota',
  'rate',
  'no-model',
  'other-model',
  'corrupt',
  'cut',
  'stall',
];

/** What the link's own work becomes with this effect; null where the work does not notice. */
export function onWork(
  effect: Effect,
  { status = 500, delayMs = 0 }: Condition,
  { kind }: Link,
  manners: Manners,
  isHealth: boolean,
  dice: Dice,
): Reply | null {
  const answer = (code: number, about: About = 'nothing'): Reply => ({
    error: { kind: 'status', status: code, about },
    ms: 1,
  });
  const spoiled = (flaw: Flaw, ms = 0): Reply => ({ error: { kind: 'flaw', flaw }, ms });
  const speaksForModel = kind === 'inference-server' || kind === 'provider';
  switch (effect) {
    case 'errors':
      return answer(status, speaksForModel && !isHealth ? 'engine' : 'nothing');
    case 'misroute':
      return answer(status);
    case 'slow':
      if (isHealth && !manners.healthShares) return null;
      return { error: null, ms: dice.lognormal(delayMs, 0.35) };
    case 'engine-slow':
      return { error: null, ms: dice.lognormal(delayMs, 0.35) };
    case 'disk':
      return manners.writes && !isHealth
        ? answer(500, speaksForModel ? 'engine' : 'nothing')
        : null;
    case 'data':
      return kind === 'store' || kind === 'datanet' ? answer(status) : null;
    case 'no-gpu':
      if (manners.withoutGpu === 'hang') return silence;
      return answer(500, 'engine');
    case 'engine-errors':
      return answer(500, 'engine');
    case 'engine-hang':
      return silence;
    case 'overload':
      return answer(status, 'overload');
    case 'loading':
      return answer(503, 'loading');
    case 'key':
      return answer(401);
    case 'quota':
      return answer(429, 'quota');
    case 'rate':
      return answer(429, 'rate');
    case 'no-model':
      return answer(404, 'model');
    case 'other-model':
    case 'corrupt':
    case 'cut':
      return spoiled(effect);
    case 'stall':
      return spoiled('stall', 2_500);
    default:
      return null;
  }
}
