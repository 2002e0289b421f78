// Recognises lines that report an error: nginx's error log, Apache's, systemd's and the kernel's, levels in capitals, stack traces, exit codes.
import type { Line, PartKind, Reading } from '../reading.ts';
import { fieldsOf } from '../reading.ts';

const NGINX = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(\w{4,8})\] \d{1,10}#\d{1,10}:/;
const APACHE =
  /\[(?:proxy\w*|core|cgid?|mpm_\w+|php\w*|lbmethod\w*|ssl|rewrite)?:(\w{4,8})\] \[pid /;
const LEVEL = /(?:^|[\s[|])(ERROR|CRITICAL|FATAL|WARN|WARNING|ALERT|EMERG|PANIC)(?:[\]:\s|]|$)/;
const FRAME =
  /^\s{0,20}(?:at (?:async )?[\w$.<>[\] /@:-]{1,200}[(:]|File "[^"]{1,300}", line \d|goroutine \d)|^(?:Traceback \(most recent call last\)|Caused by: )/;
const ERROR_NAME =
  /(?:^|\s)(?:Uncaught )?(?:[A-Za-z_.]{0,80}(?:Error|Exception))(?: \[\w{2,60}\])?: /;
const EXIT =
  /(?:exit(?:ed)?[ _-]?(?:with )?[ _-]?(?:code|status)|exitcode|exited with code|code=exited, status|rc|returncode|return code|exit)["']?[ \t:=]{1,4}\(?(-?\d{1,3})(?!\d)|Exited \((\d{1,3})\)|process exited, code \(?(\d{1,3})|code=killed, status=(\d{1,2})\/|^\s{0,4}(\d{3})\s{0,4}$/i;

const of = (kind: PartKind, format: string, line: Line, pairs: Parameters<typeof fieldsOf>[1]) => ({
  kind,
  format,
  from: line.from,
  to: line.to,
  fields: fieldsOf(line, pairs),
});

/** An error log line, a frame of a stack, or an exit code; the first that fits. */
export function readErrorLine(line: Line): Reading | undefined {
  const nginx = NGINX.exec(line.text);
  if (nginx !== null) return of('error log', 'nginx-error-log', line, [['level', nginx[1]]]);
  const apache = APACHE.exec(line.text);
  if (apache !== null) return of('error log', 'apache-error-log', line, [['level', apache[1]]]);
  if (FRAME.test(line.text) || ERROR_NAME.test(line.text)) {
    return of('stack trace', 'stack-trace', line, []);
  }
  const level = LEVEL.exec(line.text);
  if (level !== null) return of('error log', 'levelled-log', line, [['level', level[1]]]);
  return undefined;
}

const SIGNAL_BASE = 128;

/** An exit code, also as the signal systemd names (`status=9/KILL` is 137). Bash manual, Exit Status. */
export function readExitCode(line: Line): Reading | undefined {
  const match = EXIT.exec(line.text);
  if (match === null) return undefined;
  const signal = match[4];
  const code = match[1] ?? match[2] ?? match[3] ?? match[5] ?? signal ?? '';
  const read = of('exit code', 'exit-code', line, [['exit', code]]);
  const at = read.fields.get('exit');
  if (at === undefined) return undefined;
  const value = signal === undefined ? code : String(SIGNAL_BASE + Number(signal));
  return { ...read, fields: new Map([['exit', { ...at, value }]]) };
}

const CURL = /(?:^|\s)curl: \((\d{1,3})\)/;

/** `curl: (52) Empty reply from server`. */
export function readCurl(line: Line): Reading | undefined {
  const match = CURL.exec(line.text);
  if (match === null) return undefined;
  return of('client output', 'curl', line, [['code', match[1]]]);
}
