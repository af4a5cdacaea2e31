/** What a file of the Container Device Interface says of GPUs. */
export interface CdiFile {
  readonly path: string;
  /** `nvidia.com/gpu`. */
  readonly kind: string;
  /** Names under which containers can ask for them: `0`, `all`, a UUID. */
  readonly devices: readonly string[];
  /** Versions of the driver whose libraries it mounts. */
  readonly drivers: readonly string[];
}

/** Devices of one file: cards, their parts, and their second names. */
const MAX_DEVICES = 1_024;

/**
 * Reads what is worth knowing of a CDI file, YAML or JSON, without a parser of either: the tool that
 * writes them puts each name on its own line. Null where it is about no GPU.
 */
export function readCdi(path: string, text: string): CdiFile | null {
  const kind = /(?:^|[{,\s])"?kind"?:\s*"?([\w.-]+\/[\w.-]+)"?/m.exec(text)?.[1];
  if (kind === undefined || !/^(?:nvidia|amd)\.com\//.test(kind)) return null;
  const name = /(?:^|[{,\s])"?name"?:\s*"?([\w:.-]{1,80})"?(?=[\s,}]|$)/gm;
  const devices = [...text.matchAll(name)].slice(0, MAX_DEVICES).map(([, device = '']) => device);
  const library = /lib(?:cuda|nvidia-ml)\.so\.(\d{3,4}\.\d{1,4}(?:\.\d{1,4})?)/g;
  const drivers = new Set([...text.matchAll(library)].map(([, version = '']) => version));
  return { path, kind, devices: [...new Set(devices)], drivers: [...drivers] };
}
