// The short answers to the two questions every cause answers, in words and in how they are shown.
// Red is not among them: a "no" here is no error.
import type { Cause } from '../../content/schemas/code-page.ts';

/** Did the app see the request? */
export const sawWords: Readonly<Record<Cause['appSaw']['answer'], string>> = {
  no: 'No',
  perhaps: 'Perhaps',
  yes: 'Yes',
};

/** May the request be sent again? */
export const retryWords: Readonly<Record<Cause['retry']['answer'], string>> = {
  yes: 'Yes',
  no: 'No',
  conditional: 'It depends',
};

/** The look of the retry answer's pill (src/styles/controls.css). */
export const retryLooks: Readonly<Record<Cause['retry']['answer'], string>> = {
  yes: 'ok',
  no: '',
  conditional: 'warn',
};
