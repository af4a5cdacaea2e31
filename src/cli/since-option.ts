export const defaultSince = '30d';

/** The option of commands that read the journal where no recording is named: `toldEvents`. */
export const sinceOption = [
  '--since <ago>',
  `without a recording: how much of the journal (default ${defaultSince})`,
] as const;
