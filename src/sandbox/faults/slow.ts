/** Milliseconds by which a slow service is late: far beyond its usual time, within any deadline. */
export const slowMs = 700;
