/** One port of one adapter, whichever tool told of it. */
export interface InfinibandPort {
  /** `mlx5_0`. */
  readonly device: string;
  readonly port: number;
  /** In lower case: `active`, `down`, `init`, `armed`; empty where not told. */
  readonly state: string;
  /** In lower case: `linkup`, `disabled`, `polling`, `linkerrorrecovery`. */
  readonly physicalState: string;
  /** Gigabits per second. */
  readonly rateGbps: number | null;
  /** `InfiniBand` or `Ethernet`. */
  readonly layer: string;
  /** Everything that was told of it, by its printed name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Ports read; machines have up to some tens. */
const MAX_PORTS = 256;
/** Lines read; a port has about ten. */
const MAX_LINES = 8_192;
const LINE_CHARACTERS = 300;

/**
 * What `ibstat` or `ibstatus` print → the ports of the machine; empty where the text is neither.
 * Never throws.
 */
export function readInfiniband(text: string): readonly InfinibandPort[] {
  const ports: { device: string; port: number; fields: Map<string, string> }[] = [];
  let device = '';
  let shared = new Map<string, string>();
  for (const whole of text.split('\n', MAX_LINES)) {
    const line = whole.slice(0, LINE_CHARACTERS).trim();
    const adapter = /^CA '([^']{1,64})'$/.exec(line)?.[1];
    if (adapter !== undefined) {
      device = adapter;
      shared = new Map();
      continue;
    }
    const alone = /^Infiniband device '([^']{1,64})' port (\d{1,3}) status:$/i.exec(line);
    const below = /^Port (\d{1,3}):$/.exec(line);
    if (alone) [, device = ''] = alone;
    if (alone || below) {
      if (ports.length >= MAX_PORTS) break;
      const port = Number(alone?.[2] ?? below?.[1]);
      ports.push({ device, port, fields: new Map(alone ? [] : shared) });
      continue;
    }
    const [, name, value] = /^([\w ]{1,40}?):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || device === '') continue;
    const open = ports.at(-1);
    const fields = open?.device === device ? open.fields : shared;
    fields.set(name.toLowerCase().replaceAll(' ', '_'), value);
  }
  return ports.map(portOf);
}

/** The files of one port under `/sys/class/infiniband/<device>/ports/<port>/`. */
export function portOfFiles(
  device: string,
  port: number,
  files: {
    readonly state: string;
    readonly phys_state: string;
    readonly rate: string;
    readonly link_layer: string;
  },
): InfinibandPort {
  return portOf({ device, port, fields: new Map(Object.entries(files)) });
}

function portOf({
  device,
  port,
  fields,
}: {
  device: string;
  port: number;
  fields: ReadonlyMap<string, string>;
}): InfinibandPort {
  const first = (...names: readonly string[]) =>
    names
      .map((name) => fields.get(name))
      .find((value) => value !== undefined)
      ?.trim() ?? '';
  // `4: ACTIVE` of ibstatus and the kernel is `Active` of ibstat.
  const state = (text: string) => text.replace(/^\d{1,2}:\s*/, '').toLowerCase();
  const rate = Number.parseFloat(first('rate'));
  return {
    device,
    port,
    state: state(first('state')),
    physicalState: state(first('physical_state', 'phys_state')),
    rateGbps: Number.isFinite(rate) ? rate : null,
    layer: first('link_layer'),
    fields,
  };
}
