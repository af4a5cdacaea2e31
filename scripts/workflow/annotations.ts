/** What a step said to GitHub through its output, by the documented syntax of workflow commands. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
}

/** More of one step are counted, not kept. GitHub itself shows ten a level. */
const MAX_ANNOTATIONS = 1_000;
const command = /^\s*::(?<name>[\w-]+)(?: (?<properties>.*?))?::(?<message>.*)$/;

/** Takes the lines of a step, one after the other. */
export class AnnotationReader {
  readonly found: Annotation[] = [];
  dropped = 0;
  /** While set, lines are text until this token comes as a command. */
  #stopToken: string | null = null;

  take(line: string): void {
    if (this.#stopToken !== null) {
      if (line.trim() === `::${this.#stopToken}::`) this.#stopToken = null;
      return;
    }
    const groups = command.exec(line)?.groups;
    if (!groups) return;
    const { name = '', properties = '', message = '' } = groups;
    if (name === 'stop-commands') this.#stopToken = message.trim();
    if (name === 'error' || name === 'warning' || name === 'notice') {
      this.#add(annotationOf(name, properties, message));
    }
  }

  #add(annotation: Annotation): void {
    if (this.found.length < MAX_ANNOTATIONS) this.found.push(annotation);
    else this.dropped += 1;
  }
}

function annotationOf(level: Annotation['level'], properties: string, text: string): Annotation {
  const all = new Map(
    properties.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), unescapeProperty(pair.slice(at + 1))];
    }),
  );
  const line = Number(all.get('line'));
  return {
    level,
    title: all.get('title') ?? '',
    file: all.get('file') ?? null,
    line: Number.isInteger(line) && line > 0 ? line : null,
    message: unescapeData(text),
  };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
