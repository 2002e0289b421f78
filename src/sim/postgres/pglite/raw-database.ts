// A running PGlite as the simulator sees it: PostgreSQL's one backend, which is fed messages of the protocol and
// answers within the call. How it is loaded is not known here: a world is handed what has been opened before.

/** When a call happens, and how long it may take. */
export interface RawCall {
  /** The wall clock of its machine when the call begins, in microseconds since 1970. */
  readonly nowUs: number;
  /** After so much simulated time what runs is cancelled (57014); null for never. */
  readonly limitUs: number | null;
  /** A statement in it speaks of pg_sleep. */
  readonly sleeps: boolean;
}

export interface RawAnswer {
  /** The messages the backend sent. */
  readonly bytes: Uint8Array;
  /** Simulated time: pages touched, changes logged, sleep. */
  readonly spentUs: number;
  /** The part of it that was sleep. */
  readonly sleptUs: number;
  /** Records written to the write-ahead log. */
  readonly walRecords: number;
}

export interface RawDatabase {
  /** Throws where the backend came to its end: then it can be used no more. */
  execute(messages: Uint8Array, call: RawCall): RawAnswer;
  /** The number that pg_backend_pid() and messages have. */
  setProcessId(pid: number): void;
  /** Where random numbers come from, from now on. */
  useRandom(fill: (bytes: Uint8Array) => void): void;
}

/** Takes one of the databases that were opened for a world. Throws MissingDatabaseError where none is left. */
export type TakeDatabase = () => RawDatabase;

/** A world has a host that runs PGlite, and nobody has opened one: load it, and build the world again. */
export class MissingDatabaseError extends Error {
  constructor() {
    super('PGlite is not loaded');
  }
}
