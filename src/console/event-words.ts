import type { LinkId } from '../chain/types.ts';
import { brokenOf, policyWords } from '../events/policy-words.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Slot } from '../terminal/theme.ts';

/** An event in one line, before it is sanitised for a screen. */
export interface EventWords {
  readonly kind: string;
  readonly link: LinkId | null;
  readonly words: string;
  readonly slot: Slot;
}

export function wordsOf(event: WeaklinkEvent): EventWords {
  switch (event.type) {
    case 'weaklink.observation': {
      const { link, outcome, symptom, summary, vantage } = event.data;
      const from = vantage === 'local' ? '' : ` (from ${vantage})`;
      const words = symptom === null ? `${summary}${from}` : `${symptom}, ${summary}${from}`;
      return { kind: 'LOOK', link, words, slot: lookSlots[outcome] };
    }
    case 'weaklink.change': {
      const { link, what, from, to } = event.data;
      return {
        kind: 'CHANGE',
        link,
        words: `${what} ${from ?? '–'} → ${to ?? '–'}`,
        slot: 'accent',
      };
    }
    case 'weaklink.claim': {
      const { link, who, says, words } = event.data;
      return { kind: 'CLAIM', link, words: `${who} says ${says}: "${words}"`, slot: 'plain' };
    }
    case 'weaklink.note':
      return { kind: 'NOTE', link: event.data.link, words: event.data.words, slot: 'plain' };
    case 'weaklink.fault': {
      const { link, action, name, mode } = event.data;
      return { kind: 'FAULT', link, words: `${name} ${action} (${mode})`, slot: 'accent' };
    }
    case 'weaklink.inference': {
      const { link, model, outcome, durationMs } = event.data;
      const words = `${model} ${outcome} in ${Math.round(durationMs)} ms`;
      return { kind: 'ASK', link, words, slot: outcome === 'ok' ? 'plain' : 'warn' };
    }
    case 'weaklink.policy': {
      const { rulings } = event.data;
      const slot = brokenOf(rulings).length > 0 ? 'warn' : 'plain';
      return { kind: 'POLICY', link: null, words: policyWords(rulings), slot };
    }
    case 'weaklink.verdict': {
      const { status, headline, culprits } = event.data;
      const link = culprits[0]?.link ?? null;
      return { kind: 'VERDICT', link, words: headline, slot: verdictSlots[status] };
    }
    case 'weaklink.session': {
      const words = `weaklink ${event.data.version} began to look at ${event.data.chain.name}`;
      return { kind: 'SESSION', link: null, words, slot: 'muted' };
    }
  }
}

const lookSlots = { ok: 'ok', degraded: 'warn', failed: 'fail', unknown: 'muted' } as const;
const verdictSlots = { healthy: 'ok', fault: 'fail', undetermined: 'warn' } as const;
