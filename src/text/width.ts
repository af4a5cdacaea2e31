/** Cells that text takes on a terminal: the one measure for layout, tables and tests. */
export { default as textWidth } from 'string-width';
