// `http` and `server`: the blocks, and what has to be true when the http block ends.

import type { Directive } from '../config/directive.ts';
import { finishHttp } from '../config/finish-http.ts';
import { LocationConfig } from '../config/location.ts';
import { Scope } from '../config/scope.ts';
import { ServerDraft } from '../config/server-draft.ts';
import { LISTEN_DEFAULT } from './listen.ts';

const http: Directive = {
  name: 'http',
  contexts: ['main'],
  arity: [0, 0],
  isBlock: true,
  apply: (cf) => {
    if (cf.draft.http) cf.fail('"http" directive is duplicate');
    const scope = new Scope(null);
    cf.draft.http = scope;
    cf.readBlock({ context: 'http', scope });
    finishHttp(cf);
  },
};

const server: Directive = {
  name: 'server',
  contexts: ['http'],
  arity: [0, 0],
  isBlock: true,
  apply: (cf) => {
    const scope = new Scope(cf.scope);
    const place = cf.here();
    const location = new LocationConfig({
      kind: 'nameless',
      name: '',
      pattern: null,
      scope,
      place,
      parent: null,
    });
    const draft = new ServerDraft({ place, scope, location });
    cf.draft.servers.push(draft);
    cf.readBlock({
      context: 'server',
      scope,
      server: draft,
      location,
      rewrites: draft.rewrites,
    });
    if (draft.listens.length === 0) draft.listens.push(LISTEN_DEFAULT(place));
  },
};

/** The blocks `http` and `server`. */
export const HTTP_DIRECTIVES: readonly Directive[] = [http, server];
