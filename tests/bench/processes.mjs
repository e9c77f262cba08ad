// What a process and its descendants cost, from the kernel's own accounts.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ticks_per_second = 100; // USER_HZ, the same on every Linux Debian builds

function fields(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

// Seconds of CPU, its own and that of the children it has waited for; treeCpuSeconds adds the children still running. The
// clock behind both moves by 10 ms.
export function cpuSeconds(pid) {
  const [utime, stime, cutime, cstime] = fields(pid).slice(11, 15).map(Number);
  return (utime + stime + cutime + cstime) / ticks_per_second;
}
export function treeCpuSeconds(pid) {
  return childrenOf(pid).reduce((sum, child) => {
    try { return sum + cpuSeconds(child); } catch { return sum; }
  }, cpuSeconds(pid));
}

export function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((one) => {
    try { return Number(fields(one)[1]) === pid; } catch { return false; }
  });
}

export function peakMiB(pid) {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return found ? Number(found[1]) / 1024 : 0;
}

// The largest child that lives under `pid` until `stop()`; looked at often, since it dies with its document.
export function watchChildren(pid) {
  let peak = 0;
  const list = `/proc/${pid}/task/${pid}/children`;
  const look = () => {
    for (const child of readFileSync(list, 'latin1').trim().split(' ').filter(Boolean)) {
      try { peak = Math.max(peak, peakMiB(child)); } catch { /* gone meanwhile */ }
    }
  };
  if (!existsSync(list)) return { stop: () => NaN };
  const timer = setInterval(look, 4);
  return { stop() { clearInterval(timer); return peak; } };
}

// One command from start to end: the kernel adds up its whole tree. `peak`: of its largest process.
const waiter = `
import json, os, sys, time
start = time.monotonic()
pid = os.fork()
if pid == 0:
    out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(out, 1); os.dup2(out, 2)
    try: os.execvp(sys.argv[2], sys.argv[2:])
    finally: os._exit(127)
_, status, used = os.wait4(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - start,
                  "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))`;
export async function measured(output, words, env = {}) {
  const { stdout } = await run('python3', ['-c', waiter, output, ...words], { env: { ...process.env, ...env } });
  const figures = JSON.parse(stdout);
  if (figures.code !== 0) throw new Error(`${words.slice(0, 2).join(' ')} ended with ${figures.code}: ${readFileSync(output, 'utf8').slice(-600)}`);
  return figures;
}

export const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(part * values.length) - 1)];
export const median = (values) => quantile(values, 0.5);

export function table(head, rows) {
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
export const seconds = (s) => `${s.toFixed(2)} s`;
export const mib = (n) => `${n.toFixed(0)} MiB`;
export const times = (n) => `${n.toFixed(2)}×`;
