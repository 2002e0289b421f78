// The fields of the form as a setting, and a setting in the fields. An empty limit means that there is none.
import { type EdgeKind, FIRST, limitOf, type Setting } from './address.ts';

type Field = HTMLInputElement | HTMLSelectElement;

const LIMITS = ['work', 'client', 'nginx', 'node', 'call', 'service'] as const;

/** The form's fields by what they mean. */
export interface ChainFields {
  read(): Setting;
  fill(setting: Setting): void;
  /** Gives the edge chosen last its own limit. */
  takeEdgeLimit(): void;
}

const inSeconds = (limitMs: number | null): string => (limitMs === null ? '' : `${limitMs / 1000}`);

/** Looks the fields up. Throws when the form lacks one. */
export function chainFields(form: HTMLFormElement, edges: readonly EdgeKind[]): ChainFields {
  const field = (name: string): Field => {
    const one = form.elements.namedItem(name);
    if (one instanceof HTMLInputElement || one instanceof HTMLSelectElement) return one;
    throw new Error(`The form has no field ${name}`);
  };
  const stops = field('stops');
  const chosen = (): EdgeKind | undefined => edges.find(({ id }) => id === field('edge').value);
  /** What makes no sense is marked, and counts as no limit. */
  const limit = (name: string): number | null => {
    const { value } = field(name);
    const limitMs = limitOf(value);
    const isWrong = value.trim() !== '' && limitMs === undefined;
    field(name).setAttribute('aria-invalid', String(isWrong));
    return limitMs ?? null;
  };
  return {
    read() {
      const edge = chosen();
      field('edge-limit').disabled = edge === undefined;
      return {
        workMs: limit('work'),
        clientMs: limit('client'),
        nginxMs: limit('nginx') ?? FIRST.nginxMs,
        nodeMs: limit('node'),
        callMs: limit('call'),
        serviceMs: limit('service'),
        edge: edge ? { id: edge.id, limitMs: limit('edge-limit') } : null,
        servers: Number(field('servers').value),
        method: field('method').value === 'POST' ? 'POST' : 'GET',
        stopsWithCaller: stops instanceof HTMLInputElement && stops.checked,
      };
    },
    fill(setting) {
      for (const name of LIMITS) field(name).value = inSeconds(setting[`${name}Ms`]);
      field('edge').value = setting.edge?.id ?? '';
      field('edge-limit').value = inSeconds(setting.edge?.limitMs ?? null);
      field('servers').value = String(setting.servers);
      field('method').value = setting.method;
      if (stops instanceof HTMLInputElement) stops.checked = setting.stopsWithCaller;
    },
    takeEdgeLimit() {
      field('edge-limit').value = inSeconds(chosen()?.limitMs ?? null);
    },
  };
}
