// What the operator does with the list of 2D-Doc signers, and what a signature is then worth from file to verdict.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { addressee, forge, image, plain, sign } from '../specimens/two_d_doc.mjs';
import { Box, cli, closeBrowser, program, root } from './harness.mjs';
import { asPhoto, invoice } from './papers.mjs';

const run = promisify(execFile);
const listFile = join(root, 'tests', 'specimens', 'certificates.json');
const list = JSON.parse(await readFile(listFile, 'utf8'));
const shipped = JSON.parse(await readFile(join(root, 'pipeline', 'codes', 'certificates.json'), 'utf8'));

let box;
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossiersco-certificats-'));
  box = await Box.empty();
});
after(async () => {
  await closeBrowser();
  await rm(box.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

async function written(name, content) {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}
const held = () => join(box.state, 'certificats.json');
const show = () => cli('certificats', '--state', box.state, '--json');
const install = (file) => cli('certificats', '--state', box.state, '--installer', file, '--json');
// The exit code and the sentence of a command that must fail.
async function refused(...words) {
  try {
    await run(program, words);
  } catch (error) {
    return { code: error.code, said: error.stderr };
  }
  throw new Error(`accepted: ${words.join(' ')}`);
}

test('a box that was given no list says which one it was shipped with', async () => {
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
  const said = { emise: shipped.issued, prochaine: shipped.next_update, certificats: shipped.certificates.length, installee: false, perimee: today > shipped.next_update };
  assert.deepEqual(await cli('certificats', '--json'), said, 'without a box');
  assert.deepEqual(await show(), said);
  const { stdout } = await run(program, ['certificats', '--state', box.state]);
  assert.match(stdout, new RegExp(`^Liste livrée avec le programme : émise le ${shipped.issued}, à renouveler avant le ${shipped.next_update}, 1 certificat\\.`));
  assert.equal(/périmée/.test(stdout), said.perimee);
});

test('a list is installed as it is, and shown from then on', async () => {
  const said = { emise: '2026-04-01', prochaine: '2099-12-31', certificats: 2, installee: true, perimee: false };
  assert.deepEqual(await install(listFile), said);
  assert.deepEqual(await show(), said);
  assert.ok((await readFile(held())).equals(await readFile(listFile)));
  assert.ok(!(await readdir(box.state)).some((name) => name.endsWith('.nouveau')));
  const { stdout } = await run(program, ['certificats', '--state', box.state, '--installer', listFile]);
  assert.match(stdout, /^Liste de la boîte : émise le 2026-04-01, .*, 2 certificats\.\nInstallée\./);
});

test('what is no list is refused with a reason, and the one held stays', async () => {
  const before = await readFile(held());
  const bent = (change) => {
    const copy = structuredClone(list);
    change(copy);
    return copy;
  };
  const bad = {
    'empty': '',
    'no_json': 'AUBEPINE',
    'cut': JSON.stringify(list).slice(0, -20),
    'other_format': bent((l) => { l.format = 'dossiersco-2d-doc-9'; }),
    'no_dates': bent((l) => { delete l.next_update; }),
    'bad_day': bent((l) => { l.issued = '2026-02-30'; }),
    'one_bad_key': bent((l) => { l.certificates[1].key = 'AAAA'; }),
    'one_bad_name': bent((l) => { l.certificates[0].authority = 'FR'; }),
    'bad_pem': bent((l) => { l.certificates.push({ authority: 'FR98', certificate: '0001', pem: 'x' }); }),
    'numbers_for_texts': bent((l) => { l.certificates[0].key = 12; }),
    'too_large': bent((l) => { l.source = 'x'.repeat(5 << 20); }),
  };
  for (const [name, content] of Object.entries(bad)) {
    const { code, said } = await refused('certificats', '--state', box.state, '--installer', await written(`${name}.json`, content));
    assert.equal(code, 1, name);
    assert.match(said, /^Ce n'est pas une liste de certificats : .+\n\(certificats_illisibles\)\n$/, name);
    assert.ok((await readFile(held())).equals(before), name);
  }
  const { code } = await refused('certificats', '--state', box.state, '--installer', join(folder, 'absent.json'));
  assert.equal(code, 1);
  assert.match((await refused('certificats', '--state', join(folder, 'nowhere'))).said, /\(dossier_absent\)/);
  assert.match((await refused('certificats', '--installer', listFile)).said, /--state/);
  assert.equal((await install(await written('whole.json', bent(() => {})))).certificats, 2);
});

test('an older list than the one held is refused; the same day or a later one is taken', async () => {
  const before = await readFile(held());
  const dated = (issued) => written(`${issued}.json`, { ...list, issued });
  const { code, said } = await refused('certificats', '--state', box.state, '--installer', await dated('2026-03-31'));
  assert.equal(code, 1);
  assert.match(said, /2026-03-31.*2026-04-01[^]*\(certificats_anciens\)/);
  assert.ok((await readFile(held())).equals(before));
  assert.equal((await install(await dated('2026-04-01'))).emise, '2026-04-01');
  assert.equal((await install(await dated('2026-04-02'))).emise, '2026-04-02');
  assert.match((await refused('certificats', '--state', box.state, '--installer', listFile)).said, /\(certificats_anciens\)/);
});

test('a list past its next update says so', async () => {
  const state = join(folder, 'etat');
  await mkdir(state);
  // Younger than the shipped one, or it would be refused; two days are between them whatever day this runs.
  const day = (n) => new Date(Date.parse(shipped.issued) + n * 86_400_000).toISOString().slice(0, 10);
  const past = await written('past.json', { ...list, issued: day(1), next_update: day(2) });
  assert.equal((await cli('certificats', '--state', state, '--installer', past, '--json')).perimee, true);
  assert.match((await run(program, ['certificats', '--state', state])).stdout, /périmée/);
  assert.equal((await cli('certificats', '--state', state, '--installer', listFile, '--json')).perimee, false);
});

// --- from file to verdict

const issued = '2026-04-28';
const today = '2026-05-15';
const aubepine = { civilite: 'MME', nom: 'Aubépine', prenom: 'Fauvette' };
const roseau = { civilite: 'MME', nom: 'Roseau', prenom: 'Sitelle' };
const home = { voie: '12 rue des Merles', code_postal: '25000', commune: 'Besançon' };
const signed = (authority, holder = aubepine) => sign('01', addressee({ ...holder, nom: plain(holder.nom), prenom: plain(holder.prenom) }, home), { issued, authority });
const stamp = (code) => {
  const src = image(code);
  const dots = Buffer.from(src.split(',')[1], 'base64').readUInt32BE(16) / 4;
  return `<p>2D-DOC<br><img src="${src}" style="width:${Math.round(dots * 2.15)}px"></p>`;
};
const bill = (code, holder = aubepine) =>
  asPhoto(invoice({ holder: `Mme ${holder.prenom} ${holder.nom}`, address: [home.voie, `${home.code_postal} ${home.commune}`], date: new Date(`${issued}T12:00:00Z`), stamp: code ? stamp(code) : '' }));
// The foot of that bill, kept apart: neither name, nor address, nor date. A few words: on a whole page, a holder who is named
// nowhere would be a page altered.
const foot = (code) => asPhoto(`<!doctype html><meta charset="utf-8"><body style="margin:60px;font:20px/1.8 'Liberation Sans'">
  <h1>Lumière des Prés</h1><h2>Votre facture d'électricité</h2><p>Abonnement : 14,20 €<br>Consommation : 312 kWh, 71,83 €<br>Total à payer : 104,05 €</p>
  ${code ? stamp(code) : ''}</body>`);

let papers = 0;
async function check(paper, { certificates, holder = aubepine, on = today } = {}) {
  const file = await written(`${papers += 1}.jpg`, paper);
  const expect = await written('expect.json', { enfant: { nom: holder.nom, prenom: 'Pinson', naissance: '2015-03-02' }, responsables: [{ nom: holder.nom, prenom: holder.prenom }], adresse: home });
  const words = ['check', '--type', 'justificatif_domicile', '--expect', expect, '--today', on, '--json'];
  if (certificates) words.push('--certificats', certificates);
  const answer = await cli(...words, file);
  return { ...answer, reasons: answer.reasons.sort() };
}

let proven;
let missing;

test('an authentic code settles what its page does not show', async () => {
  proven = await foot(signed('FR99'));
  const { verdict, reasons, facts } = await check(proven, { certificates: listFile });
  assert.deepEqual([verdict, reasons], ['conforme', []]);
  assert.deepEqual([facts.code_type, facts.signature_juste, facts.autorite_de_test], ['01', true, false]);
  assert.deepEqual([facts.date_emission, facts.code_postal], [issued, '25000']);
});

test('the same page is worth what it shows when nobody knows the signer, or there is no code', async () => {
  const none = await check(await foot(''), { certificates: listFile });
  missing = none.reasons;
  assert.equal(none.verdict, 'a_verifier');
  assert.ok(missing.includes('date_absente'), missing.join());
  assert.equal(none.facts.code_type, undefined);
  const { verdict, reasons, facts } = await check(proven);
  assert.deepEqual([verdict, reasons], ['a_verifier', missing]);
  assert.deepEqual([facts.code_type, facts.signature_juste, facts.date_emission], ['01', undefined, undefined]);
});

test('a test authority proves nothing, though the list knows its key', async () => {
  const { verdict, reasons, facts } = await check(await foot(signed('FR00')), { certificates: listFile });
  assert.deepEqual([verdict, reasons], ['a_verifier', missing]);
  assert.deepEqual([facts.signature_juste, facts.autorite_de_test, facts.date_emission], [true, true, undefined]);
});

test('a list past its next update proves nothing any more', async () => {
  const certificates = await written('until_june.json', { ...list, next_update: '2026-06-30' });
  assert.equal((await check(proven, { certificates, on: '2026-06-30' })).verdict, 'conforme');
  const { verdict, reasons, facts } = await check(proven, { certificates, on: '2026-07-01' });
  assert.deepEqual([verdict, reasons], ['a_verifier', missing]);
  assert.deepEqual([facts.signature_juste, facts.date_emission], [true, undefined]);
  assert.equal((await check(proven, { certificates: listFile, on: '2026-07-01' })).verdict, 'conforme', 'the bill itself is no older');
});

test('one field altered in the code: its signature is no longer its own', async () => {
  const whole = await check(await bill(signed('FR99')), { certificates: listFile });
  assert.deepEqual([whole.verdict, whole.reasons, whole.facts.signature_juste], ['conforme', [], true]);
  // A stranger's bill, made to name her in the code as on the page.
  const forged = await bill(forge(signed('FR99', roseau), 'ROSEAU/SITELLE', 'AUBEPINE/FAUVETTE'));
  const { verdict, reasons, facts } = await check(forged, { certificates: listFile });
  assert.deepEqual([verdict, reasons, facts.signature_juste], ['a_verifier', ['code_non_fiable'], false]);
  const unknown = await check(forged);
  assert.deepEqual([unknown.verdict, unknown.reasons, unknown.facts.signature_juste], ['conforme', [], undefined], 'without a list nobody can tell');
});

test('the name printed over a right code is contradicted by it', async () => {
  for (const authority of ['FR99', 'FR00']) {
    const altered = await bill(signed(authority), roseau);
    const { verdict, reasons, facts } = await check(altered, { certificates: listFile, holder: roseau });
    // An authentic code also says whose bill it is: not hers.
    assert.deepEqual([verdict, reasons], ['a_verifier', authority === 'FR99' ? ['code_contredit_le_texte', 'nom_absent'] : ['code_contredit_le_texte']]);
    assert.equal(facts.signature_juste, true);
    const honest = await check(await bill(signed(authority, roseau), roseau), { certificates: listFile, holder: roseau });
    assert.deepEqual([honest.verdict, honest.reasons], ['conforme', []]);
  }
});

test('what is no list is refused before anything is read', async () => {
  const file = await written('paper.jpg', proven);
  const bad = await written('bad.json', { ...list, certificates: 'none' });
  const { code, said } = await refused('check', '--type', 'justificatif_domicile', '--certificats', bad, '--json', file);
  assert.equal(code, 1);
  assert.match(said, /\(certificats_illisibles\)/);
});
