// How results are printed: what \pset changes.

export type Format = 'aligned' | 'unaligned' | 'csv';

export interface PrintSettings {
  format: Format;
  border: number;
  /** `auto`: where a table would be wider than the screen. Simplified: the screen is wide enough. */
  expanded: 'off' | 'on' | 'auto';
  isTuplesOnly: boolean;
  hasFooter: boolean;
  nullText: string;
  fieldSeparator: string;
  recordSeparator: string;
  title: string | null;
}

export const defaultSettings = (): PrintSettings => ({
  format: 'aligned',
  border: 1,
  expanded: 'off',
  isTuplesOnly: false,
  hasFooter: true,
  nullText: '',
  fieldSeparator: '|',
  recordSeparator: '\n',
  title: null,
});

const FORMATS: readonly Format[] = ['aligned', 'unaligned', 'csv'];

const switched = (value: string | undefined, now: boolean): boolean =>
  value === undefined ? !now : /^(?:on|true|yes|1)$/i.test(value);

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');

/** Changes a setting. Answers the sentence that says so, or what is wrong. */
export function changeSetting(
  settings: PrintSettings,
  name: string,
  value: string | undefined,
): { readonly said: string } | { readonly problem: string } {
  switch (name) {
    case 'x':
    case 'expanded':
    case 'vertical':
      settings.expanded =
        value === 'auto' ? 'auto' : switched(value, settings.expanded === 'on') ? 'on' : 'off';
      return {
        said:
          settings.expanded === 'auto'
            ? 'Expanded display is used automatically.'
            : `Expanded display is ${settings.expanded}.`,
      };
    case 't':
    case 'tuples_only':
      settings.isTuplesOnly = switched(value, settings.isTuplesOnly);
      // Only where it was toggled: told with a value, psql says nothing.
      return { said: value === undefined ? `Tuples only is ${onOff(settings.isTuplesOnly)}.` : '' };
    case 'footer':
      settings.hasFooter = switched(value, settings.hasFooter);
      return { said: `Default footer is ${onOff(settings.hasFooter)}.` };
    case 'format': {
      const found = FORMATS.find((format) => value !== undefined && format.startsWith(value));
      if (!found) {
        return {
          problem:
            '\\pset: allowed formats are aligned, asciidoc, csv, html, latex, latex-longtable, troff-ms, unaligned, wrapped',
        };
      }
      settings.format = found;
      return { said: `Output format is ${found}.` };
    }
    default:
      return changeText(settings, name, value);
  }
}

function changeText(
  settings: PrintSettings,
  name: string,
  value: string | undefined,
): { readonly said: string } | { readonly problem: string } {
  switch (name) {
    case 'null':
      settings.nullText = value ?? settings.nullText;
      return { said: `Null display is "${settings.nullText}".` };
    case 'border':
      settings.border = Number(value ?? settings.border);
      return { said: `Border style is ${settings.border}.` };
    case 'fieldsep':
      settings.fieldSeparator = value ?? settings.fieldSeparator;
      return { said: `Field separator is "${settings.fieldSeparator}".` };
    case 'recordsep':
      settings.recordSeparator = value ?? settings.recordSeparator;
      return { said: `Record separator is "${settings.recordSeparator}".` };
    case 'title':
    case 'C':
      settings.title = value ?? null;
      return { said: value === undefined ? 'Title is unset.' : `Title is "${value}".` };
    case 'pager':
      return { said: 'Pager usage is off.' };
    default:
      return { problem: `\\pset: unknown option: ${name}` };
  }
}
