/** What may follow a model's name where the same model answers: a date, a version, a channel. */
const sameModelSuffix = /^[-@:.](?:\d{4}-?\d{2}-?\d{2}|\d{3,4}|v?\d+(?:\.\d+)*|latest|preview)$/;

/**
 * Whether a model answers under a name that fits the one asked for: itself, in any case, without
 * its owner (`meta-llama/…`), or a dated version of it. Any other name is another model: `small`
 * and `small-mini` differ as much as `small` and `large`.
 */
export function isSameModel(asked: string, served: string): boolean {
  // Who asks for the latest takes the one of any date.
  const wanted = baseName(asked).replace(/[-@:.]latest$/, '');
  const found = baseName(served);
  if (found === wanted) return true;
  return found.startsWith(wanted) && sameModelSuffix.test(found.slice(wanted.length));
}

function baseName(name: string): string {
  return name.toLowerCase().split('/').at(-1) ?? '';
}

/** The name that is not the right one, or undefined when all are right (or none is told). */
export function wrongModel(
  names: readonly string[],
  asked: string,
  servedModel: string | readonly string[] | undefined,
): string | undefined {
  if (servedModel === undefined) return names.find((name) => !isSameModel(asked, name));
  const right = [servedModel].flat();
  return names.find((name) => !right.includes(name));
}
