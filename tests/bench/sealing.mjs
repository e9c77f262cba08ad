// What sealing costs: in C++ beside `age` on the same file, at the server for a sign-in, in Chromium slowed down as a phone
// is, a nurse's bag of 300 forms in both, and the weight of what the pages fetch for it.
//   node tests/bench/sealing.mjs [--times 5] [--slow 1,4,6]
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client, closeVaultCode } from '../contract/client.mjs';
import { Box, closeBrowser, freshPage, phone, program } from '../end_to_end/harness.mjs';
import { cpuSeconds, table } from './processes.mjs';

const run = promisify(execFile);
const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const times = Number(option('--times', '5'));
const slowness = option('--slow', '1,4,6').split(',').map(Number);
const build = dirname(program);
const ms = (value) => (value < 1 ? `${(value * 1000).toFixed(1)} µs` : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const folder = await mkdtemp(join(tmpdir(), 'dossiersco-plis-'));
const data = join(folder, 'dix-mebioctets');
await writeFile(data, randomBytes(10 << 20));

async function beside() {
  const ours = JSON.parse((await run(join(build, 'sealing'), [data, String(times)])).stdout);
  const keys = [];
  for (let i = 0; i < 4; i += 1) {
    const key = join(folder, `cle${i}`);
    await run('age-keygen', ['-o', key]);
    keys.push({ key, pk: (await run('age-keygen', ['-y', key])).stdout.trim() });
  }
  const timed = async (words) => {
    const took = [];
    for (let i = 0; i < times; i += 1) {
      const begin = process.hrtime.bigint();
      await run('age', words);
      took.push(Number(process.hrtime.bigint() - begin) / 1e6);
    }
    return middle(took);
  };
  const sealed = join(folder, 'age');
  const close = await timed([...keys.flatMap(({ pk }) => ['-r', pk]), '-o', sealed, data]);
  const open = await timed(['-d', '-i', keys[3].key, '-o', join(folder, 'clair'), sealed]);
  const over = (bytes) => `${((bytes / (10 << 20) - 1) * 100).toFixed(2)} %`;
  console.log(table(['10 MiB, 4 recipients', 'close', 'open', 'size over'], [
    ['pli, C++ (in memory)', ms(ours.seal), ms(ours.open), over(ours.bytes)],
    ['age (process and files included)', ms(close), ms(open), over((await stat(sealed)).size)],
  ]));
  return ours;
}

async function signIns(box) {
  const count = 200;
  const before = cpuSeconds(box.process.pid);
  for (let i = 0; i < count; i += 1) {
    const client = new Client(box.origin, { from: `127.2.${Math.floor(i / 20)}.1` });
    await client.call('POST', '/api/v1/session', { body: { identifiant: `ZZZZZZZ${String(i).padStart(3, '0')}`, k_auth: Buffer.alloc(32, 7).toString('base64url') } });
  }
  return ((cpuSeconds(box.process.pid) - before) / count) * 1000;
}

const person = { identifiant: 'K7Q29XFM3T', phrase: 'tilleul-jardin-crayon-violon-marmite-soleil', compte: 'b2'.repeat(16) };

// The worker's own file on the page's thread: the debugger slows that one down, and no worker. `ask` there is one command.
async function vaultPage(box, view) {
  const worker = (await readdir(join(build, 'web', 'assets'))).find((name) => /^sodium\.worker-.*\.js$/.test(name));
  const page = await freshPage(view, { bypassCSP: true });
  await page.goto(`${box.origin}/famille`);
  await page.evaluate(async (name) => {
    let answer;
    globalThis.postMessage = (message) => { if ('resultat' in message) answer(message.resultat); };
    await import(`/assets/${name}`);
    globalThis.ask = async (commande, demande) => {
      const begin = performance.now();
      const resultat = await new Promise((told) => {
        answer = told;
        globalThis.onmessage({ data: { numero: 1, commande, demande } });
      });
      if (!resultat.ok) throw new Error(`${commande}: ${resultat.code}`);
      return { value: resultat.value, ms: performance.now() - begin };
    };
  }, worker);
  return page;
}

async function onPhones(box) {
  const rows = [];
  for (const rate of slowness) {
    const page = await vaultPage(box, phone);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const took = await page.evaluate(async ({ identifiant, phrase, compte }) => {
      const { ask } = globalThis;
      const [{ etab, maintenant }, annuaire] = await Promise.all(['accueil', 'annuaire'].map(async (what) => (await fetch(`/api/v1/${what}`)).json()));
      await ask('deriveAuth', { identifiant, phrase });
      const derived = await ask('deriveAuth', { identifiant, phrase });
      const made = (await ask('prepareActivation', { identifiant, etab, resp_id: compte, gen: 1, racine: '', epoque: 0 })).value;
      await ask('deriveAuth', { identifiant, phrase });
      await ask('openVault', { session: { compte, role: 'responsable', nom: '', identifiant, gen: 1, derniere: 0, ...made }, etab });
      await ask('acceptDirectory', { annuaire, racine: '', epoque_min: 0, maintenant });
      const envelope = { volet: 'c3'.repeat(16), pli: 'd5'.repeat(16), version: 1, precedent: '', maintenant, metadonnees: { nature: 'certificat' } };
      const form = await ask('sealPli', { ...envelope, kind: 2, donnees: new TextEncoder().encode('{"schema":"fiche-infirmerie/1"}') });
      const file = await ask('sealAttachment', { ...envelope, donnees: new Uint8Array(10 << 20) });
      const read = await ask('openOwnPli', { volet: envelope.volet, pli: envelope.pli, kind: 1, version: 1, ...file.value });
      return [derived.ms, form.ms, file.ms, read.ms];
    }, person);
    rows.push([`Chromium, CPU ×${rate}`, ...took.map(ms)]);
    await page.context().close();
  }
  console.log(`\n${table(['', 'Argon2id, 64 MiB ×3', 'seal the form', 'seal 10 MiB', 'open 10 MiB'], rows)}`);
}

// The nurse's own commands on 300 forms: each manifest judged for the list, then every body opened.
async function bag(box) {
  const page = await vaultPage(box);
  const took = await page.evaluate(async ({ identifiant, phrase, compte }) => {
    const { ask } = globalThis;
    const { etab, maintenant } = await (await fetch('/api/v1/accueil')).json();
    const { racine, certificats, instantane, empreinte } = (await ask('holdCeremony', { uai: '0009990J', etab, phrase: `${phrase}-genet`, maintenant })).value;
    await ask('deriveAuth', { identifiant, phrase });
    const made = (await ask('prepareActivation', { identifiant, etab, resp_id: compte, gen: 1, racine: empreinte, epoque: 1 })).value;
    await ask('deriveAuth', { identifiant, phrase });
    await ask('openVault', { session: { compte, role: 'responsable', nom: '', identifiant, gen: 1, derniere: 0, ...made }, etab });
    await ask('acceptDirectory', { annuaire: { racine, certificats, instantanes: [instantane] }, racine: empreinte, epoque_min: 1, maintenant });
    const plis = [];
    for (let i = 0; i < 300; i += 1) {
      const [id, volet] = ['d', 'c'].map((first) => first + i.toString(16).padStart(31, '0'));
      const sealed = (await ask('sealPli', { volet, pli: id, kind: 2, version: 1, precedent: '', maintenant, metadonnees: { nature: 'fiche' }, donnees: new TextEncoder().encode('{"schema":"fiche-infirmerie/1","allergies":"noisette"}') })).value;
      const pli = {
        id, volet, kind: 2, version: 1, resp_id: compte, responsable: 'Mme Anne BRUYERE', manifeste: sealed.manifeste, depose_le: maintenant, octets: sealed.corps.length, renveloppes: [],
        eleve: { prenom: 'Lise', nom: 'BRUYERE', naissance: '2015-03-14', division: '6A' }, expediteur: { gen: 1, pk_sign: made.pk_sign, pk_kem: made.pk_kem, voie: 'carre' },
      };
      plis.push({ pli, corps: sealed.corps });
    }
    const judged = await ask('judgePlis', { plis: plis.map(({ pli }) => pli) });
    if (judged.value.confiances.some((one) => one === 'refusee')) throw new Error('a form of the bag is refused');
    let opened = 0;
    for (const one of plis) opened += (await ask('openPli', one)).ms;
    return [judged.ms, opened];
  }, person);
  await page.context().close();
  return took;
}

async function weights() {
  const assets = join(build, 'web', 'assets');
  const rows = [];
  for (const name of (await readdir(assets)).sort()) {
    if (!name.endsWith('.js') || !/^(sodium|infirmerie)/.test(name)) continue;
    const sizes = await Promise.all(['', '.gz', '.br'].map(async (end) => (await stat(join(assets, name + end))).size));
    rows.push([name.replace(/-[\w-]{8}\.js$/, ''), ...sizes.map((bytes) => `${(bytes / 1024).toFixed(1)} KiB`)]);
  }
  console.log(`\n${table(['file', 'plain', 'gzip', 'brotli'], rows)}`);
}

const box = await Box.demo();
try {
  const ours = await beside();
  console.log(`\n${table(['', 'native'], [
    ['Argon2id 64 MiB, 3 passes (the attacker\'s core)', ms(ours.argon2id)], ['one verifier at the server', ms(ours.verifier)],
    ['one refused sign-in at the server, CPU in all', ms(await signIns(box))],
  ])}`);
  await onPhones(box);
  const [judged, opened] = await bag(box);
  console.log(`\n${table(['bag of 300 forms', 'verified and listed', 'each opened'], [
    ['C++, two sheets of the kit', '', ms(ours.bag)], ['Chromium, the nurse\'s own commands', ms(judged), ms(opened)],
  ])}`);
  await weights();
} finally {
  await closeBrowser();
  await closeVaultCode();
  await box.stop();
  await rm(folder, { recursive: true, force: true });
}
