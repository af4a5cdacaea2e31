import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Annotation, AnnotationReader } from './annotations.ts';
import { type CommandFiles, makeCommandFiles, readValues } from './command-files.ts';
import { condition, interpolate, type Scope } from './expression.ts';
import { runBash } from './run-bash.ts';
import { type Job, readAction, type Step, type Workflow } from './workflow-file.ts';

/** What became of one step. */
export interface StepResult {
  readonly title: string;
  /** Null: not run. */
  readonly exitCode: number | null;
  /** Why it was not run; empty where it was. */
  readonly skipped: string;
  readonly annotations: readonly Annotation[];
  readonly annotationsDropped: number;
  /** Files that a skipped upload would have taken. */
  readonly files: readonly string[];
}

export interface JobRun {
  readonly workspace: string;
  /** A private directory for the runner's own files. */
  readonly temp: string;
  readonly workflow: Workflow;
  readonly job: Job;
  onLine(line: string): void;
}

export interface JobResult {
  readonly steps: readonly StepResult[];
  readonly summary: string;
  /** Of the first step that failed the job; 0 when none did. */
  readonly exitCode: number;
}

/** A step that says nothing else gets as long as a careful drill; GitHub gives six hours. */
const DEFAULT_TIMEOUT_MINUTES = 30;
const MINUTE_MS = 60_000;
/** Actions within actions; deeper than this is a circle. */
const MAX_DEPTH = 5;

export async function runJob(run: JobRun): Promise<JobResult> {
  const runner = new JobRunner(run);
  await runner.steps(run.job.steps, {
    inputs: {},
    actionPath: '',
    env: { ...run.workflow.env, ...run.job.env },
    depth: 0,
  });
  return { steps: runner.results, summary: runner.summary, exitCode: runner.exitCode };
}

/** What the steps of a job, or of an action within it, see. */
interface Frame {
  readonly inputs: Readonly<Record<string, string>>;
  readonly actionPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly depth: number;
}

type Outputs = Record<string, Scope>;

class JobRunner {
  readonly results: StepResult[] = [];
  summary = '';
  exitCode = 0;
  readonly #run: JobRun;
  /** What steps have written into GITHUB_ENV and GITHUB_PATH. */
  readonly #env: Record<string, string> = {};
  #path: string = process.env.PATH ?? '';
  #count = 0;

  constructor(run: JobRun) {
    this.#run = run;
  }

  /** @returns what the steps with an id have put out */
  async steps(steps: readonly Step[], frame: Frame): Promise<Outputs> {
    const outputs: Outputs = {};
    for (const step of steps) {
      const scope = this.#scope(frame, outputs);
      const done = await this.#step(step, frame, scope);
      if (step.id !== undefined) outputs[step.id] = done;
    }
    return outputs;
  }

