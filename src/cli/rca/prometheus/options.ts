import { isWebAddress } from '../../../../probes/http/options.ts';
import type { Alert } from '../../../diagnosis/metrics/input/case.ts';
import { parseTimeMs } from '../../../diagnosis/metrics/input/time.ts';
import { requireDurationMs } from '../../../platform/duration.ts';
import { WeaklinkError } from '../../../platform/errors.ts';
import type { OptionValues } from '../../command.ts';
import { headersIn } from '../../header-option.ts';

export interface RcaRequest {
  readonly url: string;
  /** Secrets as references. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
  /** When it began or was noticed; undefined: find out. */
  readonly atMs: number | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  /** Undefined: that of the scrapes, or a 240th of the window. */
  readonly stepMs: number | undefined;
  readonly edges: string | undefined;
  readonly alert: Alert | undefined;
}

const DEFAULT_BEFORE = '30m';
const DEFAULT_AFTER = '10m';

/** The options of `weaklink rca --prometheus`. @throws WeaklinkError E_OPTION, E_DURATION */
export function rcaRequest(options: OptionValues, nowMs: number): RcaRequest {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const url = text('prometheus') ?? '';
  if (!isWebAddress(url)) {
    throw usage(`--prometheus: "${url}" is not a web address`, 'Write http://prometheus:9090.');
  }
  const at = text('at');
  const atMs = at === undefined ? undefined : parseTimeMs(at);
  if (Number.isNaN(atMs)) {
    throw usage(`--at: "${at}" is no time`, 'Write 2026-11-21T09:30:00Z or Unix time.');
  }
  const beforeMs = requireDurationMs(text('before') ?? DEFAULT_BEFORE, '--before');
  const afterMs = requireDurationMs(text('after') ?? DEFAULT_AFTER, '--after');
  const middleMs = atMs ?? nowMs - afterMs;
  const step = text('step');
  return {
    url,
    headers: headersIn(options.header),
    ca: text('ca'),
    atMs,
    fromMs: middleMs - beforeMs,
    toMs: Math.min(nowMs, middleMs + afterMs),
    stepMs: step === undefined ? undefined : requireDurationMs(step, '--step'),
    edges: text('edges'),
    alert: alertIn(text('alert')),
  };
}

/** `SERVICE` or `SERVICE|METRIC`. */
function alertIn(text: string | undefined): Alert | undefined {
  if (text === undefined) return undefined;
  const [service = '', metric = ''] = text.split('|');
  return { service: service.trim(), metric: metric.trim() };
}

function usage(message: string, hint: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_OPTION', message, hint });
}
