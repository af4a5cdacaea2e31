/**
 * Where the dialects keep what: OpenAI's chat, completion and response objects, Anthropic's
 * messages and their events, Google's candidates. Everything is from outside and may be anything.
 */
type Fields = Record<string, unknown>;

/** A place in a document that holds a piece of the answer's text. */
interface Slot {
  readonly holder: Fields;
  readonly key: string;
}

export function hasText(document: unknown): boolean {
  return slotsOf(document).some(({ holder, key }) => holder[key] !== '');
}

/** A copy of the document in which every piece of text went through `change`. */
export function mapText(document: unknown, change: (text: string) => string): unknown {
  const copy = structuredClone(document);
  for (const { holder, key } of slotsOf(copy)) holder[key] = change(String(holder[key]));
  return copy;
}

function slotsOf(document: unknown): readonly Slot[] {
  const whole = fieldsOf(document);
  if (!whole) return [];
  const holders = [
    ...listOf(whole.choices).flatMap((choice) => [choice.delta, choice.message, choice]),
    ...listOf(whole.content),
    ...listOf(whole.candidates).flatMap((candidate) => listOf(fieldsOf(candidate.content)?.parts)),
    ...listOf(whole.output).flatMap((item) => listOf(item.content)),
    whole.delta,
  ];
  const slots = holders
    .map(fieldsOf)
    .filter((holder) => holder !== undefined)
    .flatMap((holder) => ['content', 'text'].map((key) => ({ holder, key })));
  const isResponse = whole.type === 'response.output_text.delta';
  return [...slots, ...(isResponse ? [{ holder: whole, key: 'delta' }] : [])].filter(
    ({ holder, key }) => typeof holder[key] === 'string',
  );
}

/** Places in which a document counts tokens: its holder and the field. */
function countsOf(document: unknown): readonly Slot[] {
  const whole = fieldsOf(document);
  const holders = [whole, fieldsOf(whole?.message), fieldsOf(whole?.response)];
  return holders
    .filter((holder) => holder !== undefined)
    .flatMap((holder) => ['usage', 'usageMetadata'].map((key) => ({ holder, key })))
    .filter(({ holder, key }) => fieldsOf(holder[key]) !== undefined);
}

export function hasUsage(document: unknown): boolean {
  return countsOf(document).length > 0;
}

/** A copy without its counts; undefined where it held nothing else. */
export function withoutUsage(document: unknown): unknown {
  const copy = structuredClone(document);
  for (const { holder, key } of countsOf(copy)) delete holder[key];
  const choices = fieldsOf(copy)?.choices;
  return Array.isArray(choices) && choices.length === 0 ? undefined : copy;
}

/** A copy in which the request has cost nothing. */
export function withZeroCost(document: unknown): unknown {
  const copy = structuredClone(document);
  for (const { holder, key } of countsOf(copy)) (holder[key] as Fields).cost = 0;
  return copy;
}

/** A copy in which another model answered. */
export function withModel(document: unknown, model: string): unknown {
  const copy = structuredClone(document);
  const whole = fieldsOf(copy);
  for (const holder of [whole, fieldsOf(whole?.message), fieldsOf(whole?.response)]) {
    for (const key of ['model', 'modelVersion']) {
      if (typeof holder?.[key] === 'string') holder[key] = model;
    }
  }
  return copy;
}

/** The stream says here that the answer is complete, or why it ended. */
export function saysEnd(document: unknown): boolean {
  const whole = fieldsOf(document);
  if (!whole) return false;
  if (['message_stop', 'response.completed'].includes(String(whole.type))) return true;
  const isOver = (one: Fields): boolean =>
    Boolean(one.finish_reason ?? one.finishReason ?? one.stop_reason);
  const delta = fieldsOf(whole.delta);
  const closes = [...listOf(whole.choices), ...listOf(whole.candidates), ...(delta ? [delta] : [])];
  return closes.some(isOver);
}

function fieldsOf(value: unknown): Fields | undefined {
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isFields ? (value as Fields) : undefined;
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf).filter((one) => one !== undefined) : [];
}
