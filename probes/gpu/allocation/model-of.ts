import { posix } from 'node:path';

/** Options of inference servers that name the model, the most telling first. */
const named = [
  '--served-model-name',
  '--model-id',
  '--model',
  '--model-path',
  '--model-name',
  '--model_repository',
  '--model-repository',
  '--hf-repo',
  '-m',
] as const;

/** Characters of a model's name that are kept. */
const NAME_CHARACTERS = 120;

/**
 * The model that a program serves, as far as its arguments tell: `vllm serve org/model`,
 * `--model-path /models/x`; null where they do not.
 */
export function modelOf(argv: readonly string[]): string | null {
  for (const option of named) {
    const at = argv.indexOf(option);
    const inline = argv.find((argument) => argument.startsWith(`${option}=`));
    const value = inline?.slice(option.length + 1) ?? (at === -1 ? undefined : argv[at + 1]);
    // `python -m module` names a module, not a model.
    const isModule = option === '-m' && /(?:^|\/)python[\d.]*$/.test(argv[at - 1] ?? '');
    if (value && !value.startsWith('-') && !isModule) return shortened(value);
  }
  const serve = argv.indexOf('serve');
  const served =
    serve > 0 && /(?:^|\/)vllm$/.test(argv[serve - 1] ?? '') ? argv[serve + 1] : undefined;
  return served && !served.startsWith('-') ? shortened(served) : null;
}

/** A file is told by its name: where it lies is the machine's business. */
function shortened(value: string): string {
  const name = value.startsWith('/') ? posix.basename(value.replace(/\/+$/, '')) : value;
  return name.slice(0, NAME_CHARACTERS);
}
