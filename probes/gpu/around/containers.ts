import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { programDeadlineMs } from '../../system/program-deadline.ts';
import { readText, textOf } from '../../system/read.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';
import { type CdiFile, readCdi } from './cdi.ts';

const PROGRAM_MS = 3_000;
const OUTPUT_BYTES = 65_536;
/** Where CDI files lie, by its specification. */
const folders = ['/etc/cdi', '/var/run/cdi'];
/** Files read of one folder; usually there is one. */
const MAX_FILES = 8;
const CDI_BYTES = 1_048_576;

/** Whether containers can be given the cards, where the options ask for it. */
export async function lookAtContainers(look: AroundLook): Promise<Around> {
  if (!look.options.containers) return nothingAround;
  const [toolkit, files] = await Promise.all([askToolkit(look), readFiles(look)]);
  const facts: Record<string, Fact> = { container_toolkit: look.kept.fact(toolkit.words) };
  const sign = (words: GpuSign['words']): GpuSign => ({ symptom: 'gpu.container_toolkit', words });
  const signs: GpuSign[] = [];
  if (toolkit.state === 'fails') signs.push(sign(safe`the container toolkit fails`));
  if (toolkit.state === 'absent' && files.length === 0) {
    signs.push(sign(safe`no container toolkit and no CDI file`));
  }
  for (const { path, devices, drivers } of files) {
    facts[`cdi.${look.kept.fact(path)}`] = safe`${devices.length} devices`;
    const other = drivers.find((version) => look.driver !== null && version !== look.driver);
    if (other !== undefined) {
      signs.push(sign(safe`CDI is of driver ${other}, the driver is ${look.driver}`));
    }
    if (devices.length === 0) signs.push(sign(safe`${path} names no device`));
  }
  const evidence = toolkit.state === 'fails' ? [look.kept.fact(toolkit.words)] : [];
  return { signs, facts, evidence };
}

interface Toolkit {
  readonly state: 'works' | 'fails' | 'absent';
  /** Raw text from outside. */
  readonly words: string;
}

async function askToolkit({ context }: AroundLook): Promise<Toolkit> {
  const run = await context.vantage.exec(['nvidia-container-cli', 'info'], {
    deadlineMs: programDeadlineMs(context, PROGRAM_MS),
    signal: context.signal,
    maxBytes: OUTPUT_BYTES,
  });
  if (run.kind === 'not-started') return { state: 'absent', words: 'not installed' };
  if (run.kind !== 'ended') return { state: 'fails', words: 'it does not end' };
  if (run.exitCode === 0) {
    const version = /NVRM version:\s*(\S+)/.exec(run.stdout)?.[1];
    return { state: 'works', words: version === undefined ? 'works' : `works, driver ${version}` };
  }
  return { state: 'fails', words: run.stderr.trim() || `exit code ${run.exitCode}` };
}

async function readFiles({ context }: AroundLook): Promise<readonly CdiFile[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const run = await context.vantage.exec(['ls', folder], {
        deadlineMs: programDeadlineMs(context, PROGRAM_MS),
        signal: context.signal,
        maxBytes: OUTPUT_BYTES,
      });
      const names = run.kind === 'ended' && run.exitCode === 0 ? run.stdout.split('\n') : [];
      return names
        .filter((name) => /^[\w.-]{1,200}\.(?:ya?ml|json)$/.test(name))
        .slice(0, MAX_FILES)
        .map((name) => `${folder}/${name}`);
    }),
  );
  const files = await Promise.all(
    found.flat().map(async (path) => {
      const text = textOf(await readText(context.vantage, path, CDI_BYTES));
      return text === undefined ? null : readCdi(path, text);
    }),
  );
  return files.filter((file) => file !== null);
}
