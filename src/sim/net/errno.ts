// System errors of the network, with the numbers and words Linux gives them (errno(3), strerror(3)).

/** Linux error numbers of the errors a socket can meet. */
export const ERRNO = {
  EPIPE: 32,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ECONNRESET: 104,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
} as const;

/** The name of a system error. */
export type Errno = keyof typeof ERRNO;

const MESSAGES: Record<Errno, string> = {
  EPIPE: 'Broken pipe',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
};

/** The words strerror(3) has for an error, as nginx logs them. */
export const errnoMessage = (errno: Errno): string => MESSAGES[errno];
