export type Ssh2 = typeof import('ssh2');

let loaded: Promise<Ssh2> | undefined;

/** Loaded with the first connection: it takes tens of milliseconds, and most sessions need none. */
export function loadSsh2(): Promise<Ssh2> {
  // What a CommonJS module exports is its default here, which its types do not say.
  loaded ??= import('ssh2').then((module) => (module as unknown as { default: Ssh2 }).default);
  return loaded;
}
