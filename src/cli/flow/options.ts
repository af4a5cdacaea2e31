import { type FlowMeasure, flowMeasures } from '../../attribution/flow/types.ts';
import {
  defaultWindow,
  type FlowWindow,
  flowWindows,
  windowNamed,
} from '../../attribution/flow/windows.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { type FlowFormat, flowFormats } from '../../report/flow/index.ts';
import type { OptionValues } from '../command.ts';

export interface FlowOptions {
  /** Null: every model. */
  readonly model: string | null;
  readonly measure: FlowMeasure;
  readonly window: FlowWindow;
  readonly format: FlowFormat;
}

/** @throws WeaklinkError E_OPTION */
export function flowOptions(options: OptionValues): FlowOptions {
  const names = flowWindows.map(({ name }) => name);
  const window = windowNamed(oneOf('--window', options.window ?? defaultWindow.name, names));
  const formats = Object.keys(flowFormats) as FlowFormat[];
  return {
    model: typeof options.model === 'string' ? options.model : null,
    measure: oneOf('--by', options.by ?? 'value', flowMeasures),
    window: window ?? defaultWindow,
    format: options.json === true ? 'json' : oneOf('--format', options.format ?? 'text', formats),
  };
}

function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `${option}: "${String(value)}" is none of ${allowed.join(', ')}`,
    hint: `Give one of ${allowed.join(', ')}.`,
  });
}
