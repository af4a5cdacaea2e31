/** What a keeper is told. */
export type KeeperOrder =
  | { readonly do: 'start'; readonly argv: readonly string[] }
  /** Ends the process and all that it started, and then the keeper. */
  | { readonly do: 'stop' };

/** What a keeper says. */
export type KeeperWord =
  | { readonly say: 'started'; readonly pid: number }
  /** It could not be started: `ENOENT` … */
  | { readonly say: 'failed'; readonly message: string }
  | { readonly say: 'ended'; readonly how: string };
