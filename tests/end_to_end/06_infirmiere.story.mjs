// From an empty box: the nurse makes her lock, the agent's letters carry it, a responsable closes an envelope, the nurse opens it,
// and nobody else can.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Box, cli, closeBrowser, desk, freshPage, look, phone, program } from './harness.mjs';
import { activate, activateStaff, call, keepPhrase, sealForm } from './people.mjs';
import { printed } from './print.mjs';

const run = promisify(execFile);
const allergy = 'Arachide : gonfle en deux minutes, stylo dans la trousse rouge';
let box;
let nurse;
let agent;
let guardian;
let keyPhrase;
let fingerprint;
let slip;
let letter;
let sealed;
const typed = {};

before(async () => {
  box = await Box.empty('--telephone', '01 99 00 10 00', '--horaires', '8 h - 17 h', '--adresse', '1 rue des Écoles', '--adresse', '75012 PARIS');
  const exports = join(box.folder, 'exports');
  await run(join(dirname(program), 'make_exports'), [exports, '24', '3']);
  const names = ['ElevesAvecAdresses', 'ResponsablesAvecAdresses', 'Nomenclature', 'Structures'].map((name) => join(exports, `${name}.xml`));
  const report = await cli('import', '--state', box.state, '--json', ...names);
  assert.equal(report.accepted, true, JSON.stringify(report));
  assert.equal(report.eleves.created, 24);
  await cli('campagne', '--state', box.state, '--etat', 'ouverte', '--json');
  await box.start();
  nurse = await freshPage(desk);
  agent = await freshPage(desk);
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

test('the nurse signs in from her link and makes the lock, in five steps, without help', async () => {
  const invitation = box.people.activations.find((one) => one.role === 'infirmerie');
  await activateStaff(nurse, box.origin + invitation.lien);
  await nurse.getByRole('heading', { name: 'Fabriquer la serrure' }).waitFor();
  await look(nurse, '06-serrure');
  await nurse.getByRole('button', { name: 'Commencer' }).click();
  await nurse.getByText('Choisissez où vous ouvrirez les enveloppes').first().waitFor();
  await nurse.getByLabel(/^Sur cette page du site/).check();
  await nurse.getByRole('button', { name: 'Commencer' }).click();
  await nurse.getByRole('heading', { name: 'La phrase de votre clé' }).waitFor();
  await look(nurse, '06-phrase-cle');
  keyPhrase = (await nurse.locator('.grande-phrase').textContent()).trim();
  assert.equal(keyPhrase.split(/[ -]/).length, 7);
  await nurse.getByRole('button', { name: "Je l'ai notée" }).click();
  await nurse.getByLabel('Phrase de votre clé').fill(keyPhrase);
  await nurse.getByRole('button', { name: 'Fabriquer ma clé' }).click();
  await nurse.getByRole('heading', { name: 'Imprimez les trois feuilles de secours' }).waitFor();
  await look(nurse, '06-feuilles');
  const sheets = await printed(nurse);
  assert.equal(sheets.pages.length, 3, 'three sheets, one page each');
  assert.equal(new Set(sheets.squares.map(([square]) => square)).size, 3);
  await nurse.evaluate(() => { window.print = () => {}; });
  await nurse.getByRole('button', { name: 'Imprimer les trois feuilles' }).click();
  await nurse.getByRole('button', { name: 'Elles sont imprimées' }).click();
  const title = await nurse.getByRole('heading', { name: /Relisez la feuille n° \d/ }).textContent();
  const sheet = Number(/\d/.exec(title)[0]);
  await look(nurse, '06-retaper');
  const groups = sheets.pages[sheet - 1].map((one) => one.word).filter((word) => /^[0-9A-HJKMNP-TV-Z]{3,4}$/.test(word));
  const fields = await nurse.getByLabel(/^Groupe \d+/).all();
  assert.equal(fields.length, 2);
  await fields[0].fill('AAAA');
  await fields[1].fill('AAAA');
  await nurse.getByRole('button', { name: 'Continuer' }).click();
  await nurse.getByText("n'est pas celui de la feuille").first().waitFor();
  for (const field of fields) {
    const rank = Number(/\d+/.exec(await field.evaluate((input) => input.labels[0].textContent))[0]);
    await field.fill(groups[rank - 1].toLowerCase());
  }
  await nurse.getByRole('button', { name: 'Continuer' }).click();
  await nurse.getByRole('button', { name: 'Poser la serrure' }).click();
  await nurse.getByRole('heading', { name: 'La serrure est posée' }).waitFor();
  fingerprint = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await nurse.locator('body').innerText())[0];
  await look(nurse, '06-serrure-posee');
  await sheets.forget();
});

test("the agent types the nurse's fingerprint and makes the letters, with their slip", async () => {
  const invitation = box.people.activations.find((one) => one.role === 'secretariat');
  await activateStaff(agent, box.origin + invitation.lien);
  await agent.getByRole('link', { name: 'Courriers' }).click();
  await agent.getByRole('button', { name: /^Préparer \d+ lettres$/ }).click();
  await agent.getByLabel('Les 12 caractères du feuillet').fill(fingerprint);
  await agent.getByRole('button', { name: /^Faire \d+ lettres$/ }).click();
  await agent.getByRole('heading', { name: /lettres prêtes/ }).waitFor({ timeout: 90_000 });
  const letters = await printed(agent);
  const url = new URL(letters.squares[0][0]);
  letter = { chemin: url.pathname + url.hash };
  // Another child's letter, for those without a camera: identifiant and code, as printed.
  [typed.identifiant, typed.code] = letters.pages.at(-1).map((one) => one.word).filter((word) => /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(word));
  await letters.forget();
  await agent.evaluate(() => { window.print = () => {}; });
  await agent.getByRole('button', { name: "Imprimer la fiche de l'infirmière" }).click();
  slip = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec((await printed(agent)).pages[0].map((one) => one.word).join(' '))[0];
});

test('a responsable fills the form, reads it again and closes the envelope, on a phone', async () => {
  guardian = await freshPage(phone);
  await activate(guardian, box.origin, letter);
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByText("L'infirmerie seule pourra lire cette fiche").waitFor();
  await look(guardian, '06-sante-explication');
  await guardian.getByRole('link', { name: 'Mon espace' }).first().click();
  await sealForm(guardian, { allergies: allergy });
  await guardian.getByText(fingerprint).first().waitFor(); // the feuillet's
  await look(guardian, '06-enveloppe-fermee');
  const volet = (await call(guardian, '/api/v1/moi')).json.volets[0];
  assert.equal(volet.sante.etat, 'deposee');
  sealed = { volet: volet.id, ...(await call(guardian, `/api/v1/volets/${volet.id}/plis`)).json.plis[0], eleve: volet.eleve };
});

test('what left the phone and what the box answers hold not a word of it', async () => {
  const path = `/api/v1/volets/${sealed.volet}/plis/${sealed.id}/${sealed.version}`;
  for (const answer of [await call(guardian, path), await call(guardian, `${path}/corps`)]) {
    assert.equal(answer.status, 200);
    for (const word of ['Arachide', 'stylo', sealed.eleve.prenom]) assert.ok(!answer.text.includes(word), word);
  }
});

test('she reads her own envelope again', async () => {
  await guardian.getByRole('link', { name: 'Relire ou remplacer ma fiche' }).or(guardian.getByRole('button', { name: 'Relire ou remplacer ma fiche' })).first().click();
  await guardian.getByText(allergy).first().waitFor();
  await look(guardian, '06-relue');
});

test('before her slip the nurse sees « clé à confirmer »; a wrong slip is refused; the right one confirms', async () => {
  await nurse.goto(`${box.origin}/infirmerie`);
  await nurse.getByLabel('Phrase de votre clé').fill('pomme-poire-raisin-cerise-prune-figue-melon');
  await nurse.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await nurse.getByText(/n'ouvre pas|ne correspond/).first().waitFor();
  await look(nurse, '06-cle-refusee');
  await nurse.getByLabel('Phrase de votre clé').fill(keyPhrase);
  await nurse.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await nurse.getByText('clé à confirmer').first().waitFor();
  await look(nurse, '06-enveloppes');
  await nurse.getByLabel(/Bordereau de/).fill('K7M2-P4XQ-9TBC');
  await nurse.getByRole('button', { name: 'Importer' }).click();
  await nurse.getByText('Ces 12 caractères ne sont pas ceux de ce bordereau').first().waitFor();
  await nurse.getByLabel(/Bordereau de/).fill(slip);
  await nurse.getByRole('button', { name: 'Importer' }).click();
  await nurse.getByText('clé confirmée par la lettre').first().waitFor();
  await look(nurse, '06-cle-confirmee');
});

test('the nurse opens it, reads every word, and may print it', async () => {
  await nurse.getByRole('link', { name: new RegExp(sealed.eleve.nom) }).first().click();
  await nurse.getByText(allergy).first().waitFor();
  assert.ok((await nurse.locator('main').innerText()).includes(sealed.eleve.prenom));
  await look(nurse, '06-fiche');
  const sheet = await printed(nurse);
  assert.ok(sheet.pages[0].map((one) => one.word).join(' ').includes('Arachide'));
  await sheet.forget();
});

test('who typed the code is asked for the twelve characters of the sheet before anything is sealed', async () => {
  const other = await freshPage(phone);
  await other.goto(`${box.origin}/a`);
  await other.getByLabel('Identifiant').fill(typed.identifiant);
  await other.getByLabel('Code', { exact: true }).fill(typed.code);
  await other.getByRole('button', { name: 'Continuer' }).click();
  await keepPhrase(other);
  await other.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await other.getByRole('link', { name: 'Commencer' }).click();
  await other.getByLabel('Rien à signaler').check();
  await other.getByRole('button', { name: 'Relire', exact: true }).click();
  await other.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  const field = other.getByLabel(/12 caractères/);
  await field.waitFor();
  await look(other, '06-douze-caracteres');
  await field.fill('K7M2-P4XQ-9TBC');
  await other.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  await other.getByText('Ces 12 caractères ne sont pas ceux de la clé').first().waitFor();
  const volet = (await call(other, '/api/v1/moi')).json.volets[0];
  assert.equal(volet.sante.etat, 'a_faire', 'nothing left with a wrong sheet');
  await field.fill(fingerprint);
  await other.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  await other.getByText('Enveloppe fermée').first().waitFor();
  await other.context().close();
});

test('her notebook remembers the letter list, and a reload forgets the key', async () => {
  await nurse.goto(`${box.origin}/infirmerie`);
  await nurse.getByLabel('Phrase de votre clé').fill(keyPhrase);
  await nurse.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await nurse.getByText('clé confirmée par la lettre').first().waitFor();
  assert.equal(await nurse.getByText(allergy).count(), 0, 'nothing is shown before it is opened again');
});

test('the secretariat has no road to it, nor the nurse to the pièces', async () => {
  for (const path of ['/api/v1/infirmerie/plis', `/api/v1/infirmerie/plis/${sealed.id}/1/corps`, `/api/v1/volets/${sealed.volet}/plis`])
    assert.equal((await call(agent, path)).status, 404, path);
  for (const path of ['/api/v1/agent/dossiers', '/api/v1/agent/relectures', '/api/v1/agent/courriers', '/api/v1/moi'])
    assert.equal((await call(nurse, path)).status, 404, path);
  assert.equal((await call(nurse, `/api/v1/infirmerie/plis/${sealed.id}/1/corps`)).status, 200);
  for (const page of [nurse, agent, guardian]) assert.deepEqual(page.complaints, []);
});
