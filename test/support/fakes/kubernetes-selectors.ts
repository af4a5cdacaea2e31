/** Whether labels fit a selector as a list is asked with it. */
export function matchesLabels(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector
    .split(/,(?![^(]*\))/)
    .filter((part) => part !== '')
    .every((part) => {
      const set = /^(\S+) (in|notin) \(([^)]*)\)$/.exec(part);
      if (set) {
        const [, key = '', operator, values = ''] = set;
        const within = values.split(',').includes(labels[key] ?? '');
        return operator === 'in' ? within : !within;
      }
      if (part.startsWith('!')) return !(part.slice(1) in labels);
      const [, key = '', not, value] = /^([^=!]+)(!?)=?=?(.*)$/.exec(part) ?? [];
      if (!part.includes('=')) return key in labels;
      return not ? labels[key] !== value : labels[key] === value;
    });
}

/** Whether members of an object fit: `involvedObject.name=a,type=Warning`. */
export function matchesFields(object: unknown, selector: string): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [path = '', value] = part.split('=');
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
      return found === value;
    });
}
