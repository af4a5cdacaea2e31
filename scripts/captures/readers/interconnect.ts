import { judgePorts } from '../../../probes/gpu/around/infiniband.ts';
import { readInfiniband } from '../../../probes/gpu/interconnect/infiniband.ts';
import { readManagerLog } from '../../../probes/gpu/interconnect/manager-log.ts';
import { readCardList } from '../../../probes/gpu/smi-forms/card-list.ts';
import { readNvlink } from '../../../probes/gpu/smi-forms/nvlink.ts';
import { countLines, missingValues } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';

/** `nvidia-smi nvlink`, and `nvidia-smi -L`, which has the same first lines. */
export function readLinks(text: string): CaptureReading | null {
  const cards = readNvlink(text);
  if (cards.length === 0 || !/^GPU \d/m.test(text.trimStart().slice(0, 400))) return null;
  const links = cards.flatMap((card) => card.links);
  const parts = readCardList(text).flatMap((card) => card.parts);
  const up = links.filter(({ state }) => state === 'active').length;
  const remarks = once(cards.flatMap(({ remark }) => remark ?? []));
  const expected = countLines(text, /^\s*((?:Link \d+|MIG \S+|GPU \d+).*)$/);
  return reading({
    parsedBy: links.length > 0 ? 'gpu: nvidia-smi nvlink' : 'gpu: nvidia-smi -L',
    inText: expected.length,
    kept: cards.length + links.length + parts.length,
    lost: cards.flatMap(({ unread }) => unread),
    facts: [
      `${cards.length} cards`,
      ...(links.length > 0 ? [`${up} of ${links.length} NVLinks up`] : []),
      ...(parts.length > 0 ? [`MIG ${parts.map(({ profile }) => profile).join(' ')}`] : []),
      ...remarks,
    ],
  });
}

export function readPorts(text: string): CaptureReading | null {
  const ports = readInfiniband(text);
  if (ports.length === 0) return null;
  const { signs, facts } = judgePorts(ports, {});
  const layers = Map.groupBy(ports, ({ layer }) => layer);
  const expected = countLines(text, /^\s+[\w ]+?:\s*(\S.*)$/);
  const found = ports.flatMap(({ fields }) => [...fields.values()].map((value) => value.trim()));
  return reading({
    parsedBy: text.includes("CA '") ? 'gpu: ibstat' : 'gpu: ibstatus',
    inText: expected.length,
    kept: found.length,
    lost: missingValues(expected, found),
    facts: [
      ...[...layers].map(([layer, same]) => `${same.length} × ${layer}`),
      ...Object.entries(facts).map(([name, value]) => `${name} ${value}`),
    ],
    symptoms: once(signs.map(({ symptom }) => symptom)),
  });
}

export function readFabricLog(text: string): CaptureReading | null {
  const { lines, troubles } = readManagerLog(text, Date.now());
  if (lines === 0) return null;
  const expected = countLines(text, /^(\[\w{3} \d{1,2} \d{4} [\d:]+\] \[\w+\].*)$/);
  const errors = troubles.flatMap(({ error }) => error ?? []);
  const codes = once(errors.map(({ code, fatal }) => `${code}${fatal ? ' fatal' : ''}`));
  return reading({
    parsedBy: 'gpu: log of the fabric manager',
    inText: expected.length,
    kept: lines,
    facts: [
      `${lines} lines, ${troubles.length} above information`,
      ...(codes.length > 0 ? [`NVSwitch errors ${codes.join(' ')} (${errors.length})`] : []),
    ],
    symptoms: errors.some(({ fatal }) => fatal) ? ['gpu.sxid'] : [],
  });
}
