// The theme menu in the header: remembers the choice and applies it. The page's first paint does not
// wait for this file; public/theme.js has set the theme by then.

/** Starts the menu, if the page has one. */
export function startThemeSwitch(): void {
  const root = document.documentElement;
  const menu = document.querySelector<HTMLElement>('[data-theme-menu]');
  if (!menu) return;
  const chosen = root.dataset['theme'] ?? 'system';
  const current = menu.querySelector<HTMLInputElement>(`input[value="${chosen}"]`);
  if (current) current.checked = true;
  menu.addEventListener('change', (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const theme = event.target.value;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    try {
      if (theme === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // Storage may be blocked: the theme then holds for this page.
    }
  });
}
