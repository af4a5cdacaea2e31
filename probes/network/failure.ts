/** Where a dial or an exchange stood when it failed. */
export type NetworkPhase = 'resolve' | 'connect' | 'tls' | 'send' | 'wait' | 'transfer';

export type SelfSymptom =
  | 'self.cancelled'
  | 'self.resource'
  | 'self.permission'
  | 'self.missing_tool'
  | 'self.vantage'
  | 'self.bug';

/** A symptom that any network probe can meet; its prefix names the layer. */
export type NetworkSymptom =
  | `dns.${string}`
  | `tcp.${string}`
  | `tls.${string}`
  | `http.${string}`
  | SelfSymptom;

export interface NetworkFailure {
  readonly phase: NetworkPhase;
  readonly symptom: NetworkSymptom;
  /** What happened, in the words of the system or the peer: from outside, not sanitised yet. */
  readonly detail: string;
  /** Further symptoms of the same failure, most telling first. */
  readonly alsoSeen?: readonly NetworkSymptom[];
}
