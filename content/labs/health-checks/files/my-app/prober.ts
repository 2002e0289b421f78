// What a kubelet does for a pod: asks each instance for its liveness and its readiness, as probes.json says, and kills an
// instance that has failed its liveness so many times in a row. The supervisor then starts it afresh.
import { readFileSync } from 'node:fs';

interface Probe {
  path: string;
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

const probes: Record<string, Probe | undefined> = JSON.parse(readFileSync('./probes.json', 'utf8'));

async function answer({ path, timeoutSeconds }: Probe, port: number): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal });
    return response.ok ? 'ok' : `HTTP ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.name === 'TimeoutError' ? 'no answer' : 'no connection';
    return `${cause} on ${path}`;
  }
}

function kill(port: number): void {
  const pid = Number(readFileSync(`./my-app-${port}.pid`, 'utf8'));
  console.log(`my-app on port ${port} is not alive: killing process ${pid}, it will be restarted`);
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    console.log(`process ${pid} is gone already`);
  }
}

function watch(kind: string, probe: Probe, port: number): void {
  let failures = 0;
  setInterval(async () => {
    const result = await answer(probe, port);
    failures = result === 'ok' ? 0 : failures + 1;
    if (failures > 0) console.log(`${kind} probe failed on port ${port} (${failures}): ${result}`);
    if (kind !== 'liveness' || failures < probe.failureThreshold) return;
    failures = 0;
    kill(port);
  }, probe.periodSeconds * 1000);
}

for (const port of [3000, 3001]) {
  for (const [kind, probe] of Object.entries(probes)) if (probe) watch(kind, probe, port);
}
