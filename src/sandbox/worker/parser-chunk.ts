// The parser as a chunk of its own: loaded when a file was edited and has to be read anew. The build wraps
// it so that evaluating its text gives the preparer.

import { scriptPreparer } from '../../sim/node/prepare/script-preparer.ts';

export const preparer = scriptPreparer;
