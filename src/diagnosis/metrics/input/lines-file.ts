import type { LogLine, ServiceChange } from './case.ts';
import { inputError } from './input-error.ts';
import { parseTimeMs } from './time.ts';

/** Lines of one file that are read; the rest is left out and said. */
const MAX_LINES = 500_000;
/** Characters of a message that are kept: enough to recognise its kind. */
const MAX_MESSAGE = 2_000;

type Json = Readonly<Record<string, unknown>>;

/**
 * `logs.ndjson`: one object a line with `time` (or `timestamp`, `ts`), `service`, a level
 * (`level`, `severity`, `severity_text`) and a text (`message`, `msg`, `body`, `log`).
 *
 * @throws WeaklinkError E_RCA_NDJSON, E_RCA_TIME with the line
 */
export function readLogs(file: string, text: string): LogLine[] {
  return readLines(file, text, (line, timeMs) => ({
    timeMs,
    service: textOf(line, 'service', 'service_name', 'service.name', 'app', 'pod'),
    bad: isBad(line),
    message: [
      textOf(line, 'message', 'msg', 'body', 'log', 'text'),
      textOf(line, 'error', 'exception.message', 'err', 'error.message'),
    ]
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, MAX_MESSAGE),
  }));
}

/**
 * `changes.ndjson`: one object a line with `time`, `service`, `what` (or `message`, `summary`) and
 * `id` (or `commit`, `sha`, `version`).
 *
 * @throws WeaklinkError E_RCA_NDJSON, E_RCA_TIME with the line
 */
export function readChanges(file: string, text: string): ServiceChange[] {
  return readLines(file, text, (line, timeMs) => ({
    timeMs,
    service: textOf(line, 'service', 'service_name', 'app'),
    what: textOf(line, 'what', 'message', 'summary', 'description', 'kind').slice(0, MAX_MESSAGE),
    id: textOf(line, 'id', 'commit', 'commit_sha', 'sha', 'version'),
  }));
}

function readLines<Read>(
  file: string,
  text: string,
  read: (line: Json, timeMs: number) => Read,
): Read[] {
  const result: Read[] = [];
  for (const [index, raw] of text.split('\n').slice(0, MAX_LINES).entries()) {
    if (raw.trim() === '') continue;
    const line = index + 1;
    const object = jsonObject(file, line, raw);
    const time = textOf(object, 'time', 'timestamp', 'ts', '@timestamp', 'at');
    const timeMs = parseTimeMs(time);
    if (Number.isNaN(timeMs)) {
      const message = time === '' ? 'there is no time' : `"${time}" is no time`;
      throw inputError({ code: 'E_RCA_TIME', file, line, message });
    }
    result.push(read(object, timeMs));
  }
  return result;
}

function jsonObject(file: string, line: number, raw: string): Json {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {}
  throw inputError({ code: 'E_RCA_NDJSON', file, line, message: 'the line is no JSON object' });
}

function textOf(object: Json, ...names: readonly string[]): string {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return '';
}

const badLevel = /^(w|warn|warning|e|err|error|f|fatal|crit|critical|alert|emerg|panic|severe)/i;

function isBad(line: Json): boolean {
  const level = textOf(line, 'level', 'severity', 'severity_text', 'lvl', 'log.level');
  if (/^\d+$/.test(level)) return Number(level) >= 40;
  if (level !== '') return badLevel.test(level);
  return /\b(error|exception|fatal|panic|fail(ed|ure)?)\b/i.test(
    textOf(line, 'message', 'msg', 'body', 'log'),
  );
}
