import { type Path, parseFile } from '../../chain/document.ts';
import { WeaklinkError } from '../../platform/errors.ts';

const words = {
  empty: 'Give the file that the program reads.',
  several: 'Give a file with one document.',
  tooLarge: 'No configuration is so large.',
};

export interface ReadYaml {
  readonly data: unknown;
  /** `envoy.yaml:12`: where the value at a path stands. */
  placeOf(path: Path): string;
}

/** @throws WeaklinkError with the line of the first thing that is no YAML */
export function readYaml(file: string, text: string): ReadYaml {
  const parsed = parseFile(text, file, words);
  const [problem] = parsed.problems;
  if (problem) throw new WeaklinkError(problem);
  return { data: parsed.data, placeOf: (path) => `${file}:${parsed.placeOf(path).line}` };
}
