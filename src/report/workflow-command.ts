export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** Where an annotation stands: in a file of the repository, or nowhere. */
export interface AnnotationPlace {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** One workflow command of GitHub Actions, which becomes an annotation of the run; no line end. */
export function annotation(
  level: AnnotationLevel,
  title: string,
  message: string,
  place?: AnnotationPlace,
): string {
  const at = place ? `file=${escapeProperty(place.file)},line=${place.line},` : '';
  return `::${level} ${at}title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** GitHub's own escapes: without them a line end in a message would start a new command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
