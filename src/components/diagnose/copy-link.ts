// Makes a link that carries a paste without its secrets. Loaded when the button is pressed.
import { maskSecrets } from '../../diagnose/index.ts';
import { fragmentOf } from './share.ts';

/** Puts the masked paste into the address and the clipboard, and says so in `note`. */
export async function copyLink(paste: string, note: HTMLElement): Promise<void> {
  const fragment = fragmentOf(maskSecrets(paste));
  if (fragment === undefined) {
    note.textContent = 'The paste is too long for a link. Keep the lines that matter.';
    return;
  }
  history.replaceState(null, '', fragment);
  try {
    await navigator.clipboard.writeText(location.href);
    note.textContent =
      'Link copied. Tokens, cookies, addresses and e-mail are masked in it; look it over before you send it.';
  } catch {
    note.textContent = 'The link is in the address bar, with secrets masked.';
  }
}
