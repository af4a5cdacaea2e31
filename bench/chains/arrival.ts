import type { Effect } from './condition.ts';
import type { Dice } from './dice.ts';
import { type Ask, type Reply, silence, unreached } from './reply.ts';

/**
 * What becomes of a connection at something with this effect; null where connections do not notice.
 *
 * @param delayMs median delay of an effect that is one
 */
export function onArrival(effect: Effect, delayMs: number, ask: Ask, dice: Dice): Reply | null {
  const waitMs = dice.lognormal(1_900, 0.05);
  if (effect.startsWith('dns.')) return unreached(effect, effect === 'dns.timeout' ? waitMs : 5);
  if (effect.startsWith('tls.')) {
    const checks = ask.what !== 'connect' && ask.verifies;
    return checks ? unreached(effect, 8) : null;
  }
  switch (effect) {
    case 'refuse':
      return unreached('tcp.refused', 1);
    case 'reject':
      return unreached('tcp.unreachable', 2);
    case 'swallow':
      return { error: { kind: 'unreached', symptom: 'tcp.timeout', waits: true }, ms: waitMs };
    case 'wrong-address':
      return ask.what === 'connect' || dice.chance(0.5)
        ? unreached('tcp.refused', 1)
        : unreached('tls.name_mismatch', 8);
    case 'reset':
      if (ask.what === 'connect') return null;
      return ask.what === 'handshake'
        ? unreached(dice.chance(0.5) ? 'tls.reset' : 'tls.closed', 3)
        : { error: { kind: 'dropped', how: dice.chance(0.5) ? 'reset' : 'closed' }, ms: 3 };
    case 'freeze':
      if (ask.what === 'connect') return null;
      return ask.what === 'handshake'
        ? { error: { kind: 'unreached', symptom: 'tls.timeout', waits: true }, ms: waitMs }
        : silence;
    case 'late-packets':
      return { error: null, ms: dice.lognormal(delayMs, 0.4) };
    default:
      return null;
  }
}
