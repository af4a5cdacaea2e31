/** How an exec plugin is run, as a kubeconfig states it. */
export interface ExecPlugin {
  readonly apiVersion: ExecApiVersion;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** What the kubeconfig's author says to people who lack the program. */
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  /** What the plugin is told of the cluster for it, opaque. */
  readonly config: unknown;
}

export const execApiVersions = [
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
] as const;
export type ExecApiVersion = (typeof execApiVersions)[number];

/** A value that stands in the kubeconfig itself, or in a file that it names. */
export type Source = { readonly data: string } | { readonly file: string };

/** How a caller proves who it is, as it was configured: nothing has been read or run yet. */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: Source }
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin };

/** One API server and how to speak to it. */
export interface Access {
  readonly server: URL;
  /** Authorities that alone are trusted; those of the system where absent. */
  readonly ca: Source | undefined;
  /** Any certificate is taken. Only where the chain file itself says so. */
  readonly insecure: boolean;
  /** Name that the certificate must be for; the host of `server` where absent. */
  readonly servername: string | undefined;
  readonly proxy: URL | undefined;
  readonly login: Login;
  /** Beside any login: the certificate of the caller. */
  readonly certificate: { readonly cert: Source; readonly key: Source } | undefined;
  readonly namespace: string;
  /** How a person calls the cluster: the context, `in-cluster`, or the host of the server. */
  readonly name: string;
}
