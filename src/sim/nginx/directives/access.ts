// Who may come in: `allow`, `deny`, passwords, `auth_request`, and whose address counts
// (`real_ip`).

import { type AddressRange, parseRange } from '../config/address-range.ts';
import { type Context, type Directive, HTTP_SERVER_LOCATION } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { flag, template, text, valueDirective } from '../config/setting.ts';
import { compileTemplate } from '../config/template.ts';
import { lookUp } from '../upstream/look-up.ts';

const AND_LIMIT_EXCEPT: readonly Context[] = [...HTTP_SERVER_LOCATION, 'limit_except'];

const warnMeaningless = (cf: ConfigReader, word: string, range: AddressRange): void => {
  const [address = ''] = word.split('/');
  const exact = parseRange(address)?.bits;
  if (range.bits && exact && exact.network !== range.bits.network) {
    cf.warn(`low address bits of ${word} are meaningless`);
  }
};

const readRange = (cf: ConfigReader, word: string): AddressRange | 'all' | 'unix' => {
  if (word === 'all') return 'all';
  if (word === 'unix:') return 'unix';
  const range = parseRange(word);
  if (!range) return cf.fail(`invalid parameter "${word}"`);
  warnMeaningless(cf, word, range);
  return range;
};

const rule = (name: 'allow' | 'deny'): Directive => ({
  name,
  contexts: AND_LIMIT_EXCEPT,
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const range = readRange(cf, words[1] ?? '');
    cf.scope.append(
      'access',
      'rules',
      { range, deny: name === 'deny', place: cf.here() },
      cf.here(),
    );
  },
});

const authRequest = valueDirective('auth_request', ['access', 'authRequest'], (_, words) =>
  words[1] === 'off' ? null : (words[1] ?? ''),
);

const authRequestSet: Directive = {
  name: 'auth_request_set',
  contexts: HTTP_SERVER_LOCATION,
  arity: [2, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, variable = '', value = ''] = words;
    if (!variable.startsWith('$')) cf.fail(`invalid variable name "${variable}"`);
    const name = variable.slice(1).toLowerCase();
    if (!cf.draft.variables.canDefine(name)) cf.fail(`the duplicate "${name}" variable`);
    cf.draft.variables.define(name, (request) => request.values.get(name) ?? null);
    const item = { name, value: compileTemplate(cf, value) };
    cf.scope.append('access', 'authRequestVariables', item, cf.here());
  },
};

const realIpFrom: Directive = {
  name: 'set_real_ip_from',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const word = words[1] ?? '';
    if (word === 'unix:') return;
    const range = parseRange(word);
    if (range) {
      warnMeaningless(cf, word, range);
      cf.scope.append('access', 'realIpFrom', range, cf.here());
      return;
    }
    const addresses = lookUp(cf.machine, word);
    if (!addresses) cf.fail(`host not found in set_real_ip_from "${word}"`);
    for (const ip of addresses) {
      const one = parseRange(ip);
      if (one) cf.scope.append('access', 'realIpFrom', one, cf.here());
    }
  },
};

/** The directives that say who may come in. */
export const ACCESS_DIRECTIVES: readonly Directive[] = [
  rule('allow'),
  rule('deny'),
  authRequest,
  authRequestSet,
  realIpFrom,
  text('real_ip_header', ['access', 'realIpHeader']),
  flag('real_ip_recursive', ['access', 'realIpRecursive']),
  template('auth_basic', ['access', 'basicRealm'], AND_LIMIT_EXCEPT),
  valueDirective(
    'auth_basic_user_file',
    ['access', 'basicUserFile'],
    (cf, words) => compileTemplate(cf, cf.fullName(words[1] ?? '')),
    { contexts: AND_LIMIT_EXCEPT },
  ),
];
