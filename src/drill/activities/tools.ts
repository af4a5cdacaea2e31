import type { Clock } from '../../platform/clock.ts';
import type { Redactor } from '../../text/redact.ts';
import type { ResolvedSettings } from './settings.ts';

/** What activities are run with. */
export interface ActivityTools {
  readonly settings: ResolvedSettings;
  /** Knows every secret of the settings; nothing leaves without it. */
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Injects or undoes a fault of the scenario; resolves once that is in force. */
  readonly fault: (name: string, what: 'inject' | 'undo') => Promise<void>;
}
