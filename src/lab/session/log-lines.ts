// The logs of all hops on one time line, as an operator would see them: nginx's two files, what services
// print, what their supervisor says. Read from the trace; lines are the programs' own, word for word.

import type { SystemSpec, TraceEvent } from '#sim';

/** Where a line comes from. */
export type LogSource = 'access.log' | 'error.log' | 'stdout' | 'stderr' | 'pm2';

export interface LogLine {
  readonly atUs: number;
  readonly host: string;
  readonly layer: 'client' | 'proxy' | 'app';
  readonly source: LogSource;
  readonly isError: boolean;
  readonly text: string;
}

const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n');

function nginxHost(system: SystemSpec): string {
  return system.hosts.find(({ kind }) => kind === 'nginx')?.name ?? 'nginx';
}

/** The lines one event adds; none for most events. */
export function logLines(event: TraceEvent, system: SystemSpec): LogLine[] {
  const { atUs } = event;
  switch (event.kind) {
    case 'nginx-log': {
      const source = event.file === 'access' ? 'access.log' : 'error.log';
      const isError = event.file === 'error';
      const host = nginxHost(system);
      return [{ atUs, host, layer: 'proxy', source, isError, text: event.line }];
    }
    case 'nginx-configuration':
      return event.output.map((text) => ({
        atUs,
        host: event.host,
        layer: 'proxy',
        source: 'stderr',
        isError: !event.isAccepted,
        text,
      }));
    case 'process-output':
      if (!system.hosts.some(({ name, kind }) => name === event.host && kind === 'node')) return [];
      return lines(event.text).map((text) => ({
        atUs,
        host: event.host,
        layer: 'app',
        source: event.stream,
        isError: event.stream === 'stderr',
        text,
      }));
    case 'supervisor-log': {
      const isError = /exited with code \[[^0]|errored/.test(event.text);
      const { host, text } = event;
      return [{ atUs, host, layer: 'app', source: 'pm2', isError, text }];
    }
    default:
      return [];
  }
}
