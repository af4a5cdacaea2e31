/** What a proxy's configuration says: who comes in where, and where they are sent. */
export interface ProxyFront {
  /** `nginx.conf:12`. */
  readonly source: string;
  /** The first name of a virtual host, the name of a frontend; empty where there is none. */
  readonly name: string;
  readonly listens: readonly ProxyListen[];
  /** Names that requests must carry to come here; empty where all come. */
  readonly hosts: readonly string[];
  /** True for the one that gets what no other does at its port. */
  readonly isDefault: boolean;
  /** False where bytes are passed on without being understood. */
  readonly speaksHttp: boolean;
  readonly upstreams: readonly Upstream[];
}

export interface ProxyListen {
  readonly ip: string;
  readonly port: number;
  readonly tls: boolean;
}

/** One way on: one server, or several of which one answers. */
export interface Upstream {
  /** The name under which the configuration speaks of them; empty for one that stands there itself. */
  readonly name: string;
  readonly source: string;
  /** `10.0.0.7:80`, `https://api.vendor.example/v1`. */
  readonly servers: readonly string[];
}

export interface ProxyConfiguration {
  readonly fronts: readonly ProxyFront[];
  /** What is decided while it runs, and so stands in no file. */
  readonly problems: readonly string[];
}
