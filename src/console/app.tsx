import { Box, Text, Transform, useApp, useInput, usePaste } from 'ink';
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
 * outside React and already cut to the screen. Ink lays out blank rows, which never change, and the
 * transform puts the painted ones in their place: it then measures and wraps nothing, and
 * takes each painted row apart once instead of twice.
 */
export function App(props: AppProps) {
  const { store, makeView, paint, columns, rows, onKeys, onPaste, onMount } = props;
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const app = useApp();
  useEffect(() => onMount(app), [app, onMount]);
  useInput((input, key) => onKeys(keyNames(input, key)));
  usePaste(onPaste);
  const picture = useMemo(
    () => frame(makeView(state), columns, rows).map((row) => paintRow(row, paint)),
    [makeView, state, columns, rows, paint],
  );
  return (
    <Box key={state.ui.repaints} width={columns} height={rows} flexDirection="column">
      <Transform transform={(_, index) => picture[index] ?? ''}>
        <Text>{`${'\n'.repeat(rows - 1)} `}</Text>
      </Transform>
    </Box>
  );
}
