// Names for values that belong to simulated programs. The simulator passes them on and looks into
// them only where Node's C++ part would.

/** A function of a simulated program. */
export type GuestFunction = (this: unknown, ...args: unknown[]) => unknown;

/** An object of a simulated program. */
export type GuestObject = Record<PropertyKey, unknown>;

/** An internal binding: what Node's C++ part offers to the library under one name. */
export type Binding = Record<PropertyKey, unknown>;
