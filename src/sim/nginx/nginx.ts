// The door of the nginx model: start one, or test a configuration. What runs then: master.ts,
// worker.ts.

import type { Machine } from '../process/machine.ts';
import { boundAddresses } from './config/addresses.ts';
import type { ConfigDraft } from './config/draft.ts';
import type { ConfigMessage } from './config/place.ts';
import { logBeforeStart } from './log/error-log.ts';
import { Nginx, type NginxOptions, prefixOf } from './master.ts';
import { consoleLine, prepareFiles, readConfiguration } from './read-configuration.ts';

/** nginx did not start: what it printed. */
export interface NginxRefusal {
  readonly exit: 1;
  readonly stderr: readonly string[];
  readonly messages: readonly ConfigMessage[];
}

/** A running nginx, or why there is none. */
export type NginxStart = Nginx | NginxRefusal;

const BIND_FAILURES: Readonly<Record<'EADDRINUSE' | 'EADDRNOTAVAIL', string>> = {
  EADDRINUSE: '98: Address already in use',
  EADDRNOTAVAIL: '99: Cannot assign requested address',
};
/** nginx tries to bind so often, half a second apart. */
const BIND_TRIES = 5;

/** Whether each address can be bound; what is printed where one cannot. */
const checkAddresses = (machine: Machine, config: ConfigDraft): readonly ConfigMessage[] => {
  const messages: ConfigMessage[] = [];
  const idle = { post: (): void => {} };
  for (const { listen } of boundAddresses(config.addresses)) {
    const address = { ip: listen.ip, port: listen.port };
    const result = machine.host.listen({
      address,
      backlog: 1,
      executor: idle,
      accepted: () => {},
      ipv6Only: listen.ipv6Only,
    });
    if (typeof result !== 'string') {
      result.close();
      continue;
    }
    const text = `bind() to ${listen.label} failed (${BIND_FAILURES[result]})`;
    const tries = result === 'EADDRINUSE' ? BIND_TRIES : 1;
    for (let at = 0; at < tries; at++) messages.push({ level: 'emerg', text, place: null });
    if (result === 'EADDRINUSE') {
      messages.push({ level: 'emerg', text: 'still could not bind()', place: null });
    }
    return messages;
  }
  return messages;
};

/** Starts nginx: a running one, or what it printed before it gave up. */
export const startNginx = (options: NginxOptions): NginxStart => {
  const { machine } = options;
  const path = options.configPath ?? '/etc/nginx/nginx.conf';
  const version = options.version ?? '1.22.1';
  const read = readConfiguration({ machine, path, prefix: prefixOf(options), version });
  const refuse = (added: readonly ConfigMessage[]): NginxRefusal => {
    const messages = [...read.messages, ...added];
    logBeforeStart(machine, options.errorLog ?? '/var/log/nginx/error.log', messages);
    return { exit: 1, stderr: messages.map(consoleLine), messages };
  };
  if (!read.config) return refuse([]);
  const fault = prepareFiles(machine, read.config);
  if (fault) return refuse([fault]);

  const unbound = checkAddresses(machine, read.config);
  if (unbound.length > 0) return refuse(unbound);
  logBeforeStart(machine, options.errorLog ?? '/var/log/nginx/error.log', read.messages);
  return new Nginx({ options, config: read.config, messages: read.messages });
};

export { Nginx, type NginxOptions } from './master.ts';
export { type TestResult, testConfiguration } from './read-configuration.ts';
