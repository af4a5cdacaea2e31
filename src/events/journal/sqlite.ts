type Sqlite = typeof import('node:sqlite');

/** node:sqlite, loaded when first needed. */
export function loadSqlite(): Sqlite {
  return withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'));
}

/**
 * Node 22 calls its SQLite experimental, on the user's screen. Holds back that one warning while
 * `load` runs; every other warning passes.
 */
export function withoutSqliteWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (isSqliteWarning(warning, rest[0])) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isSqliteWarning(warning: string | Error, type: unknown): boolean {
  return type === 'ExperimentalWarning' && /sqlite/i.test(String(warning));
}
