// Files as a zip, handed to the browser to save. Loaded when somebody exports.
import { strToU8, zipSync } from 'fflate';

/** Saves texts, by path, below a folder of the archive. */
export function saveZip(
  name: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): void {
  const entries = Object.entries(files).map(
    ([path, text]) => [`${folder}/${path}`, strToU8(text)] as const,
  );
  const bytes = zipSync(Object.fromEntries(entries));
  const blob = new Blob([bytes.slice().buffer], { type: 'application/zip' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun to save by the time a later task runs.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
