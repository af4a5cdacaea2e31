import { parseDriverErrors } from '../../../probes/gpu/driver-log.ts';
import { judgeDriverErrors } from '../../../probes/gpu/judge/driver-errors.ts';
import { countXids } from '../../../probes/gpu/judge/xids.ts';
import { parseXidLog } from '../../../probes/gpu/xid-log.ts';
import type { HostJudgement } from '../../../probes/host/judge.ts';
import { judgeHungMounts, judgeLastWords, judgeSigns } from '../../../probes/host/judge-kernel.ts';
import { judgeFlaps } from '../../../probes/host/judge-network.ts';
import { lastWordsOf } from '../../../probes/host/last-words.ts';
import { hostOptions } from '../../../probes/host/options.ts';
import { type KernelSign, parseKernelSigns } from '../../../probes/system/kernel-signs.ts';
import { type LogClock, lineAgeMs } from '../../../probes/system/log-time.ts';
import { parseOomKills } from '../../../probes/system/oom-kills.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { linesLeftOut, tellingLines } from './telling-lines.ts';

/** How a line of a kernel log begins in any of its forms. */
const kernelLine =
  /^(?:\w+ *: ?\w+ *: )?(?:<\d{1,3}>)?(?:\[ *\d+\.\d+\]|\[\w{3} \w{3} [ \d]\d [\d:]+ \d{4}\]|\d,\d+,\d+,[-c]|\d{4}-\d\d-\d\dT[\d:,.]+[+-]\S+ (?:\S+ kernel: )?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ kernel: )/;
/** Above each piece of what the firmware kept of a kernel that died. */
const keptByFirmware = /^(?:Panic|Oops)#\d+ Part\d+$/m;
/** Lines of the end that tell when the log ends. */
const LAST_LINES = 50;
/** Milliseconds since a start that no machine reaches: only differences to it are used. */
const FAR_MS = 1e13;
/** Characters of a message that are shown. */
const MESSAGE_CHARACTERS = 60;
const defaults = hostOptions.parse({});

/** A kernel log, or a part of one: XIDs, SXids, kills for lack of memory, and all other signs. */
export function readKernelLog(text: string): CaptureReading | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const logged = lines.filter((line) => kernelLine.test(line.trim())).length;
  if (logged === 0 || logged * 2 < lines.length) return null;
  const clock = clockAtEnd(lines);
  const { events, switchErrors, suppressed } = parseXidLog(text, clock);
  const signs = parseKernelSigns(text, clock);
  const kills = parseOomKills(text, clock);
  const driverErrors = parseDriverErrors(text, clock);
  const counted = countXids(events);
  const expected = tellingLines(lines);
  const lost = linesLeftOut(expected, { events, switchErrors, signs, kills, driverErrors });
  const ofCards = counted.flatMap(({ class: xidClass }) =>
    xidClass === 'information' ? [] : [xidClass === 'application' ? 'gpu.xid_app' : 'gpu.xid'],
  );
  return reading({
    parsedBy: 'gpu, host: kernel log',
    inText: expected.length,
    kept: expected.length - lost.length,
    lost,
    unknown: untoldTroubles(lines, [
      ...events,
      ...switchErrors,
      ...signs,
      ...kills,
      ...driverErrors,
    ]),
    facts: [
      `${logged} lines`,
      ...counted.map(({ code, times }) => `XID ${code} (${times})`),
      ...once(switchErrors.map(({ code }) => `SXid ${code}`)),
      ...judgeDriverErrors(driverErrors).map(({ words }) => words),
      ...[...Map.groupBy(signs, ({ kind }) => kind)].map(
        ([kind, all]) => `${kind} (${all.length})`,
      ),
      ...(suppressed.lines > 0 ? [`${suppressed.lines} lines left out by the kernel`] : []),
      ...(suppressed.byDriver ? ['the driver limits its lines'] : []),
      ...(kills.length > 0 ? [`${kills.length} kills for lack of memory`] : []),
    ],
    symptoms: once([
      ...ofCards,
      ...driverErrors.map(({ symptom }) => symptom),
      ...(switchErrors.some(({ fatal }) => fatal) ? ['gpu.sxid'] : []),
      // What a container did beyond its own limit is no trouble of the machine.
      ...(kills.some(({ scope }) => scope === 'host') ? ['host.oom_kill'] : []),
      ...kernelJudgements(text, signs).map(({ symptom }) => symptom),
    ]),
  });
}

/**
 * What the host probe would say right after the last line was written: of signs however old, and of
 * links that were lost again and again within its usual time.
 */
export function kernelJudgements(
  text: string,
  signs: readonly KernelSign[],
): readonly HostJudgement[] {
  const lastWords = keptByFirmware.test(text) ? lastWordsOf([text]) : null;
  return [
    ...judgeLastWords({ lastWords, uptimeMs: 0 }),
    ...judgeSigns({ signs }, { kernelLookbackMs: Number.POSITIVE_INFINITY }),
    ...judgeHungMounts({ hungMounts: [], signs }),
    ...judgeFlaps({ signs }, defaults),
  ];
}

const troubled = /segfault|\berror\b|\bfail(?:ed|ure|s)?\b|\btimed? ?out\b/i;
/** Where the message begins: what stands before it differs from line to line. */
const beforeMessage = /^.*?(?:kernel: |\d\] |[+-]\d\d:\d\d |-;)/;

/** Lines that sound like trouble and that no reader takes for a sign, each once. */
function untoldTroubles(
  lines: readonly string[],
  told: readonly { readonly line: string }[],
): readonly string[] {
  const known = new Set(told.map(({ line }) => line));
  return once(
    lines
      .filter((line) => !known.has(line) && troubled.test(line))
      .map((line) => line.replace(beforeMessage, '').slice(0, MESSAGE_CHARACTERS)),
  );
}

/** The moment at which the last line was written, by both ways in which lines tell their time. */
export function clockAtEnd(lines: readonly string[]): LogClock {
  const nowMs = Date.now();
  const end = lines.slice(-LAST_LINES);
  const agesMs = end.map((line) => lineAgeMs(line, { nowMs, uptimeMs: undefined }));
  const told = agesMs.filter((ageMs) => ageMs !== null);
  const sinceStart = end
    .filter((_, index) => agesMs[index] === null)
    .flatMap((line) => lineAgeMs(line, { nowMs, uptimeMs: FAR_MS }) ?? []);
  return {
    nowMs: told.length > 0 ? nowMs - Math.min(...told) : nowMs,
    uptimeMs: sinceStart.length > 0 ? FAR_MS - Math.min(...sinceStart) : undefined,
  };
}
