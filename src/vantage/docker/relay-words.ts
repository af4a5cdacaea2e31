/** What the vantage asks of the relay that stands in the network of a container. */
export interface DialWord {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly deadlineMs: number;
  /** Texts of the container's /etc/hosts and /etc/resolv.conf; empty where `host` is an address. */
  readonly hosts: string;
  readonly resolvConf: string;
}

/** Ends a dial that nobody waits for any longer. */
export interface CancelWord {
  readonly cancel: number;
}

export type RelayAnswer =
  | { readonly kind: 'ready' }
  /** The connected socket comes with it. */
  | { readonly kind: 'connected'; readonly id: number }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: string;
      readonly message: string;
    };
