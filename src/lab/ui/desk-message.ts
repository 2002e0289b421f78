// The one sentence a sandbox says of itself, where its reader looks for what is going on.
import { type ServiceWords, serviceWords } from '../session/services.ts';
import { engineWords } from './engine-words.ts';
import type { LabDesk } from './lab-desk.ts';

/** One sentence: trouble first, then what was done, then what is going on. */
export function deskMessage(desk: LabDesk): { text: string; tone: ServiceWords['tone'] } {
  const engine = engineWords(desk.engine.value);
  const isTrouble = engine.tone === 'warn' || engine.tone === 'error';
  if (isTrouble) return { text: engine.long, tone: engine.tone };
  const trouble = desk.session.value.view.services.map(serviceWords).find(({ long }) => long);
  const notice = desk.notice.value;
  // What was done goes before trouble only where it tells of it.
  if (trouble && !notice.includes(trouble.long)) return { text: trouble.long, tone: trouble.tone };
  if (notice) return { text: notice, tone: trouble?.tone ?? 'plain' };
  return { text: engine.long, tone: engine.tone };
}
