/** Every form in which software on the way is known to write a secret. */
export function secretForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  return [
    secret,
    ...jsonForms(secret),
    ...urlForms(secret),
    ...base64Forms(bytes),
    hex,
    hex.toUpperCase(),
  ];
}

/** As a JSON string holds it, also with all but ASCII escaped, also as JSON inside of JSON. */
function jsonForms(secret: string): readonly string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  const ascii = once.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const slashes = once.replaceAll('/', '\\/');
  return [once, ascii, slashes, JSON.stringify(once).slice(1, -1)];
}

/** As a path or a query holds it, and as a form body does; some software writes `%2f` for `%2F`. */
function urlForms(secret: string): readonly string[] {
  const well = secret.toWellFormed();
  const form = new URLSearchParams([['', well]]).toString().slice(1);
  return [encodeURIComponent(well), encodeURI(well), form].flatMap((encoded) => [
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
  ]);
}

/**
 * Base64 of a longer text that holds the secret looks different for each of the three places where
 * the secret can begin in a group of three bytes (`user:secret` in Basic authentication). Only the
 * characters that depend on nothing but the secret are taken.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  const whole = bytes.toString('base64');
  const inner = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [whole, ...inner].flatMap((text) => [
    text,
    text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ]);
}
