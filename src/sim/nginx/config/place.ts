// Where in the configuration something stands, and what is wrong with it. The words of the messages
// are nginx's own; file and line travel as data too, so that an editor can mark the line.

/** A line of a configuration file. `line` counts from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** nginx's log levels, from the quietest reason to the loudest. */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warn' | 'error' | 'crit' | 'alert' | 'emerg';

/** One message about a configuration: what `nginx -t` prints after `nginx: `. */
export interface ConfigMessage {
  readonly level: LogLevel;
  /** The message without its place. */
  readonly text: string;
  /** Null where nginx names no line: for what it finds out after reading. */
  readonly place: Place | null;
}

/** Thrown while a configuration is read; ends the reading, as `[emerg]` does. */
export class ConfigError extends Error {
  readonly detail: ConfigMessage;

  constructor(detail: ConfigMessage) {
    super(formatMessage(detail));
    this.detail = detail;
  }
}

/** `[emerg] unknown directive "x" in /etc/nginx/nginx.conf:4` */
export const formatMessage = ({ level, text, place }: ConfigMessage): string =>
  `[${level}] ${text}${place ? ` in ${place.file}:${place.line}` : ''}`;
