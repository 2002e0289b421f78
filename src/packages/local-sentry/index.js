// local-sentry: the calls of @sentry/node, and no Sentry behind them. Events become lines of JSON in a file (by default
// .local-sentry/events.jsonl below the working directory), in the shape of Sentry's event payloads
// (https://develop.sentry.dev/sdk/data-model/event-payloads/). Nothing is sent anywhere.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Scope } = require('./scope.js');
const { exceptionsOf } = require('./exceptions.js');
const { describeRequest } = require('./request.js');

/** @type {null | Record<string, any>} */
let options = null;
let lastEventId;
let monitors = false;
const globalScope = new Scope();
const storage = new AsyncLocalStorage();

const getCurrentScope = () => storage.getStore() ?? globalScope;

function warn(text) {
  process.emitWarning(text, 'LocalSentryWarning');
}

function init(given = {}) {
  options = {
    environment: process.env.SENTRY_ENVIRONMENT ?? 'production',
    release: process.env.SENTRY_RELEASE,
    serverName: os.hostname(),
    sendDefaultPii: false,
    maxBreadcrumbs: 100,
    sampleRate: 1,
    file: path.join('.local-sentry', 'events.jsonl'),
    ...given,
  };
  fs.mkdirSync(path.dirname(options.file), { recursive: true });
  if (monitors) return;
  monitors = true;
  // Told before the process ends, and without changing how it ends.
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    const type = origin === 'unhandledRejection' ? 'onunhandledrejection' : 'onuncaughtexception';
    capture(error, { mechanism: { type, handled: false }, level: 'fatal' });
  });
}

/** Puts an event together, lets beforeSend see it, and writes it down. */
function record(event, hint) {
  if (!options) return undefined;
  const scope = getCurrentScope();
  let full = scope.apply({
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: Date.now() / 1000,
    platform: 'node',
    level: 'error',
    environment: options.environment,
    release: options.release,
    server_name: options.serverName,
    sdk: { name: 'local-sentry', version: '1.0.0' },
    ...event,
  });
  if (scope.request) full.request = describeRequest(scope.request, options.sendDefaultPii);
  if (Math.random() >= options.sampleRate) return undefined;
  for (const processor of scope.processors) full = full && processor(full, hint);
  if (full && options.beforeSend) full = options.beforeSend(full, hint);
  if (full && typeof full.then === 'function') {
    warn('beforeSend must not be asynchronous here; the event was dropped');
    return undefined;
  }
  if (!full) return undefined;
  fs.appendFileSync(options.file, `${JSON.stringify(full)}\n`);
  lastEventId = full.event_id;
  return full.event_id;
}

function capture(error, { mechanism, level, ...context }) {
  const exception = { values: exceptionsOf(error, mechanism) };
  return record({ exception, ...(level && { level }), ...context }, { originalException: error });
}

/** What a call was given besides: a function over the scope, or plain context. */
function contextOf(given) {
  if (!given || typeof given === 'function') return {};
  const { level, tags, extra, user, contexts, fingerprint } = given;
  return Object.fromEntries(
    Object.entries({ level, tags, extra, user, contexts, fingerprint }).filter(
      ([, value]) => value,
    ),
  );
}

function captureException(error, given) {
  const mechanism = { type: 'generic', handled: true };
  return capture(error, { mechanism, ...contextOf(given) });
}

function captureMessage(message, given) {
  const level = typeof given === 'string' ? given : (given?.level ?? 'info');
  return record({ message, ...contextOf(given), level }, {});
}

const captureEvent = (event) => record(event, {});

function withScope(callback) {
  const scope = getCurrentScope().clone();
  return storage.run(scope, () => callback(scope));
}

/** A scope of its own for everything that follows from a request. */
function runWithRequest(request, next) {
  const scope = getCurrentScope().clone();
  scope.request = request;
  storage.run(scope, next);
}

const shouldCapture = (error) => {
  const status =
    error?.status ?? error?.statusCode ?? error?.status_code ?? error?.output?.statusCode;
  return status === undefined || Number(status) >= 500;
};

/** Express: reports errors with a status from 500 on, and hands every error on. */
function expressErrorHandler({ shouldHandleError = shouldCapture } = {}) {
  return function localSentryErrorMiddleware(error, request, response, next) {
    if (shouldHandleError(error)) {
      const scope = getCurrentScope().clone();
      scope.request = request;
      storage.run(scope, () => {
        const mechanism = { type: 'middleware', handled: false };
        response.sentry = capture(error, { mechanism });
      });
    }
    next(error);
  };
}

/** Behind all routes, before other error handlers. */
function setupExpressErrorHandler(app, given) {
  if (!options) warn('setupExpressErrorHandler was called before init: nothing will be recorded');
  app.use(expressErrorHandler(given));
}

let hasWarned = false;
function deprecated(name, instead) {
  if (hasWarned) return;
  hasWarned = true;
  warn(`Handlers.${name} is Sentry's API of version 7, gone since version 8: use ${instead}`);
}

const Handlers = {
  requestHandler() {
    deprecated('requestHandler', 'init alone');
    return (request, _response, next) => runWithRequest(request, next);
  },
  tracingHandler() {
    deprecated('tracingHandler', 'init alone');
    return (_request, _response, next) => next();
  },
  errorHandler(given) {
    deprecated('errorHandler', 'setupExpressErrorHandler(app)');
    return expressErrorHandler(given);
  },
};

// One assignment each: that is what programs that import by name can see.
exports.init = init;
exports.isInitialized = () => options !== null;
exports.captureException = captureException;
exports.captureMessage = captureMessage;
exports.captureEvent = captureEvent;
exports.lastEventId = () => lastEventId;
exports.addBreadcrumb = (breadcrumb) =>
  getCurrentScope().addBreadcrumb(breadcrumb, options?.maxBreadcrumbs);
exports.setTag = (name, value) => getCurrentScope().setTag(name, value);
exports.setTags = (tags) => getCurrentScope().setTags(tags);
exports.setUser = (user) => getCurrentScope().setUser(user);
exports.setExtra = (name, value) => getCurrentScope().setExtra(name, value);
exports.setExtras = (extras) => getCurrentScope().setExtras(extras);
exports.setContext = (name, context) => getCurrentScope().setContext(name, context);
exports.addEventProcessor = (processor) => globalScope.addEventProcessor(processor);
exports.getCurrentScope = getCurrentScope;
exports.getIsolationScope = getCurrentScope;
exports.getGlobalScope = () => globalScope;
exports.withScope = withScope;
exports.withIsolationScope = withScope;
exports.expressErrorHandler = expressErrorHandler;
exports.setupExpressErrorHandler = setupExpressErrorHandler;
exports.Handlers = Handlers;
// Events are in the file as soon as they are captured.
exports.flush = async () => options !== null;
exports.close = async () => {
  const wasOpen = options !== null;
  options = null;
  return wasOpen;
};
