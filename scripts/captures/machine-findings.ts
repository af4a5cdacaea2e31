import { containerFacts, wellWords } from '../../probes/docker/facts.ts';
import { parseDriverErrors } from '../../probes/gpu/driver-log.ts';
import { parseDisks } from '../../probes/host/disks.ts';
import type { KeptText } from '../../probes/network/kept-text.ts';
import type { Finding } from '../../probes/probe.ts';
import { parseKernelSigns } from '../../probes/system/kernel-signs.ts';
import { parseOomKills } from '../../probes/system/oom-kills.ts';
import { containersOf, judgeAlone } from './readers/docker.ts';
import { linksIn } from './readers/host.ts';
import { clockAtEnd, kernelJudgements } from './readers/kernel-log.ts';
import { parseJson } from './readers/parse-json.ts';

type Told = Pick<Finding, 'summary' | 'facts' | 'evidence'>;

const noCgroup = {
  usedBytes: null,
  oomKills: null,
  throttle: null,
  pressure: { cpu: null, memory: null, io: null },
} as const;

/** What the docker probe would publish of every container that a text tells of. */
export function containerFindings(text: string, kept: KeptText): readonly Told[] {
  const parsed = parseJson(text);
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return containersOf(list).map(({ container }) => ({
    summary: wellWords(container, kept),
    facts: containerFacts(container, null, noCgroup, kept),
    evidence: judgeAlone(container).map(({ words }) => words),
  }));
}

/** What the host probe would publish of a kernel log, of its disks and of its network. */
export function hostFindings(text: string, kept: KeptText): readonly Told[] {
  const clock = clockAtEnd(text.split('\n'));
  const { interfaces, signs } = linksIn(text);
  const judgements = [...kernelJudgements(text, parseKernelSigns(text, clock)), ...signs];
  const names = [...parseDisks(text), ...interfaces].map(({ name }) => kept.fact(name));
  const logged = [...parseOomKills(text, clock), ...parseDriverErrors(text, clock)];
  const lines = logged.map(({ line }) => kept.fact(line));
  return [
    ...judgements.map(({ summary, evidence }) => ({ summary, evidence: [evidence] })),
    { summary: kept.fact(''), evidence: [...names, ...lines] },
  ];
}
