import type { dockerSymptoms } from './symptoms.ts';

/** Symptoms that say why a container does not run, told by its own words or Docker's. */
export type CauseSymptom = Extract<
  keyof typeof dockerSymptoms,
  | 'docker.port_conflict'
  | 'docker.mount_missing'
  | 'docker.wrong_platform'
  | 'docker.shm_too_small'
  | 'docker.no_space'
  | 'docker.gpu_memory'
  | 'docker.gpu_runtime'
  | 'docker.driver_too_old'
  | 'docker.program_missing'
  | 'docker.file_missing'
  | 'docker.not_permitted'
  | 'docker.bad_arguments'
  | 'docker.secret_missing'
>;

export interface Cause {
  readonly symptom: CauseSymptom;
  /** The line that tells it, as it came. */
  readonly line: string;
}

type Rule = readonly [symptom: CauseSymptom, line: RegExp];

/**
 * Docker's own error of the last start (`State.Error`). Only Docker says these, so few words suffice.
 */
const startRules: readonly Rule[] = [
  [
    'docker.port_conflict',
    /port is already allocated|address already in use|failed to bind host port|ports are not available/i,
  ],
  [
    'docker.driver_too_old',
    /unsatisfied condition: (?:cuda|driver)|requirement error: .*(?:cuda|driver)/i,
  ],
  [
    'docker.gpu_runtime',
    /could not select device driver|nvidia-container-(?:cli|runtime)|unresolvable CDI devices|unknown or invalid runtime name: nvidia|failed to inject CDI devices|libnvidia-ml/i,
  ],
  [
    'docker.mount_missing',
    /bind source path does not exist|invalid mount config|error while mounting volume|error mounting .*no such file|failed to mount local volume|not a directory: unknown: are you trying to mount/i,
  ],
  ['docker.wrong_platform', /exec format error/i],
  ['docker.no_space', /no space left on device|disk quota exceeded/i],
  [
    'docker.program_missing',
    /executable file not found|(?:exec|stat) \S+: no such file or directory/i,
  ],
  ['docker.not_permitted', /permission denied|operation not permitted/i],
];

/**
 * What programs say of their own end. Each rule asks for words that stand in the message of that
 * failure and hardly anywhere else; what is unclear stays untyped and is shown as evidence.
 */
const logRules: readonly Rule[] = [
  [
    'docker.shm_too_small',
    /\/dev\/shm.*no space left|no space left.*\/dev\/shm|unable to (?:open|allocate|write).*shared memory|insufficient shared memory|shared memory \(shm\)/i,
  ],
  [
    'docker.gpu_memory',
    /CUDA out of memory|OutOfMemoryError: (?:CUDA|HIP)|CUDA error: out of memory|HIP out of memory|CUDA_ERROR_OUT_OF_MEMORY|cudaMalloc failed: out of memory|no available memory for the cache blocks|free memory on device .* is less than desired GPU memory/i,
  ],
  [
    'docker.driver_too_old',
    /CUDA driver version is insufficient|NVIDIA driver on your system is too old|cudaErrorInsufficientDriver/i,
  ],
  [
    'docker.gpu_runtime',
    /no CUDA-capable device is detected|No CUDA GPUs are available|Found no NVIDIA driver on your system|failed to initialize NVML/i,
  ],
  [
    'docker.wrong_platform',
    /exec format error|no kernel image is available for execution|illegal instruction/i,
  ],
  [
    'docker.port_conflict',
    /address already in use|EADDRINUSE|only one usage of each socket address/i,
  ],
  ['docker.no_space', /no space left on device|ENOSPC|disk quota exceeded/i],
  [
    'docker.secret_missing',
    /GatedRepoError|access to model .* is restricted|(?:HF_TOKEN|api[_ -]?key|token|secret|password|credentials?)\b[^:]{0,40}\b(?:is|are|was|were)? ?(?:not set|missing|required|must be (?:set|provided|specified))|(?:missing|required)(?: required)? (?:environment variable|secret|credential)|could not find .{0,20}credentials|401 (?:Client Error|Unauthorized)|KeyError: '[A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASSWORD)[A-Z0-9_]*'/i,
  ],
  [
    'docker.bad_arguments',
    /unrecognized arguments?|unrecognized option|(?:invalid|illegal|unknown) (?:option|argument|flag)\b|error: argument |flag provided but not defined|the following arguments are required|unexpected argument/i,
  ],
  ['docker.not_permitted', /permission denied|PermissionError|EACCES|operation not permitted/i],
  [
    'docker.file_missing',
    /FileNotFoundError|no such file or directory|ENOENT|cannot open (?:file|\S+\.(?:json|ya?ml|safetensors|gguf|bin))|file not found/i,
  ],
];

/** Lines at the end of a log in which the reason of the end stands; a traceback fills about twenty. */
const LAST_LINES = 25;
/** Characters of a line that are looked at: whoever writes longer ones says it at their beginning. */
const LINE_CHARACTERS = 2_000;
/** Exit code of SIGBUS: a page of a mapping could not be had, for programs of this kind of /dev/shm. */
const SIGBUS_CODE = 135;
/** Exit code of SIGILL: an instruction that the processor lacks. */
const SIGILL_CODE = 132;

/**
 * Why a container does not run: by Docker's error of its last start, else by its exit code, else by
 * the last telling line of its log. Null where nobody says it clearly.
 *
 * @param lines of the log, oldest first
 */
export function causeOf(
  startError: string,
  exitCode: number,
  lines: readonly string[],
): Cause | null {
  if (startError !== '') return firstOf(startRules, startError);
  const last = lines.slice(-LAST_LINES).toReversed();
  for (const line of last) {
    const cause = firstOf(logRules, line);
    if (cause) return cause;
  }
  const bySignal: Readonly<Record<number, CauseSymptom>> = {
    [SIGBUS_CODE]: 'docker.shm_too_small',
    [SIGILL_CODE]: 'docker.wrong_platform',
  };
  const symptom = bySignal[exitCode];
  return symptom === undefined ? null : { symptom, line: '' };
}

function firstOf(rules: readonly Rule[], text: string): Cause | null {
  const line = text.slice(0, LINE_CHARACTERS);
  const rule = rules.find(([, pattern]) => pattern.test(line));
  return rule ? { symptom: rule[0], line } : null;
}
