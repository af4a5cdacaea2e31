import { Box, Text, useApp, useInput, usePaste } from 'ink';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type PaintOptions, paintRow } from '../terminal/paint.ts';
import { frame } from './frame.ts';
import { keyNames } from './key-names.ts';
import type { MakeView } from './make-view.ts';
import type { Store } from './store.ts';

/** What a component of Ink gives away only while it is mounted. */
export type InkApp = ReturnType<typeof useApp>;

export interface AppProps {
  readonly store: Store;
  readonly makeView: MakeView;
  readonly paint: PaintOptions;
  readonly columns: number;
  readonly rows: number;
  readonly onKeys: (names: readonly string[]) => void;
  readonly onPaste: (text: string) => void;
  readonly onMount: (app: InkApp) => void;
}

/**
 * The only component that knows of Ink's hooks: one `useInput`, one picture. All rows are made
 * outside React and already cut to the screen, so one text holds them: a node for each row costs
 * Ink more than the rows that change.
 */
export function App(props: AppProps) {
  const { store, makeView, paint, columns, rows, onKeys, onPaste, onMount } = props;
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const app = useApp();
  useEffect(() => onMount(app), [app, onMount]);
  useInput((input, key) => onKeys(keyNames(input, key)));
  usePaste(onPaste);
  const picture = useMemo(
    () =>
      frame(makeView(state), columns, rows)
        .map((row) => paintRow(row, paint))
        .join('\n'),
    [makeView, state, columns, rows, paint],
  );
  return (
    <Box key={state.ui.repaints} width={columns} height={rows} flexDirection="column">
      <Text>{picture}</Text>
    </Box>
  );
}
