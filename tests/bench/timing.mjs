// Whether the time of a 404 tells a thing that is another's from a thing that never was: pairs asked one after the other,
// in an order drawn anew each time, over one connection kept open; Welch's t between the two. |t| < 4.5 says no, at this
// many pairs. A route that does tell is planted beside them, so that the bench is seen seeing.
//   node tests/bench/timing.mjs [PAIRS]      100000 by default; about a minute per route
import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import { closeVaultCode, newId, person } from '../contract/client.mjs';
import { Box } from '../end_to_end/harness.mjs';

const pairs = Number(process.argv[2] ?? 100_000);
const phrase = 'tilleul-jardin-crayon-violon-marmite-soleil';
const limit = 4.5;

function asker(origin, cookie) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port, host } = new URL(origin);
  const headers = { Host: host, Cookie: `__Host-dsco=${cookie}`, 'Tus-Resumable': '1.0.0' };
  const ask = (method, path) => new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    request({ agent, host: hostname === 'localhost' ? '127.0.0.1' : hostname, port, method, path, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode, time: Number(process.hrtime.bigint() - begun) }));
    }).on('error', reject).end();
  });
  return { ask, close: () => agent.destroy() };
}

// Running mean and variance (Welford); what took ten times the usual is the machine's, not the route's.
class Sample {
  n = 0; mean = 0; m2 = 0;
  add(value) {
    this.n += 1;
    const off = value - this.mean;
    this.mean += off / this.n;
    this.m2 += off * (value - this.mean);
  }
  get error() { return this.m2 / (this.n - 1) / this.n; }
}
const welch = (a, b) => (a.mean - b.mean) / Math.sqrt(a.error + b.error);

async function compare(name, { ask }, method, foreign, never) {
  const hers = new Sample();
  const nobodys = new Sample();
  const warm = [];
  for (let i = 0; i < 500; i += 1) warm.push((await ask(method, i % 2 ? foreign : never)).time);
  const cut = 10 * warm.toSorted((a, b) => a - b)[250];
  let chance = randomBytes(4096);
  for (let i = 0; i < pairs; i += 1) {
    if (i % 4096 === 0) chance = randomBytes(4096);
    const first = chance[i % 4096] & 1;
    for (const which of [first, 1 - first]) {
      const { status, time } = await ask(method, which ? foreign : never);
      if (status !== 404) throw new Error(`${name}: ${status}`);
      if (time < cut) (which ? hers : nobodys).add(time);
    }
  }
  const t = welch(hers, nobodys);
  console.log(`${name.padEnd(60)} another's ${(hers.mean / 1000).toFixed(2)} µs, never was ${(nobodys.mean / 1000).toFixed(2)} µs, t = ${t.toFixed(2)} over ${hers.n} and ${nobodys.n}`);
  return t;
}

// Answers 404 to both, a few microseconds later to one.
async function planted() {
  const server = createServer((asked, reply) => {
    if (asked.url === '/another') for (const end = process.hrtime.bigint() + 5_000n; process.hrtime.bigint() < end; );
    reply.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

let failed = 0;
const box = await Box.demo();
try {
  const [letterA, letterB] = box.people.lettres;
  const anne = await person(box.origin);
  await anne.activate(letterA, phrase);
  await anne.signIn(letterA.identifiant, phrase);
  const bruno = await person(box.origin, { from: '127.0.0.2' });
  await bruno.activate(letterB, `${phrase}-radis`);
  await bruno.signIn(letterB.identifiant, `${phrase}-radis`);
  const volet = (await anne.need(200, 'GET', '/api/v1/moi')).volets[0].id;
  const bytes = Buffer.from('%PDF-1.7 what is hers');
  await anne.deposit(volet, 'assurance_scolaire', bytes);
  const envoi = await anne.upload(volet, bytes);
  const client = asker(box.origin, bruno.client.cookie);
  // One id of nothing for the whole run: drawn anew each time, it would be colder in every cache than the one asked again.
  const never = newId();
  for (const [method, path, id] of [
    ['GET', '/api/v1/volets/{id}/plis', volet],
    ['GET', '/api/v1/volets/{id}/pieces/assurance_scolaire', volet],
    ['GET', '/api/v1/volets/{id}/pieces/assurance_scolaire/pages/1', volet],
    ['HEAD', '/api/v1/envois/{id}', envoi],
  ]) {
    if (Math.abs(await compare(`${method} ${path}`, client, method, path.replace('{id}', id), path.replace('{id}', never))) >= limit) failed += 1;
  }
  client.close();
  const leak = await planted();
  const seer = asker(leak.origin, '');
  if (Math.abs(await compare('planted: 5 µs more for one of two', seer, 'GET', '/another', '/nothing')) < limit) failed += 1;
  seer.close();
  leak.close();
} finally {
  await box.stop();
  await closeVaultCode();
}
console.log(failed ? `${failed} not as wanted (|t| < ${limit}, and the planted one above)` : `all under |t| = ${limit}, the planted one above`);
process.exit(failed ? 1 : 0);
