import { type SmiField, smiField } from '../smi-field.ts';
import type { SmiFields, SmiLog } from '../smi-log.ts';

/** Lines of a table; a machine with 16 cards, MIG and many processes has some hundred. */
const MAX_LINES = 4_096;
const MAX_CARDS = 256;
/** Processes of one card: finding the next free place costs as much as there are. */
const MAX_PROCESSES = 256;

const head =
  /^\|\s*(?:NVIDIA-SMI|IX-ML:?)\s*(\S+)\s+(?:Driver|KMD) Version:\s*(\S+)\s*(?:CUDA (?:UMD )?Version:\s*(\S+))?/m;
const cardRow =
  /^\|\s*(\d{1,3})\s+(\S.*?\S)\s+(?:(On|Off|N\/A|TCC|WDDM|MCDM)\s*)?\|\s*([0-9A-F:.]{10,18})\s*(On|Off|N\/A)?\s*\|\s*(.*?)\s*\|$/i;
const stateRow =
  /^\|\s*(\S+)\s+(\S+)\s+(P\d{1,2}|\S+)\s+(.+?)\s*\/\s*(.+?)\s*\|\s*(\S+)\s*\/\s*(\S+)\s*\|\s*(\S+)\s+(.*?)\s*\|$/;
const migRow = /^\|\s*\|\s*\|\s*(Enabled\*?|Disabled\*?|N\/A)\s*\|$/;
const processRow =
  /^\|\s*(\d{1,3})\s+(?:(\S+)\s+(\S+)\s+)?(\d{1,10})\s+(C\+G|C|G|M\+C)\s+(\S.*?)\s+(\S+)\s*\|$/;

/**
 * The table that a bare `nvidia-smi` prints, of any width; null where the text is none of it. It
 * tells no UUID, so cards are known by their bus address alone. Never throws.
 */
export function readTable(text: string): SmiLog | null {
  const [whole, tool, driver, cuda] = head.exec(text) ?? [];
  if (whole === undefined || tool === undefined || driver === undefined) return null;
  const cards: Map<string, SmiField>[] = [];
  const byIndex = new Map<string, Map<string, SmiField>>();
  for (const line of text.split('\n', MAX_LINES).map((one) => one.trim())) {
    const card = cardRow.exec(line);
    if (card && cards.length < MAX_CARDS) {
      const fields = cardFields(card);
      cards.push(fields);
      byIndex.set(card[1] ?? '', fields);
      continue;
    }
    const last = cards.at(-1);
    if (last === undefined) continue;
    const state = stateRow.exec(line);
    if (state && !last.has('performance_state')) addState(last, state);
    const mig = migRow.exec(line)?.[1];
    if (mig !== undefined) set(last, 'mig_mode.current_mig', mig.replace('*', ''));
    const process = processRow.exec(line);
    const holder = byIndex.get(process?.[1] ?? '');
    if (process && holder) addProcess(holder, process);
  }
  const beside = new Map<string, SmiField>();
  set(beside, 'nvidia_smi_version', tool);
  set(beside, 'driver_version', driver);
  set(beside, 'cuda_version', cuda);
  const gpus: readonly SmiFields[] = cards;
  return {
    root: 'nvidia_smi_table',
    version: null,
    fields: beside,
    gpus,
    truncated: false,
    warnings: [],
  };
}

function set(fields: Map<string, SmiField>, path: string, value: string | undefined): void {
  if (value !== undefined) fields.set(path, smiField(spaced(value)));
}

/** The table has no room between number and unit: `28C`, `55MiB`, `700W`. */
function spaced(value: string): string {
  return value.replace(/^(\d+(?:\.\d+)?)(MiB|W|C|%|MHz)$/, '$1 $2');
}

function cardFields([, index, name, persistence, bus, display, ecc]: RegExpExecArray) {
  const fields = new Map<string, SmiField>();
  set(fields, '@id', bus);
  set(fields, 'index', index);
  set(fields, 'product_name', name);
  set(fields, 'persistence_mode', persistence);
  set(fields, 'display_active', display === 'On' ? 'Enabled' : display);
  // Without persistence column the last cell is another vendor's clocks.
  if (ecc !== undefined && /^(\d+|N\/A|Off|On|ERR!)$/.test(ecc)) {
    set(fields, 'ecc_errors.volatile.double_bit.total', ecc);
  } else set(fields, 'clocks', ecc);
  return fields;
}

function addState(fields: Map<string, SmiField>, match: RegExpExecArray): void {
  const [, fan, temperature, state, power, limit, used, total, busy, mode] = match;
  set(fields, 'fan_speed', fan);
  set(fields, 'temperature.gpu_temp', temperature);
  set(fields, 'performance_state', state);
  set(fields, 'gpu_power_readings.power_draw', power);
  set(fields, 'gpu_power_readings.current_power_limit', limit);
  set(fields, 'fb_memory_usage.used', used);
  set(fields, 'fb_memory_usage.total', total);
  set(fields, 'utilization.gpu_util', busy);
  set(fields, 'compute_mode', mode);
}

function addProcess(fields: Map<string, SmiField>, match: RegExpExecArray): void {
  const [, , gi, ci, pid, type, name, memory] = match;
  let count = 0;
  const path = () => `processes.process_info${count === 0 ? '' : `[${count}]`}`;
  while (fields.has(`${path()}.pid`)) count += 1;
  if (count >= MAX_PROCESSES) return;
  set(fields, `${path()}.gpu_instance_id`, gi);
  set(fields, `${path()}.compute_instance_id`, ci);
  set(fields, `${path()}.pid`, pid);
  set(fields, `${path()}.type`, type);
  set(fields, `${path()}.process_name`, name);
  set(fields, `${path()}.used_memory`, memory);
}
