/** Stands in for Ink's optional devtools, which Ink imports by default export. */
const nothing = {};
export default nothing;
