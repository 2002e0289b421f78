// node and npm: programs on the simulated Node, started by hand. Simplified: they read no standard input.

import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { Killed, SIGNAL_NUMBERS } from '../../signals.ts';
import type { Task } from '../../task.ts';
import { runScript } from '../bash.ts';
import { define } from '../define.ts';
import { ownService } from './service-view.ts';

/** What each release of Node comes with. */
const NPM_VERSIONS: Readonly<Record<string, string>> = {
  v20: '10.8.2',
  v22: '10.9.8',
  v24: '11.17.0',
};
const EVAL = '/tmp/[eval].js';

function* runNode(run: Invocation, words: readonly string[]): Task<number> {
  const { box } = run;
  const chunks: { stream: 'stdout' | 'stderr'; text: string }[] = [];
  let wake = (): void => {};
  const process = box.world.runNode({
    machine: box.machine,
    words,
    workingDirectory: run.cwd,
    environmentVariables: Object.fromEntries(run.environment),
  });
  const stop = box.kernel.trace.subscribe((event) => {
    if (event.kind !== 'process-output' || event.pid !== process.pid || event.host !== box.name)
      return;
    chunks.push({ stream: event.stream, text: event.text });
    box.kernel.after(0, () => wake());
  });
  process.onExit(() => box.kernel.after(0, () => wake()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
    run.process.handlers.set(signal, () => process.signal(signal));
  }
  let isServing = false;
  try {
    for (;;) {
      for (const { stream, text } of chunks.splice(0)) {
        if (stream === 'stdout') yield* run.print(text);
        else yield* run.printError(text);
      }
      if (process.exit) break;
      yield (resume) => {
        wake = resume;
        // A server waits for requests: the reader gets the word.
        const event = isServing
          ? null
          : box.kernel.after(3e6, () => {
              isServing = true;
              run.follow();
            });
        return () => box.kernel.cancel(event);
      };
    }
  } finally {
    stop();
    if (!process.exit) process.signal('SIGKILL');
  }
  const { code, signal } = process.exit;
  if (signal === 'SIGINT') throw new Killed('SIGINT');
  return code ?? (signal ? 128 + SIGNAL_NUMBERS[signal] : 0);
}

/** Options that only make sense with somebody who watches, or with a debugger. */
const NOT_MODELLED = /^--(?:watch|inspect|test|interactive)/;

function* node(run: Invocation): Task<number> {
  const options: string[] = [];
  const rest = [...run.args];
  let code: string | null = null;
  let prints = false;
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift() as string;
    if (option === '-v' || option === '--version') {
      yield* run.print(`${run.box.world.nodeVersion(run.box.name)}\n`);
      return 0;
    }
    if (/^(?:-[ep]|-pe|--eval|--print)$/.test(option)) {
      code = rest.shift() ?? '';
      prints = /p/.test(option);
    } else {
      options.push(option);
      // These take the next word, where it is not joined to them.
      if (/^(?:-r|--require|--import|--env-file(?:-if-exists)?)$/.test(option)) {
        options.push(...rest.splice(0, 1));
      }
    }
  }
  const ignored = options.filter((option) => NOT_MODELLED.test(option));
  for (const option of ignored) run.note(`${option} is not modelled: the program runs once.`);
  const obeyed = options.filter((option) => !NOT_MODELLED.test(option));
  if (code !== null) {
    run.files.writeFile(EVAL, prints ? `console.log(eval(${JSON.stringify(code)}))` : code);
    return yield* runNode(run, [...obeyed, EVAL, ...rest]);
  }
  const [script, ...args] = rest;
  if (script === undefined) {
    // A wrong option is told first.
    if (obeyed.length > 0) return yield* runNode(run, obeyed);
    yield* run.printError('node: there is no prompt of Node here\n');
    run.note("Run a file, or code: node -e 'console.log(1 + 1)'");
    return 9;
  }
  return yield* runNode(run, [...obeyed, run.resolve(script), ...args]);
}

interface PackageFile {
  readonly name?: string;
  readonly version?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

function* npm(run: Invocation): Task<number> {
  const [action = '', ...args] = run.args;
  if (action === '--version' || action === '-v') {
    yield* run.print(`${NPM_VERSIONS[run.box.world.nodeVersion(run.box.name).slice(0, 3)]}\n`);
    return 0;
  }
  if (!['run', 'run-script', 'start', 'test', 't', 'ls', 'list'].includes(action)) {
    yield* run.printError(
      action === ''
        ? 'npm <command>\n\nnpm run, npm start, npm test, npm ls\n'
        : `Unknown command: "${action}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`,
    );
    if (['install', 'i', 'ci', 'add', 'update'].includes(action))
      run.note('This box has no way to the registry; its packages are installed.');
    return 1;
  }
  let manifest: PackageFile;
  try {
    manifest = JSON.parse(run.files.readText(run.resolve('package.json'))) as PackageFile;
  } catch (error) {
    const words = error instanceof SyntaxError ? error.message : describeError(error);
    yield* run.printError(
      `npm error code ${error instanceof SyntaxError ? 'EJSONPARSE' : 'ENOENT'}\nnpm error path ${run.resolve('package.json')}\nnpm error ${words}\n`,
    );
    return 254;
  }
  const { name = '', version = '', scripts = {} } = manifest;
  if (action === 'ls' || action === 'list') {
    const folder = run.resolve('node_modules');
    const names = run.files.exists(folder) ? run.files.list(folder).map((entry) => entry.name) : [];
    yield* run.print(
      `${name}@${version} ${run.cwd}\n${names.map((one, at) => `${at === names.length - 1 ? '└──' : '├──'} ${one}\n`).join('')}`,
    );
    return 0;
  }
  const wanted = action.startsWith('run') ? args[0] : action === 't' ? 'test' : action;
  if (wanted === undefined) {
    yield* run.print(
      `Scripts available in ${name}@${version} via \`npm run\`:\n${Object.entries(scripts)
        .map(([one, text]) => `  ${one}\n    ${text}\n`)
        .join('')}`,
    );
    return 0;
  }
  const script = scripts[wanted];
  if (script === undefined) {
    yield* run.printError(
      `npm error Missing script: "${wanted}"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n`,
    );
    return 1;
  }
  yield* run.print(`\n> ${name}@${version} ${wanted}\n> ${script}\n\n`);
  return yield* runScript(run, script, (state) => {
    state.scriptName = 'sh';
    state.messagePrefix = (line) => `sh: ${line}: `;
  });
}

const hasNode = (box: Invocation['box']): boolean => ownService(box)?.spec.kind === 'node';

export const nodeCommands = [
  define('node', {
    summary: 'run a program on Node',
    usage: 'node [OPTION]... [-e CODE | -p CODE | FILE [ARGUMENT]...]',
    program: node,
    isInstalled: hasNode,
  }),
  define('npm', {
    summary: 'run scripts of package.json',
    usage: 'npm run [SCRIPT] | start | test | ls',
    program: npm,
    isInstalled: hasNode,
  }),
];
