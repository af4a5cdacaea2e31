export { shellQuote } from '../../src/text/shell-quote.ts';
