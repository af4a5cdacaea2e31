import type { ContainerSpec } from '../../../probes/kubernetes/objects/pod.ts';

/** Options under which inference servers are told what they serve, the name before the weights. */
const options = ['--served-model-name', '--model', '--model-id', '--model-path', '--alias'];
/** Names of one server that are told. */
const MOST_MODELS = 8;

/** The models that a container serves by its own arguments. */
export function modelsServed({ command, args }: Pick<ContainerSpec, 'command' | 'args'>) {
  const words = [...command, ...args].flatMap((word) => word.split(/\s+/));
  for (const option of options) {
    const at = words.indexOf(option);
    const joined = words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
    const following = at < 0 ? [] : words.slice(at + 1);
    const end = following.findIndex((word) => word.startsWith('-'));
    const told = joined ? [joined] : following.slice(0, end < 0 ? following.length : end);
    const names = told.filter((name) => /^[\w./:@-]+$/.test(name));
    if (names.length > 0) return names.slice(0, option === options[0] ? MOST_MODELS : 1);
  }
  const serve = words[words.indexOf('serve') + 1];
  return words.includes('serve') && serve && /^[\w./:@-]+$/.test(serve) ? [serve] : [];
}
