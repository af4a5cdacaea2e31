import { type Speed, speeds } from '../../console/timeline/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';

/** What is made of a recording; null: the console on a terminal, lines elsewhere. */
export type ReplayForm = 'json' | 'ndjson' | 'plain' | 'verify';

export interface ReplayOptions {
  readonly form: ReplayForm | null;
  /** Of a verification: as one JSON document. */
  readonly asJson: boolean;
  readonly speed: Speed | null;
  /** As typed. */
  readonly from: string | null;
  readonly to: string | null;
  readonly without: readonly string[];
}

/** @throws WeaklinkError E_OPTION */
export function replayOptions(options: OptionValues): ReplayOptions {
  const form = formOf(options);
  const speed = typeof options.speed === 'string' ? speedOf(options.speed) : null;
  if (speed !== null && (form === 'json' || form === 'verify')) {
    throw wrong(`--speed has no meaning with --${form}, which writes once, at the end`);
  }
  return {
    form,
    asJson: options.json === true,
    speed,
    from: textOf(options.from),
    to: textOf(options.to),
    without: Array.isArray(options.without) ? options.without : [],
  };
}

function formOf(options: OptionValues): ReplayForm | null {
  const formats = (['json', 'ndjson', 'plain'] as const).filter((name) => options[name] === true);
  if (formats.length > 1) {
    throw wrong(
      `only one of ${formats.map((name) => `--${name}`).join(' and ')} can go to stdout`,
      'Choose one.',
    );
  }
  if (options.verify !== true) return formats[0] ?? null;
  if (formats[0] === 'ndjson') {
    throw wrong('--verify writes no events', 'With --json its result is one JSON document.');
  }
  return 'verify';
}

function speedOf(text: string): Speed {
  const speed = speeds.find((one) => String(one) === text);
  if (speed !== undefined) return speed;
  throw wrong(`--speed: "${text}" is none of ${speeds.join(', ')}`);
}

function textOf(value: OptionValues[string]): string | null {
  return typeof value === 'string' ? value : null;
}

function wrong(message: string, hint?: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_OPTION', message, ...(hint ? { hint } : {}) });
}
