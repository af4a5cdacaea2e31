/** A measured figure beside what was asked; counts what was missed. */
export class Verdicts {
  readonly missed: string[] = [];

  /** @param isMet null where nothing was asked */
  line(what: string, measured: string, asked = '', isMet: boolean | null = null): void {
    const word = isMet === null ? '' : isMet ? 'met' : 'MISSED';
    if (isMet === false) this.missed.push(what);
    console.log(
      `  ${what.padEnd(38)} ${measured.padStart(16)}   ${asked.padEnd(14)} ${word}`.trimEnd(),
    );
  }
}

export function heading(text: string): void {
  console.log(`\n${text}`);
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}
