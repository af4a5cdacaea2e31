/** What looks like a secret whatever its value. `keep` is the part before it that stays readable. */
const shapes: readonly RegExp[] = [
  // A private key in PEM, also when its end is missing.
  /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]+ ){0,3}PRIVATE KEY-----|$)/g,
  // Headers, as HTTP writes them, as curl takes them and as JSON dumps them. What begins with `$` is
  // a reference that the shell resolves: striking it would spoil the command that a person repeats.
  /(?<keep>\b(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:[a-z]{1,20} )?)(?!\$|[a-z]{1,20} \$)[^\s"',;]+/gi,
  /(?<keep>\bbearer )[\w.~+/=-]{8,}/gi,
  /(?<keep>\b(?:x-)?api-key["']?\s{0,4}[:=]\s{0,4}["']?)(?!\$)[^\s"',;&]+/gi,
  /(?<keep>\b(?:set-)?cookie["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi,
  // Fields of queries, forms, JSON, YAML and environments. Names must match whole: `max_tokens=5`
  // and `token: expected` are no secrets.
  /(?<keep>(?<![\w-])(?:api_?key|access_?token|refresh_?token|auth_?token|client_?secret|secret_?key|password|passwd|pwd)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;&]+/gi,
  /(?<keep>[?&;](?:key|token|secret|sig|signature|x-amz-(?:signature|credential|security-token))=)[^\s"'&;#]+/gi,
  // `https://user:password@host` and `https://token@host`.
  /(?<keep>\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{0,200}:)[^\s/@"']+(?=@)/gi,
  /(?<keep>\bhttps?:\/\/)[^\s/:@"']+(?=@)/gi,
  // Tokens that name their issuer by their first letters.
  /\b(?:sk|pk|rk)-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[oprsu]_|github_pat_|glpat-|hf_|nvapi-|xox[abeprs]-)[\w-]{16,}/g,
  /\bAIza[\w-]{35}/g,
  // A JSON Web Token.
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g,
];

export function strikeSecretShapes(text: string, mark: string): string {
  return shapes.reduce(
    (struck, shape) =>
      struck.replace(shape, (_match, ...rest) => {
        const groups: unknown = rest.at(-1);
        return keptOf(groups) + mark;
      }),
    text,
  );
}

function keptOf(groups: unknown): string {
  if (typeof groups !== 'object' || groups === null || !('keep' in groups)) return '';
  return String(groups.keep);
}
