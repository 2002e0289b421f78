// The version of Redis that is modelled: the one of the recordings.

export const VERSION = '7.0.15';
