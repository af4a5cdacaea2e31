import { countXids } from '../../../probes/gpu/judge/xids.ts';
import { parseXidLog } from '../../../probes/gpu/xid-log.ts';
import { parseOomKills } from '../../../probes/system/oom-kills.ts';
import { countLines } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';

/** How a line of a kernel log begins in any of its forms. */
const kernelLine =
  /^(?:\w+ *: ?\w+ *: )?(?:<\d{1,3}>)?(?:\[ *\d+\.\d+\]|\[\w{3} \w{3} [ \d]\d [\d:]+ \d{4}\]|\d,\d+,\d+,[-c]|\d{4}-\d\d-\d\dT[\d:,.]+[+-]\S+ (?:\S+ kernel: )?)/;
const ofDriver = /NVRM: Xid \(|SXid \(/;

/** A kernel log, or a part of one: XIDs, SXids and kills for lack of memory. */
export function readKernelLog(text: string): CaptureReading | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const logged = lines.filter((line) => kernelLine.test(line.trim())).length;
  if (logged === 0 || logged * 2 < lines.length) return null;
  const clock = { nowMs: Date.now(), uptimeMs: undefined };
  const { events, switchErrors, suppressed } = parseXidLog(text, clock);
  const kills = parseOomKills(text, clock);
  const counted = countXids(events);
  const symptoms = counted.map(({ class: xidClass }) =>
    xidClass === 'application' ? 'gpu.xid_app' : 'gpu.xid',
  );
  return reading({
    parsedBy: 'gpu, host: kernel log',
    inText: countLines(`\n${text}`, /^(.*(?:NVRM: Xid \(|SXid \().*)$/).length,
    kept: events.length + switchErrors.length,
    lost:
      once(lines.filter((line) => ofDriver.test(line))).length > events.length + switchErrors.length
        ? ['lines of the driver that are no events']
        : [],
    facts: [
      `${logged} lines`,
      ...counted.map(({ code, times }) => `XID ${code} (${times})`),
      ...switchErrors.map(({ code }) => `SXid ${code}`),
      ...(suppressed.lines > 0 ? [`${suppressed.lines} lines left out by the kernel`] : []),
      ...(suppressed.byDriver ? ['the driver limits its lines'] : []),
      ...(kills.length > 0 ? [`${kills.length} kills for lack of memory`] : []),
    ],
    symptoms: once([
      ...symptoms,
      ...(switchErrors.some(({ fatal }) => fatal) ? ['gpu.sxid'] : []),
      ...(kills.length > 0 ? ['host.oom_kill'] : []),
    ]),
  });
}
