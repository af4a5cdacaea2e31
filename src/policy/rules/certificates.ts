import type { Ruling } from '../../events/ruling.ts';
import type { Observation } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import { isMeant, type Rule } from '../known.ts';

const DAY_MS = 86_400_000;

/** Every certificate that was seen is still valid for so many days, those above it too. */
export const certificates: Rule<'certificates'> = ({ days, except }, known) =>
  known.observations
    .filter(({ link }) => isMeant({ id: link }, except))
    .flatMap((look): readonly Ruling[] => {
      const until = look.facts['certificate.chain_expires'];
      const untilMs = typeof until === 'string' ? Date.parse(until) : Number.NaN;
      const common = {
        rule: 'certificates',
        link: look.link,
        wanted: safe`${days} more days`,
        command: look.command,
      } as const;
      if (!Number.isFinite(untilMs)) {
        if (!isAsked(look)) return [];
        const remedy = safe`repeat the look: ${look.summary}`;
        return [{ ...common, state: 'unknown', seen: null, since: null, remedy }];
      }
      const left = Math.floor((untilMs - known.nowMs) / DAY_MS);
      const isHeld = left >= days;
      const seen = safe`${left} days, until ${new Date(untilMs).toISOString().slice(0, 10)}`;
      return [
        {
          ...common,
          state: isHeld ? 'held' : 'broken',
          seen,
          since: isHeld ? null : new Date(untilMs - days * DAY_MS).toISOString(),
          remedy: isHeld
            ? null
            : safe`renew the certificate of ${look.link}, and see why nothing has renewed it`,
        },
      ];
    });

/** A look that is there for the certificate, and saw none. */
function isAsked({ probe }: Observation): boolean {
  return probe === 'tls';
}
