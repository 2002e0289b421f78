// What is added to events: tags, user, extras, contexts, breadcrumbs. Scopes are cloned for what happens inside them.
'use strict';

class Scope {
  tags = {};
  user;
  extra = {};
  contexts = {};
  level;
  breadcrumbs = [];
  processors = [];
  /** The request of a framework that is being answered. */
  request;

  clone() {
    const scope = new Scope();
    scope.tags = { ...this.tags };
    scope.user = this.user && { ...this.user };
    scope.extra = { ...this.extra };
    scope.contexts = { ...this.contexts };
    scope.level = this.level;
    scope.breadcrumbs = [...this.breadcrumbs];
    scope.processors = [...this.processors];
    scope.request = this.request;
    return scope;
  }

  setTag(name, value) {
    this.tags[name] = value;
    return this;
  }

  setTags(tags) {
    Object.assign(this.tags, tags);
    return this;
  }

  setUser(user) {
    this.user = user ?? undefined;
    return this;
  }

  setExtra(name, value) {
    this.extra[name] = value;
    return this;
  }

  setExtras(extras) {
    Object.assign(this.extra, extras);
    return this;
  }

  setContext(name, context) {
    if (context === null) delete this.contexts[name];
    else this.contexts[name] = context;
    return this;
  }

  setLevel(level) {
    this.level = level;
    return this;
  }

  addBreadcrumb(breadcrumb, most = 100) {
    this.breadcrumbs = [...this.breadcrumbs, { timestamp: Date.now() / 1000, ...breadcrumb }].slice(
      -most,
    );
    return this;
  }

  addEventProcessor(processor) {
    this.processors.push(processor);
    return this;
  }

  clear() {
    Object.assign(this, new Scope());
    return this;
  }

  /** The event with what the scope knows; what the event says itself counts more. */
  apply(event) {
    const { tags, user, extra, contexts, level, breadcrumbs } = this;
    const full = { ...event, ...(level && { level }) };
    const parts = { tags, user, extra, contexts };
    for (const [name, part] of Object.entries(parts)) {
      if (part && Object.keys(part).length > 0) full[name] = { ...part, ...event[name] };
    }
    if (breadcrumbs.length > 0) full.breadcrumbs = breadcrumbs;
    return full;
  }
}

module.exports = { Scope };
