import { numberOf, valueAt } from '../json.ts';
import { dateMs, spanMs } from '../time.ts';
import type { TimeField } from './mapping-schema.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clf = /^\[?(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]?$/;

/** A point in time of a line, in milliseconds since the epoch; null where there is none. */
export function momentMs(data: object, field: TimeField | undefined): number | null {
  if (field === undefined) return null;
  const { path, as } =
    typeof field === 'string' || Array.isArray(field) ? { path: field, as: undefined } : field;
  for (const one of typeof path === 'string' ? [path] : path) {
    const ms = msOf(valueAt(data, one), as);
    if (ms !== null) return ms;
  }
  return null;
}

function msOf(value: unknown, as: Exclude<TimeField, string | string[]>['as']): number | null {
  if (value === undefined || value === null || value === '') return null;
  if (as === 'clf') return clfMs(String(value));
  if (as === 'iso') return dateMs(value);
  if (as !== undefined) return spanMs(value, as);
  const number = numberOf(value);
  if (number === null) return dateMs(value) ?? clfMs(String(value));
  // Of the years 1973 to 5138 in seconds, each unit has numbers of its own size.
  const unit = number < 1e11 ? 's' : number < 1e14 ? 'ms' : number < 1e17 ? 'us' : 'ns';
  return spanMs(number, unit);
}

/** `[21/Nov/2026:12:00:00 +0100]`, as nginx and Apache write it. */
function clfMs(text: string): number | null {
  const [, day, month = '', year, time, hours, minutes] = clf.exec(text) ?? [];
  const number = months.indexOf(month) + 1;
  if (number === 0) return null;
  return dateMs(`${year}-${String(number).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`);
}
