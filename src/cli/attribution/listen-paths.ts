/** Where LiteLLM's `generic_api` callback posts what it logs, at `attribution.listen`. */
export const LITELLM_PATH = '/litellm';
/** Where another weaklink posts the events that it writes there: a tap. */
export const EVENTS_PATH = '/events';
