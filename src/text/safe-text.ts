/**
 * Text that the sanitiser has passed. Only this type reaches a screen, a report or an event, so a
 * probe that forgets to sanitise does not compile.
 */
export type SafeText = string & { readonly __safe: unique symbol };
