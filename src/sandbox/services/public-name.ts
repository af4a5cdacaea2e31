/** The name under which the sandbox's models are asked. */
export const publicName = 'chat.sandbox.test';

/** Where a wrong record of it leads: an address of this machine on which nothing listens. */
export const wrongAddress = '127.66.66.66';
