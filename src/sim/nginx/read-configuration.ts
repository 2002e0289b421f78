// Reads a configuration as `nginx -t` does: the text, then what nginx opens and makes before it
// would start.

import { FileSystemError } from '../files/file-system.ts';
import type { Machine } from '../process/machine.ts';
import { listenAddresses } from './config/addresses.ts';
import { ConfigDraft } from './config/draft.ts';
import { ConfigError, type ConfigMessage, formatMessage, type LogLevel } from './config/place.ts';
import { ConfigReader } from './config/reader.ts';
import { compileTemplate } from './config/template.ts';
import { COMBINED } from './directives/response.ts';
import { DIRECTIVES } from './directives/table.ts';
import { describeFileError } from './files/file-errors.ts';
import { logBeforeStart } from './log/error-log.ts';
import { builtInVariable } from './variables/built-in.ts';

/** The version a configuration is read for. */
export type NginxVersion = '1.22.1' | '1.29.7';

/** A configuration nginx would start with, or why not. */
export interface ConfigurationRead {
  readonly config: ConfigDraft | null;
  /**
   * Everything said on the way, in order; the last is the reason where there is no configuration.
   */
  readonly messages: readonly ConfigMessage[];
  /** The text itself was fine; what failed came after. */
  readonly isSyntaxOk: boolean;
}

/** Which file to read, for which machine and version. */
export interface ReadOptions {
  readonly machine: Machine;
  readonly path: string;
  /** Where relative names start; ends in a slash. */
  readonly prefix: string;
  readonly version: NginxVersion;
}

/** Reads the text only. */
export const readConfiguration = (options: ReadOptions): ConfigurationRead => {
  const draft = new ConfigDraft({ builtIns: builtInVariable, version: options.version });
  const reader = new ConfigReader({
    machine: options.machine,
    prefix: options.prefix,
    table: DIRECTIVES,
    draft,
  });
  try {
    reader.readMain(options.path);
    draft.combined = {
      name: 'combined',
      escaping: 'default',
      line: compileTemplate(reader, COMBINED),
    };
    draft.variables.complete();
    draft.addresses = listenAddresses(draft);
    warnNotModelled(reader, draft);
    return { config: draft, messages: reader.messages, isSyntaxOk: true };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const messages = [...reader.messages, error.detail];
    return { config: null, messages, isSyntaxOk: false };
  }
};

const warnNotModelled = (reader: ConfigReader, draft: ConfigDraft): void => {
  for (const { name, place } of draft.notModelled) {
    const text = `the simulator does not model the "${name}" directive`;
    reader.messages.push({ level: 'warn', text, place });
  }
};

const failure = (text: string, level: LogLevel = 'emerg'): ConfigMessage => ({
  level,
  text,
  place: null,
});

const describe = (error: unknown): string => {
  if (!(error instanceof FileSystemError)) throw error;
  return describeFileError(error.code);
};

/** Makes directories and opens logs as nginx does before it starts; what fails is answered. */
export const prepareFiles = (machine: Machine, config: ConfigDraft): ConfigMessage | null => {
  if (!config.given.has('main events')) return failure('no "events" section in configuration');
  for (const path of config.madeDirectories) {
    if (machine.files.exists(path)) continue;
    try {
      machine.files.makeDirectory(path, 0o700);
      const node = machine.files.find(path);
      if (node) node.owner = 'www-data';
    } catch (error) {
      return failure(`mkdir() "${path}" failed (${describe(error)})`);
    }
  }
  for (const path of config.openedFiles) {
    try {
      machine.files.openFile(path, { create: true, exclusive: false, mode: 0o644 });
    } catch (error) {
      return failure(`open() "${path}" failed (${describe(error)})`);
    }
  }
  const empty = [...config.zones.values()].find(({ sizeBytes }) => sizeBytes === 0);
  return empty ? failure(`zero size shared memory zone "${empty.name}"`) : null;
};

/** What `nginx -t` prints, and its exit code. */
export interface TestResult {
  readonly exit: number;
  /** Lines without their line ends. */
  readonly stderr: readonly string[];
  readonly messages: readonly ConfigMessage[];
}

/** `nginx: [warn] ...` */
export const consoleLine = (message: ConfigMessage): string => `nginx: ${formatMessage(message)}`;

/** Tests a configuration without starting anything. */
export const testConfiguration = (
  machine: Machine,
  path: string,
  options: {
    readonly prefix?: string;
    readonly version?: NginxVersion;
    /** Where nginx logs what it says (`-e`); nowhere without it. */
    readonly errorLog?: string;
  } = {},
): TestResult => {
  const prefix = options.prefix ?? path.slice(0, path.lastIndexOf('/') + 1);
  const version = options.version ?? '1.22.1';
  const read = readConfiguration({ machine, path, prefix, version });
  const lines = read.messages.map(consoleLine);
  if (read.isSyntaxOk) lines.push(`nginx: the configuration file ${path} syntax is ok`);
  const fault = read.config ? prepareFiles(machine, read.config) : null;
  if (fault) lines.push(consoleLine(fault));
  const isFine = read.config !== null && fault === null;
  lines.push(`nginx: configuration file ${path} test ${isFine ? 'is successful' : 'failed'}`);
  const messages = fault ? [...read.messages, fault] : read.messages;
  if (options.errorLog !== undefined) logBeforeStart(machine, options.errorLog, messages);
  return { exit: isFine ? 0 : 1, stderr: lines, messages };
};
