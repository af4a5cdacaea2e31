import { judgePorts } from '../../../probes/gpu/around/infiniband.ts';
import { portOfFiles, readInfiniband } from '../../../probes/gpu/interconnect/infiniband.ts';
import { readManagerLog } from '../../../probes/gpu/interconnect/manager-log.ts';
import { readPciCards } from '../../../probes/gpu/interconnect/pci-cards.ts';
import { readCardList } from '../../../probes/gpu/smi-forms/card-list.ts';
import { readNvlink } from '../../../probes/gpu/smi-forms/nvlink.ts';
import { countLines, missingValues } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { isRecord, parseJson } from './parse-json.ts';

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
    parsedBy: links.length + remarks.length > 0 ? 'gpu: nvidia-smi nvlink' : 'gpu: nvidia-smi -L',
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

const portFile = /\/infiniband\/([^/"]+)\/ports\/(\d+)\/([^/"]+)$/;
const usedOfPort = ['state', 'phys_state', 'rate', 'link_layer'] as const;

/** Files of `/sys`, by their paths: of InfiniBand ports the probe reads them where no tool is there. */
export function readPortFiles(text: string): CaptureReading | null {
  if (!text.includes('/infiniband/')) return null;
  const parsed = parseJson(text);
  const files = Object.entries(isRecord(parsed) ? parsed : {}).flatMap(([path, content]) => {
    const [, device = '', port = '', name = ''] = portFile.exec(path) ?? [];
    return device === '' ? [] : [{ device, port: Number(port), name, content: String(content) }];
  });
  if (files.length === 0) return null;
  const byPort = Map.groupBy(files, ({ device, port }) => `${device} ${port}`);
  const ports = [...byPort.values()].flatMap((same) => {
    const [first] = same;
    const read = (wanted: string) => same.find(({ name }) => name === wanted)?.content ?? '';
    const [state = '', phys_state = '', rate = '', link_layer = ''] = usedOfPort.map(read);
    const told = { state, phys_state, rate, link_layer };
    return first === undefined ? [] : [portOfFiles(first.device, first.port, told)];
  });
  const isUsed = (name: string) => usedOfPort.some((used) => used === name);
  const { signs, facts } = judgePorts(ports, {});
  const found = ports.flatMap(({ fields }) => [...fields.values()]);
  const expected = files.filter(({ name }) => isUsed(name)).map(({ content }) => content);
  const paths = [...text.matchAll(/^\s*"(\/[^"]*)"\s*:/gm)].map(([, path = '']) => path);
  return reading({
    parsedBy: 'gpu: /sys/class/infiniband',
    inText: paths.filter((path) => isUsed(portFile.exec(path)?.[3] ?? '')).length,
    kept: found.length,
    lost: missingValues(expected, found),
    unknown: once(paths.flatMap((path) => path.split('/').at(-1) ?? [])).filter(
      (name) => !isUsed(name),
    ),
    facts: Object.entries(facts).map(([name, value]) => `${name} ${value}`),
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

/** `lspci`: cards on the bus, of which the driver may know or not. */
export function readPci(text: string): CaptureReading | null {
  const cards = readPciCards(text);
  if (cards.length === 0) return null;
  const vendors = /\b(?:NVIDIA|AMD)\b|Advanced Micro Devices/;
  const expected = countLines(
    `\n${text}`,
    /^(\S+ (?:3D|VGA compatible|Display) controller.*)$/,
  ).filter((line) => vendors.test(line));
  const silent = cards.filter((card) => card.silent);
  return reading({
    parsedBy: 'gpu: lspci',
    inText: expected.length,
    kept: cards.length,
    facts: [
      `${cards.length} cards`,
      ...cards.map(({ bus, driver }) => `${bus}${driver === null ? '' : ` (${driver})`}`),
      ...(silent.length > 0 ? [`${silent.length} silent`] : []),
    ],
  });
}
