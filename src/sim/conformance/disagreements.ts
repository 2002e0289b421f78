// Recordings the model does not reproduce to the last field, each with the reason. None of them may
// be about a status or about who answered.

/** By the name of the case. */
export const KNOWN_DISAGREEMENTS: Readonly<Record<string, string>> = {
  'own/client-close-half':
    'The client half-closes with its request. Really the connection to the app is established by then ' +
    'and closed unused; here the attempt is given up while its SYN is on the way.',
};

/** The same of the recordings made on Node 24. */
export const NODE_24_DISAGREEMENTS: Readonly<Record<string, string>> = {};
