/**
 * Every limit that more than one room shares, with its unit and its reason. A limit that only one
 * file needs stands in that file.
 */
export const limits = {
  /** Bytes of a chain.yaml. Real ones are a few kB; a larger one is a mistake or an attack. */
  chainFileBytes: 1_048_576,
  /** Links in one chain. The verdict stays under a frame's time up to here. */
  chainLinks: 2_000,
  /** Characters of the shortest secret: a shorter one would be struck out of ordinary words. */
  secretCharacters: 6,
  /** Bytes of one answer that a probe reads before it stops. */
  probeBodyBytes: 1_048_576,
  /** Characters of one piece of evidence kept in an observation. */
  evidenceCharacters: 500,
  /** Characters of an answer kept in an inference: some 4,000 tokens. */
  inferenceOutputCharacters: 16_384,
  /** Pieces of evidence kept in an observation. */
  evidencePieces: 8,
  /** Facts kept in an observation; a GPU host with 16 cards needs about 300. */
  factsPerObservation: 400,
  /** Events waiting for one subscriber of the stream before writers are told to slow down. */
  streamQueueEvents: 10_000,
  /** Events the console and the diagnosis keep in memory: about ten minutes of a 40-link chain. */
  memoryEvents: 20_000,
  /** Inferences kept beside them: some seconds of a busy gateway, of some kB each. */
  memoryInferences: 5_000,
  /** Bytes of one line of a recording. */
  recordingLineBytes: 4_194_304,
} as const;
