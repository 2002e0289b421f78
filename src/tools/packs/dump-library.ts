// Prints the library of the Node that runs, with what its C++ part tells it, as JSON. Bundled and started on
// another release by src/tools/record/take-library.ts.

import { natives, readLibraryConstants } from './library-facts.ts';

process.stdout.write(JSON.stringify({ natives: natives(), constants: readLibraryConstants() }));
