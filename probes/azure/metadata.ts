export const METADATA = 'http://169.254.169.254';

/** What the metadata service wants to see, lest a page in a browser could ask it. */
export const METADATA_HEADERS = { metadata: 'true' } as const;
