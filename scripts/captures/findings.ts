import { meterFinding } from '../../probes/dcgm/finding.ts';
import { dcgmOptions } from '../../probes/dcgm/options.ts';
import { readMeters } from '../../probes/dcgm/reading.ts';
import { judgePorts } from '../../probes/gpu/around/infiniband.ts';
import { gpuFinding } from '../../probes/gpu/gpu-finding.ts';
import { readInfiniband } from '../../probes/gpu/interconnect/infiniband.ts';
import { readManagerLog } from '../../probes/gpu/interconnect/manager-log.ts';
import { readPciCards } from '../../probes/gpu/interconnect/pci-cards.ts';
import { judgeGpu } from '../../probes/gpu/judge/index.ts';
import { judgeXids } from '../../probes/gpu/judge/xids.ts';
import { gpuOptions } from '../../probes/gpu/options.ts';
import { readNvlink } from '../../probes/gpu/smi-forms/nvlink.ts';
import { tell } from '../../probes/gpu/tell.ts';
import { parseXidLog } from '../../probes/gpu/xid-log.ts';
import { readExposition } from '../../probes/metrics/exposition.ts';
import { KeptText } from '../../probes/network/kept-text.ts';
import type { Finding } from '../../probes/probe.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { containerFindings, hostFindings } from './machine-findings.ts';

const kept = new KeptText(createRedactor());
const nowMs = Date.parse('2026-11-21T03:14:02Z');
const meterOptions = dcgmOptions.parse({});

/** What the probes would publish if their tools had printed this: everything that a person may see. */
export function findingsOf(
  text: string,
): readonly Pick<Finding, 'summary' | 'facts' | 'evidence'>[] {
  const reading = readMeters(readExposition(text));
  return [
    ...['nvidia-smi', 'amd-smi'].map((binary) => cardFinding(binary, text)),
    meterFinding({
      reading,
      unreadLines: 0,
      options: meterOptions,
      health: null,
      kept,
      phases: {},
      atMs: nowMs,
    }),
    linkFinding(text),
    ...containerFindings(text, kept),
    ...hostFindings(text, kept),
  ];
}

function cardFinding(binary: string, text: string): Finding {
  const options = gpuOptions.parse({ binary });
  const output = { stdout: text, stderr: '', exitCode: 0, signal: null, durationMs: 1 };
  const told = tell({ kind: 'ended', ...output }, [], options, kept);
  const { events } = parseXidLog(text, { nowMs, uptimeMs: 1 });
  return gpuFinding(
    {
      signs: [
        ...told.signs,
        ...told.cards.flatMap((card) => judgeGpu(card, options)),
        ...judgeXids(events, told.cards),
      ],
      cards: told.cards,
      oneCard: false,
      facts: told.facts,
      evidence: [...told.evidence, ...events.map(({ line }) => kept.fact(line))],
      holders: new Map(),
      waitMs: 1,
    },
    kept,
  );
}

function linkFinding(text: string): Pick<Finding, 'summary' | 'facts' | 'evidence'> {
  const { signs, facts } = judgePorts(readInfiniband(text), {});
  const { troubles } = readManagerLog(text, nowMs);
  const onBus = readPciCards(text).map(({ name, driver }) => kept.fact(`${name} ${driver}`));
  const remarks = readNvlink(text).flatMap(({ remark }) => remark ?? []);
  return {
    summary: kept.fact(''),
    facts,
    evidence: [
      ...signs.map(({ words }) => words),
      ...troubles.map((trouble) => kept.fact(trouble.text)),
      ...onBus,
      ...remarks.map((remark) => kept.fact(remark)),
    ],
  };
}