  async #step(step: Step, frame: Frame, scope: Scope): Promise<Scope> {
    const title = this.#text(step.name ?? step.uses ?? firstLine(step.run ?? ''), scope);
    const indented = `${'  '.repeat(frame.depth)}${title}`;
    const wanted = condition(step.if ?? 'success()', scope, this.#status);
    if (!wanted) {
      this.#skip(indented, 'its condition does not hold');
      return { outcome: 'skipped', conclusion: 'skipped', outputs: {} };
    }
    if (step.uses?.startsWith('./')) return this.#action(step, frame, scope, indented);
    if (step.uses !== undefined) {
      const files = filesOf(step, (text) => this.#text(text, scope), this.#run.workspace);
      this.#skip(indented, 'an action from elsewhere is not run here', files);
      return { outcome: 'success', conclusion: 'success', outputs: {} };
    }
    return this.#script(step, frame, scope, indented);
  }

  async #action(step: Step, frame: Frame, scope: Scope, title: string): Promise<Scope> {
    if (frame.depth >= MAX_DEPTH) throw new Error(`${step.uses}: actions call each other`);
    const directory = resolve(this.#run.workspace, step.uses ?? '');
    const action = readAction(join(directory, 'action.yml'));
    const given = Object.entries(step.with ?? {}).map(([name, text]): [string, string] => [
      name,
      this.#text(text, scope),
    ]);
    const defaults = Object.entries(action.inputs ?? {}).map(([name, input]): [string, string] => [
      name,
      this.#text(input?.default ?? '', scope),
    ]);
    const inner: Frame = {
      inputs: Object.fromEntries([...defaults, ...given]),
      actionPath: directory,
      env: { ...frame.env, ...this.#texts(step.env, scope) },
      depth: frame.depth + 1,
    };
    this.#run.onLine(`== ${title} (${action.name})`);
    const failedBefore = this.exitCode !== 0;
    const outputs = await this.steps(action.runs.steps, inner);
    const innerScope = this.#scope(inner, outputs);
    const values = Object.entries(action.outputs ?? {}).map(
      ([name, { value }]): [string, string] => [name, this.#text(value, innerScope)],
    );
    const failed = !failedBefore && this.exitCode !== 0;
    if (failed && step['continue-on-error']) this.exitCode = 0;
    const outcome = failed ? 'failure' : 'success';
    return { outcome, conclusion: outcome, outputs: Object.fromEntries(values) };
  }

  async #script(step: Step, frame: Frame, scope: Scope, title: string): Promise<Scope> {
    const { workspace, onLine } = this.#run;
    this.#count += 1;
    const own = join(this.#run.temp, `step-${this.#count}`);
    const files = makeCommandFiles(own, this.#text(step.run ?? '', scope));
    const annotations = new AnnotationReader();
    onLine(`== ${title}`);
    const exitCode = await runBash({
      file: files.script,
      isStrict: step.shell !== undefined,
      directory: resolve(workspace, this.#text(step['working-directory'] ?? '.', scope)),
      env: this.#environment(step, frame, scope, files),
      timeoutMs: (step['timeout-minutes'] ?? DEFAULT_TIMEOUT_MINUTES) * MINUTE_MS,
      onLine: (line) => {
        annotations.take(line);
        onLine(`   ${line}`);
      },
    });
    const { found, dropped } = annotations;
    const result = { title, exitCode, skipped: '', annotations: found, files: [] };
    this.results.push({ ...result, annotationsDropped: dropped });
    if (exitCode !== 0 && !step['continue-on-error'] && this.exitCode === 0) {
      this.exitCode = exitCode;
    }
    const outcome = exitCode === 0 ? 'success' : 'failure';
    const conclusion = step['continue-on-error'] ? 'success' : outcome;
    return { outcome, conclusion, outputs: Object.fromEntries(this.#collect(files)) };
  }

  #skip(title: string, skipped: string, files: readonly string[] = []): void {
    const nothing = { exitCode: null, annotations: [], annotationsDropped: 0 };
    this.results.push({ title, skipped, files, ...nothing });
  }

  /** Takes over what the step has written for those after it. */
  #collect(files: CommandFiles): ReadonlyMap<string, string> {
    const contentOf = (file: string) => readFileSync(file, 'utf8');
    Object.assign(this.#env, Object.fromEntries(readValues(files.env)));
    const paths = contentOf(files.path).split('\n').filter(Boolean);
    this.#path = [...paths.reverse(), this.#path].join(':');
    this.summary += contentOf(files.summary);
    return readValues(files.output);
  }

  #environment(
    step: Step,
    frame: Frame,
    scope: Scope,
    files: CommandFiles,
  ): Record<string, string | undefined> {
    const { workspace, temp } = this.#run;
    return {
      ...process.env,
      ...this.#texts(frame.env, scope),
      ...this.#env,
      ...this.#texts(step.env, scope),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_ACTION_PATH: frame.actionPath,
      GITHUB_ENV: files.env,
      GITHUB_OUTPUT: files.output,
      GITHUB_PATH: files.path,
      GITHUB_STEP_SUMMARY: files.summary,
      RUNNER_TEMP: temp,
      PATH: this.#path,
    };
  }

  #scope(frame: Frame, outputs: Outputs): Scope {
    const { workspace, temp } = this.#run;
    return {
      inputs: frame.inputs,
      env: { ...frame.env, ...this.#env },
      steps: outputs,
      github: { workspace, action_path: frame.actionPath },
      runner: { temp, os: 'Linux' },
      job: { status: this.#status.success ? 'success' : 'failure' },
    };
  }

  get #status() {
    return { success: this.exitCode === 0 };
  }

  #text(text: string, scope: Scope): string {
    return interpolate(text, scope, this.#status);
  }

  #texts(all: Readonly<Record<string, string>> | undefined, scope: Scope): Record<string, string> {
    return Object.fromEntries(
      Object.entries(all ?? {}).map(([name, text]) => [name, this.#text(text, scope)]),
    );
  }
}

/** The files that the `path` of an action names, one a line, where they are there. */
function filesOf(step: Step, text: (raw: string) => string, workspace: string): string[] {
  return text(step.with?.path ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && existsSync(resolve(workspace, line)))
    .map((line) => resolve(workspace, line));
}

function firstLine(script: string): string {
  return script.trim().split('\n', 1)[0] ?? '';
}
