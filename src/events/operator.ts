/** Probe and vantage of what a person saw, who answered what no probe can see. */
export const operator = 'operator';
