/**
 * The same function, which works out once what it makes of each argument and gives the same object ever after: what
 * is kept of tables is kept by their identity. Of two arguments, let one function return the other.
 */
export function remembered<K extends object | string | number, V extends object>(
  work: (key: K) => V,
): (key: K) => V {
  const ofObjects = new WeakMap<object, V>();
  const ofOthers = new Map<K, V>();
  return (key) => {
    const known = typeof key === 'object' ? ofObjects.get(key) : ofOthers.get(key);
    if (known) return known;
    const value = work(key);
    if (typeof key === 'object') ofObjects.set(key, value);
    else ofOthers.set(key, value);
    return value;
  };
}
