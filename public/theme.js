// Runs before the first paint, so that a chosen theme shows without a flash. It also tells the
// stylesheet that scripts run (data-script), which is when buttons that need one appear.
// Kept in localStorage under "theme": "light" or "dark"; nothing there means the system's choice.
(() => {
  const root = document.documentElement;
  root.dataset.script = '';
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch {
    // Storage may be blocked; the system's theme is then the right one.
  }
})();
