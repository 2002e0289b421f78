// What a release of Node does differently below its library: in V8 and in C++. The library itself is the
// release's own text. Simplified: the engine is the one the simulator runs on, so that what newer engines added (Promise.try,
// Set methods) is there in every release. Measured with Node 20.20.2 (V8 11.3), 22.23.3 (V8 12.4) and
// 24.21.0 (V8 13.6).

/** The releases programs can be run on, by their major version. */
export const NODE_MAJORS = [20, 22, 24] as const;
export type NodeMajor = (typeof NODE_MAJORS)[number];

/** What is run where nothing else is said. */
export const DEFAULT_NODE = 24;

/** Releases whose library comes in a pack of its own. */
export type OlderMajor = Exclude<NodeMajor, typeof DEFAULT_NODE>;

/** The major version, where it is an older one. */
export const olderMajor = (major: NodeMajor): OlderMajor | undefined =>
  major === DEFAULT_NODE ? undefined : major;

/** Differences between releases that no library text shows. */
export interface NodeRelease {
  readonly major: NodeMajor;
  /** A function as the receiver of a frame is called `Function`, not by its name. */
  readonly callsFunctionsFunction: boolean;
  /** A frame of a getter ends with the property: `get size [as size]`. */
  readonly repeatsAccessorNames: boolean;
  /** Functions of this library file have the names V8 guessed for them: `Module._extensions..js`. */
  readonly keepsGuessedNames: (url: string) => boolean;
  /** Errors of JSON.parse end with the line and column: `(line 1 column 2)`. */
  readonly namesJsonLines: boolean;
  /** What is printed about ES module syntax in a CommonJS file, with the path of the file. */
  readonly moduleSyntaxWarning: (filename: string) => string;
  /** The report of a full heap has a heading for a JavaScript stack that never comes. */
  readonly headsJsStack: boolean;
}

const NODE_24: NodeRelease = {
  major: 24,
  callsFunctionsFunction: false,
  repeatsAccessorNames: false,
  keepsGuessedNames: () => false,
  namesJsonLines: true,
  moduleSyntaxWarning: (filename) =>
    `Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the nearest package.json file or use the .mjs extension.`,
  headsJsStack: false,
};

const NODE_20: NodeRelease = {
  major: 20,
  callsFunctionsFunction: true,
  repeatsAccessorNames: true,
  keepsGuessedNames: () => true,
  namesJsonLines: false,
  moduleSyntaxWarning: () =>
    'To load an ES module, set "type": "module" in the package.json or use the .mjs extension.',
  headsJsStack: true,
};

const NODE_22: NodeRelease = {
  ...NODE_24,
  major: 22,
  callsFunctionsFunction: true,
  keepsGuessedNames: (url) => url === 'node:internal/modules/esm/loader',
};

/** The release a version belongs to: `v20.20.2`. */
export const releaseOf = (version: string): NodeRelease => {
  if (version.startsWith('v20.')) return NODE_20;
  return version.startsWith('v22.') ? NODE_22 : NODE_24;
};
