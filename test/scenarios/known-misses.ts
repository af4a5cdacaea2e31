/**
 * Outages whose replay the diagnosis does not answer as an expert would, why, and the assertions that
 * fail. The scenarios say what is right; whoever mends the diagnosis takes the entry away.
 */
export const knownMisses: Readonly<
  Record<string, { readonly why: string; readonly missed: readonly string[] }>
> = {
  'anthropic-2025-08-approximate-top-k': {
    why: 'one wrong answer in eight: the right backend is named after each, and forgotten before the next',
    missed: ['probability', 'right verdict within 60 m'],
  },
  'anthropic-2025-08-foreign-tokens': {
    why: 'right at the end, but three wrong answers in ten let it turn healthy in between',
    missed: ['right verdict within 20 m'],
  },
  'anthropic-2025-08-wrong-pool': {
    why: 'right at the end, but a few good answers in a row let it turn healthy in between',
    missed: ['right verdict within 30 m'],
  },
  'azure-2025-10-front-door': {
    why: 'right at the end, but a partial fault with several symptoms is doubted for seconds now and then',
    missed: ['right verdict within 5 m'],
  },
  'daemon-reload-takes-cards-from-a-container': {
    why: 'no mode of a container is shown by a look at the cards from inside it',
    missed: ['right link', 'right mode', 'probability', 'right verdict within 8 m', 'card cleared'],
  },
  'driver-skew-after-an-unattended-upgrade': {
    why: 'a card is not known to keep a container that needs it from starting, and two faults are not seen together in looks every 20 s',
    missed: [
      'right link',
      'right mode',
      'probability',
      'right verdict within 3 m',
      'engine cleared',
    ],
  },
  'one-lost-card-takes-the-node': {
    why: 'as for the driver skew: a card is not known to keep a container from starting',
    missed: [
      'right link',
      'right mode',
      'probability',
      'right verdict within 3 m',
      'scheduler cleared',
      'engine cleared',
    ],
  },
  'openai-2023-03-answers-cross-users': {
    why: 'one wrong answer in five, from one series alone, is forgotten before the next',
    missed: ['right link', 'right mode', 'probability', 'right verdict within 15 m'],
  },
};
