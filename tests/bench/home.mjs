// The guardian's home while the box is busy reading: requests a second and p95, beside nginx handing out a file of the
// same size, same client, same minute.
//   node tests/bench/home.mjs [--seconds 10]
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { closeVaultCode } from '../contract/client.mjs';
import { Box, closeBrowser } from '../end_to_end/harness.mjs';
import { phonePhoto } from './documents.mjs';
import { holderOf, settleFamilies, slotsOf, waiting } from './families.mjs';
import { childrenOf, table, times, treeCpuSeconds } from './processes.mjs';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const length = option('--seconds', '10');
const connections = '8';
const wanted = Number(option('--waiting', '500')); // pièces still waiting when a loaded measure ends

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => probe.once('listening', ready));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

async function startNginx(folder, body) {
  const port = await freePort();
  await writeFile(join(folder, 'moi.json'), body);
  await writeFile(join(folder, 'nginx.conf'), `${process.getuid() === 0 ? 'user root;' : ''} worker_processes auto; daemon off; pid ${folder}/nginx.pid; error_log stderr error;
events { worker_connections 256; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types { application/json json; }
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; root ${folder}; } }
`);
  const nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}/moi.json`;
  for (let i = 0; ; i += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) break;
    if (i > 50) throw new Error('nginx does not answer');
    await new Promise((later) => setTimeout(later, 100));
  }
  return { url, async stop() { nginx.kill('SIGQUIT'); await new Promise((gone) => nginx.once('exit', gone)); } };
}

async function measure(url, headers = []) {
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${length}s`, '-s', join(here, 'report.lua'), ...headers.flatMap((one) => ['-H', one]), url]);
  const figures = JSON.parse(stdout.trim().split('\n').pop());
  if (figures.errors > 0) throw new Error(`${figures.errors} requests went wrong on ${url}`);
  return { ...figures, rate: figures.requests / figures.seconds };
}

const folder = await mkdtemp(join(tmpdir(), 'dossiersco-mesure-'));
const box = await Box.demo();
let nginx;
try {
  const { agent, families } = await settleFamilies(box, 50);
  const [who] = families;
  const home = await who.client.call('GET', '/api/v1/moi');
  nginx = await startNginx(folder, home.bytes);
  const ours = [`${box.origin.replace('localhost', '127.0.0.1')}/api/v1/moi`, [`Cookie: __Host-dsco=${who.client.cookie}`]];
  const theirs = [nginx.url];

  const quiet = { ours: await measure(...ours), theirs: await measure(...theirs) };

  // Sent whole first, then deposited in one go: the queue fills faster than it is read.
  const paper = await phonePhoto({ holder: holderOf(who.moi), address: who.moi.responsable.adresse });
  await closeBrowser();
  // A volet holds ten uploads open at once.
  const perVolet = new Map();
  const slots = slotsOf(families).filter(({ volet }) => {
    perVolet.set(volet, (perVolet.get(volet) ?? 0) + 1);
    return perVolet.get(volet) <= 10;
  });
  const ready = [];
  for (const slot of slots) ready.push({ ...slot, envoi: await slot.who.upload(slot.volet, paper) });
  for (const slot of ready) await slot.who.need(202, 'PUT', `/api/v1/volets/${slot.volet}/pieces/${slot.type}`, { body: { envois: [slot.envoi] } });
  const readers = () => childrenOf(box.process.pid).reduce((sum, pid) => sum + treeCpuSeconds(pid), 0);
  const queue = [await waiting(agent)];
  const readings = () => box.log.join('').split('"code":"lecture"').length - 1;
  const before = { at: performance.now(), readings: readings(), cpu: readers() };
  const busy = { ours: await measure(...ours) };
  queue.push(await waiting(agent));
  busy.theirs = await measure(...theirs);
  queue.push(await waiting(agent));
  if (queue[2] < wanted) throw new Error(`only ${queue[2]} pièces still waited at the end: the measure was not under load`);
  const reading = (readers() - before.cpu) / ((performance.now() - before.at) / 1000);

  console.log(`GET /api/v1/moi with a real session (${home.bytes.length} bytes of JSON, ${who.moi.volets.length} children) beside nginx and a file of the same bytes; wrk, ${connections} connections, ${length} s each.`);
  console.log(`Reading queue: ${queue[0]} pièces when the load began, ${queue[1]} after the home's measure, ${queue[2]} after nginx's; ${readings() - before.readings} were read meanwhile, by ${reading.toFixed(2)} of a core.\n`);
  const line = (name, one, reference) => [name, one.rate.toFixed(0), `${one.p50.toFixed(2)} ms`, `${one.p95.toFixed(2)} ms`, `${one.p99.toFixed(2)} ms`, reference ? times(one.rate / reference.rate) : ''];
  console.log(table(['', 'requests/s', 'p50', 'p95', 'p99', 'ratio'], [
    line('home, box at rest', quiet.ours, quiet.theirs),
    line('nginx, box at rest', quiet.theirs),
    line('home, queue full', busy.ours, busy.theirs),
    line('nginx, queue full', busy.theirs),
    ['home, full ÷ at rest', times(busy.ours.rate / quiet.ours.rate), '', times(busy.ours.p95 / quiet.ours.p95), '', ''],
  ]));
} finally {
  await nginx?.stop();
  await closeBrowser();
  await box.stop();
  await closeVaultCode();
  await rm(folder, { recursive: true, force: true });
}
