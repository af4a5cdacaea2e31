/**
 * The part of GitHub's expression language that workflows of drills need: names with dots,
 * literals, `==`, `!=`, `&&`, `||`, `!`, brackets, and the status functions. Anything else is
 * refused by name rather than guessed.
 */
export type Value = string | number | boolean | null;
export interface Scope {
  readonly [name: string]: Value | Scope;
}

export interface StepStatus {
  /** False once a step has failed without `continue-on-error`. */
  readonly success: boolean;
}

/** `a ${{ inputs.b }} c` → text. */
export function interpolate(text: string, scope: Scope, status: StepStatus): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const value = evaluate(expression, scope, status);
    return value === null ? '' : String(value);
  });
}

/** The `if` of a step; without a status function GitHub asks for success as well. */
export function condition(text: string, scope: Scope, status: StepStatus): boolean {
  const expression = text.trim().replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asksStatus = /\b(always|success|failure|cancelled)\s*\(/.test(expression);
  return (asksStatus || status.success) && isTrue(evaluate(expression, scope, status));
}

export function evaluate(expression: string, scope: Scope, status: StepStatus): Value {
  const tokens = tokenize(expression);
  const value = new Parser(tokens, scope, status).or();
  if (tokens.length > 0) throw new Error(`"${expression.trim()}": "${tokens[0]}" is not expected`);
  return value;
}

/** Longer ones are no condition but a mistake. */
const MAX_EXPRESSION_CHARACTERS = 2_000;
const token =
  /\s*('(?:[^']|'')*'|==|!=|&&|\|\||[!()]|-?\d+(?:\.\d+)?|[A-Za-z_][\w-]*(?:\.[\w-]+)*)/y;

function tokenize(expression: string): string[] {
  if (expression.length > MAX_EXPRESSION_CHARACTERS) throw new Error('an expression is too long');
  const text = expression.trimEnd();
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new Error(`"${text.trim()}": cannot read "${text.slice(at)}"`);
    tokens.push(found);
  }
  return tokens;
}

/** Takes its tokens from the front; what is left over is a mistake of the expression. */
class Parser {
  readonly #tokens: string[];
  readonly #scope: Scope;
  readonly #status: StepStatus;

  constructor(tokens: string[], scope: Scope, status: StepStatus) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#status = status;
  }

  or(): Value {
    let left = this.#and();
    while (this.#take('||')) {
      const right = this.#and();
      left = isTrue(left) ? left : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#equality();
    while (this.#take('&&')) {
      const right = this.#equality();
      left = isTrue(left) ? right : left;
    }
    return left;
  }

  #equality(): Value {
    const left = this.#unary();
    if (this.#take('==')) return isEqual(left, this.#unary());
    if (this.#take('!=')) return !isEqual(left, this.#unary());
    return left;
  }

  #unary(): Value {
    if (this.#take('!')) return !isTrue(this.#unary());
    if (!this.#take('(')) return this.#operand();
    const value = this.or();
    this.#require(')');
    return value;
  }

  #operand(): Value {
    const text = this.#tokens.shift();
    if (text === undefined) throw new Error('an expression ends too early');
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(text)) return Number(text);
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    return this.#take('(') ? this.#call(text) : lookUp(text, this.#scope);
  }

  #call(name: string): boolean {
    this.#require(')');
    switch (name) {
      case 'always':
        return true;
      case 'success':
        return this.#status.success;
      case 'failure':
        return !this.#status.success;
      case 'cancelled':
        return false;
      default:
        throw new Error(`the function ${name}() is not known here`);
    }
  }

  #take(text: string): boolean {
    if (this.#tokens[0] !== text) return false;
    this.#tokens.shift();
    return true;
  }

  #require(text: string): void {
    if (!this.#take(text))
      throw new Error(`"${text}" is missing before "${this.#tokens[0] ?? ''}"`);
  }
}

/** What is not there is null, as on GitHub. */
function lookUp(path: string, scope: Scope): Value {
  let value: Value | Scope | undefined = scope;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return null;
    value = value[name];
  }
  return value === undefined || (value !== null && typeof value === 'object') ? null : value;
}

function isTrue(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

/** Texts are compared without regard to case, as GitHub does. */
function isEqual(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return toNumber(a) === toNumber(b);
}

function toNumber(value: Value): number {
  return value === null ? 0 : Number(value);
}
