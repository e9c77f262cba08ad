// The whole story of an envelope: the lock made in a file opened from disk, a letter, a telephone, a form and its papers sealed, the
// bag, the reader without network, the receipt that comes back to the parent; then the nurse leaves, two sheets of paper bring
// in the next one, and she opens last week's envelope.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Box, cli, closeBrowser, desk, freshPage, look, phone, program } from './harness.mjs';
import { asPdf, asPhoto, prescription } from './papers.mjs';
import { activate, activateStaff, call, sealForm } from './people.mjs';
import { printed } from './print.mjs';
import { download, groupsOf, notePhrase, openKey, openReader, readSheetAgain, typeTwoSheets, words } from './reader.mjs';

const run = promisify(execFile);
const allergy = 'Noisettes : plaques sur les bras, antihistaminique dans le cartable';
const advice = 'La page 2 du carnet est illisible, merci de la renvoyer.';
const fingerprintShape = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;
let box;
let folder;
let reader; // the file on the nurse's disk
let nurse;
let agent;
let guardian;
let chief;
let next; // the nurse who comes
let sheets; // groups of each, as printed
let key; // the phrase of the nurse's key
let slip;
let letter;
let eleve;
const asked = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossiersco-infirmiere-'));
  box = await Box.empty('--telephone', '01 99 00 10 00', '--horaires', '8 h - 17 h', '--adresse', '1 rue des Écoles', '--adresse', '75012 PARIS');
  const exports = join(box.folder, 'exports');
  await run(join(dirname(program), 'make_exports'), [exports, '24', '3']);
  const names = ['ElevesAvecAdresses', 'ResponsablesAvecAdresses', 'Nomenclature', 'Structures'].map((name) => join(exports, `${name}.xml`));
  const report = await cli('import', '--state', box.state, '--json', ...names);
  assert.equal(report.accepted, true, JSON.stringify(report));
  await cli('campagne', '--state', box.state, '--etat', 'ouverte', '--json');
  box.people.activations.push(await cli('invite', '--state', box.state, '--role', 'direction', '--nom', 'M. Sorbier', '--json'));
  await box.start();
  nurse = await freshPage(desk);
  agent = await freshPage(desk);
});
after(async () => {
  await closeBrowser();
  await box.stop();
  await rm(folder, { recursive: true, force: true });
});

const invitation = (role) => box.origin + box.people.activations.find((one) => one.role === role).lien;

const take = (page, button) => download(page, button, folder);
const readBag = (bag) => openReader(reader, bag, asked);

async function giveBack(page, returns) {
  await page.locator('input[type=file]').setInputFiles(returns);
  await page.getByText('Retours reçus').waitFor();
}

test('the nurse chooses to read without the network, and makes the lock in the file on her disk', async () => {
  await activateStaff(nurse, invitation('infirmerie'));
  await nurse.getByRole('heading', { name: 'Fabriquer la serrure' }).waitFor();
  await nurse.getByLabel(/^Dans un fichier sur mon ordinateur/).check();
  await nurse.getByRole('button', { name: 'Commencer' }).click();
  await nurse.getByRole('heading', { name: 'Portail de l\'infirmerie' }).waitFor();
  await nurse.getByText("La serrure n'est pas encore posée").waitFor();
  await look(nurse, '13-portail-sans-serrure');
  reader = await take(nurse, 'Télécharger le lecteur');
  const page = await readBag(await take(nurse, 'Télécharger la sacoche'));
  await page.getByRole('heading', { name: 'Fabriquer la serrure' }).waitFor();
  await page.getByRole('button', { name: 'Commencer' }).click();
  key = await notePhrase(page);
  await page.getByRole('heading', { name: 'Imprimez les trois feuilles de secours' }).waitFor();
  const paper = await printed(page);
  assert.equal(paper.pages.length, 3, 'one page each');
  sheets = groupsOf(paper.pages);
  await paper.forget();
  await readSheetAgain(page, sheets);
  await page.getByRole('button', { name: 'Poser la serrure' }).click();
  await page.getByRole('heading', { name: 'La serrure est posée' }).waitFor({ timeout: 60_000 });
  const feuillet = await printed(page);
  assert.equal(feuillet.pages.length, 1, 'her sheet for the families is one page');
  slip = { feuillet: fingerprintShape.exec(words(feuillet.pages[0]).join(' '))[0] };
  await feuillet.forget();
  const returns = await take(page, 'Enregistrer les retours');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  await giveBack(nurse, returns);
  await nurse.getByText("La clé de l'infirmerie a changé").waitFor();
  await look(nurse, '13-portail-serrure-rendue');
});

test('the page of the box refuses to serve a reader', async () => {
  const answer = await nurse.goto(`${box.origin}/infirmerie`);
  assert.equal(new URL(nurse.url()).pathname, '/portail');
  assert.equal(answer.status(), 200);
});

test("the letters carry the lock; the nurse's slip is printed for her", async () => {
  await activateStaff(agent, invitation('secretariat'));
  await agent.getByRole('link', { name: 'Courriers' }).click();
  await agent.getByRole('button', { name: /^Préparer \d+ lettres$/ }).click();
  await agent.getByLabel('Les 12 caractères du feuillet').fill(slip.feuillet);
  await agent.getByRole('button', { name: /^Faire \d+ lettres$/ }).click();
  await agent.getByRole('heading', { name: /lettres prêtes/ }).waitFor({ timeout: 90_000 });
  const letters = await printed(agent);
  const url = new URL(letters.squares[0][0]);
  letter = { chemin: url.pathname + url.hash };
  await letters.forget();
  await agent.evaluate(() => { window.print = () => {}; });
  await agent.getByRole('button', { name: "Imprimer la fiche de l'infirmière" }).click();
  const paper = await printed(agent);
  slip.lettres = fingerprintShape.exec(words(paper.pages[0]).join(' '))[0];
  await paper.forget();
});

test('a guardian seals the form on her telephone, then a picture and a PDF, and sees the three receipts of deposit', async () => {
  guardian = await freshPage(phone);
  guardian.phrase = await activate(guardian, box.origin, letter);
  await sealForm(guardian, { allergies: allergy });
  ({ eleve } = (await call(guardian, '/api/v1/moi')).json.volets[0]);
  await guardian.getByRole('link', { name: 'Ajouter une ordonnance, un PAI, un carnet de vaccination' }).click();
  await guardian.getByRole('heading', { name: 'Papiers de santé' }).waitFor();
  const paper = prescription({ child: eleve });
  const chooser = guardian.waitForEvent('filechooser');
  await guardian.getByText('Choisir un fichier').click();
  await (await chooser).setFiles([
    { name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(paper) },
    { name: 'ordonnance.pdf', mimeType: 'application/pdf', buffer: await asPdf(paper) },
  ]);
  await guardian.getByLabel('Quel papier est-ce ?').nth(1).waitFor();
  await look(guardian, '13-papiers-choisis');
  await guardian.getByRole('button', { name: 'Fermer les 2 enveloppes et envoyer' }).click();
  await guardian.getByText('Vos 2 papiers sont fermés et envoyés').waitFor({ timeout: 60_000 });
  await look(guardian, '13-papiers-partis');
  await guardian.getByRole('link', { name: 'Voir ce que vous avez envoyé' }).click();
  await guardian.getByText('Son reçu est signé').nth(2).waitFor();
  assert.equal(await guardian.getByText("L'infirmière ne l'a pas encore ouverte.").count(), 3);
  await look(guardian, '13-recus-de-depot');
});

test('nothing that left her telephone tells what is inside', async () => {
  const { volets } = (await call(guardian, '/api/v1/moi')).json;
  for (const { id, version } of (await call(guardian, `/api/v1/volets/${volets[0].id}/plis`)).json.plis) {
    const path = `/api/v1/volets/${volets[0].id}/plis/${id}/${version}`;
    for (const answer of [await call(guardian, path), await call(guardian, `${path}/corps`)]) {
      assert.equal(answer.status, 200);
      for (const secret of ['Noisettes', 'ordonnance', 'IMG_0042', 'JFIF', '%PDF']) assert.ok(!answer.text.includes(secret), secret);
    }
  }
});

test('the bag opened from disk: by class, the form on one sheet, the picture and the PDF drawn, the receipts and a message kept', async () => {
  const bag = await take(nurse, 'Télécharger la sacoche');
  assert.ok(!(await readFile(bag)).includes('Noisettes'));
  const page = await readBag(bag);
  await openKey(page, key);
  await page.getByText('clé à confirmer').first().waitFor();
  await page.getByLabel(/Bordereau de/).fill(slip.lettres);
  await page.getByRole('button', { name: 'Importer' }).click();
  await page.getByRole('button', { name: 'clé confirmée par la lettre (3)' }).click();
  await look(page, '13-sacoche-ouverte');
  await page.getByLabel('Classe').selectOption(eleve.division);
  assert.equal(await page.getByRole('row').filter({ hasText: eleve.nom }).count(), 3);

  await page.getByRole('link', { name: 'Imprimer 1 fiche' }).click();
  await page.getByText('1 fiche prête').waitFor();
  const batch = await printed(page);
  assert.equal(batch.pages.length, 1);
  assert.ok(words(batch.pages[0]).join(' ').includes('Noisettes'));
  await look(page, '13-lot-a-imprimer');
  await batch.forget();
  await page.getByRole('link', { name: /Toutes les enveloppes/ }).click();

  const row = (what) => page.getByRole('row').filter({ hasText: what }).getByRole('link');
  await row('Fiche de santé').click();
  await page.getByText(allergy).waitFor();
  await look(page, '13-fiche');
  const sheet = await printed(page);
  assert.equal(sheet.pages.length, 1);
  assert.ok(words(sheet.pages[0]).join(' ').includes('Noisettes'));
  await sheet.forget();
  await page.getByLabel('Votre message').fill(advice);
  await page.getByRole('button', { name: "Fermer l'enveloppe et envoyer" }).click();
  await page.getByText('Message fermé et confié à la boîte.').waitFor();

  // A picture and a PDF: each is drawn, and what is drawn is not blank.
  for (const rank of [0, 1]) {
    await page.getByRole('link', { name: /Toutes les enveloppes/ }).click();
    await row('Document joint').nth(rank).click();
    await page.locator('canvas').waitFor({ timeout: 60_000 });
    const ink = await page.locator('canvas').evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) dark += data[i] < 128 ? 1 : 0;
      return { dark, pixels: data.length / 4 };
    });
    assert.ok(ink.dark > 1000 && ink.dark < ink.pixels / 4, `words on white paper: ${JSON.stringify(ink)}`);
    await look(page, `13-document-${rank + 1}`);
    const paper = await printed(page);
    assert.equal(paper.pages.length, 1);
    await paper.forget();
  }
  await page.getByRole('link', { name: /Toutes les enveloppes/ }).click();
  await page.getByRole('button', { name: 'Signer 3 reçus' }).click();
  await page.getByText('3 reçus signés').waitFor();
  await look(page, '13-recus-signes');
  const returns = await take(page, 'Enregistrer les retours');
  assert.ok(!(await readFile(returns)).includes('illisible'), 'her message leaves closed');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  await giveBack(nurse, returns);
  await nurse.getByText('3 reçus', { exact: true }).waitFor();
  await nurse.getByText('1 message', { exact: true }).waitFor();
  await look(nurse, '13-retours-rendus');
});

test("the parent reads the nurse's message and sees each envelope opened", async () => {
  await guardian.goto(box.origin);
  await guardian.getByRole('link', { name: "Messages de l'infirmerie" }).waitFor();
  await look(guardian, '13-message-annonce');
  await guardian.getByRole('link', { name: "Messages de l'infirmerie" }).click();
  // Gone back to her home by its address: the keys are not in this tab any more, the phrase brings them.
  await guardian.getByLabel('Phrase secrète').fill(guardian.phrase);
  await guardian.getByRole('button', { name: 'Continuer', exact: true }).click();
  await guardian.getByText(advice).waitFor();
  await look(guardian, '13-message-lu');
  await guardian.getByRole('link', { name: "Voir l'enveloppe dont elle parle" }).click();
  await guardian.getByText(allergy).first().waitFor();
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByRole('link', { name: 'Ce que vous avez envoyé, et les reçus' }).click();
  await guardian.getByText(/^Ouverte par l'infirmière le/).nth(2).waitFor();
  assert.equal(await guardian.getByText("n'est pas bon").count(), 0);
  await look(guardian, '13-recus-de-l-infirmiere');
});

test('a receipt changed by one bit on its way is said to be false, and the same unchanged is good', async () => {
  const bad = async (route) => {
    const answer = await route.fetch();
    const { plis } = await answer.json();
    const [first] = plis;
    const bytes = Buffer.from(first.recu.signature, 'base64url');
    bytes[5] ^= 1;
    first.recu.signature = bytes.toString('base64url');
    await route.fulfill({ response: answer, json: { plis } });
  };
  await guardian.route('**/plis', bad);
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByRole('link', { name: 'Ce que vous avez envoyé, et les reçus' }).click();
  await guardian.getByText("Le reçu de l'infirmière n'est pas bon").waitFor();
  assert.equal(await guardian.getByText(/^Ouverte par l'infirmière le/).count(), 2);
  await look(guardian, '13-recu-faux');
  await guardian.unroute('**/plis', bad);
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByRole('link', { name: 'Ce que vous avez envoyé, et les reçus' }).click();
  await guardian.getByText(/^Ouverte par l'infirmière le/).nth(2).waitFor();
});

test('the nurse leaves: the direction closes her access and invites the next one', async () => {
  chief = await freshPage(desk);
  await activateStaff(chief, invitation('direction'));
  await chief.getByRole('heading', { name: 'Équipe' }).waitFor();
  await chief.getByRole('button', { name: 'Suspendre Infirmerie' }).click();
  await chief.getByRole('button', { name: 'Suspendre cet accès' }).click();
  await chief.getByText("L'accès de Infirmerie est suspendu.").waitFor();
  assert.equal((await call(nurse, '/api/v1/infirmerie/sacoche')).status, 401, 'her visit ends with her access');
  await chief.getByRole('button', { name: "Inviter quelqu'un" }).click();
  await chief.getByLabel('Nom affiché aux collègues').fill('Mme Aubépine');
  await chief.getByRole('radio', { name: 'Infirmerie' }).check();
  await chief.getByRole('button', { name: "Faire l'invitation" }).click();
  await chief.getByRole('heading', { name: 'Invitation pour Mme Aubépine' }).waitFor();
  const sheet = await printed(chief);
  next = await freshPage(desk);
  await activateStaff(next, sheet.squares[0][0]);
  await sheet.forget();
  await next.getByRole('heading', { name: "Portail de l'infirmerie" }).waitFor();
});

test("the paper kit brings in the next nurse: two sheets, a phrase of hers, last week's envelopes closed again for her", async () => {
  const page = await readBag(await take(next, 'Télécharger la sacoche'));
  await page.getByRole('link', { name: 'Toutes les situations' }).click();
  await page.getByRole('link', { name: "L'infirmière n'est plus joignable" }).click();
  await page.getByRole('button', { name: 'Commencer' }).click();
  await typeTwoSheets(page, sheets[1].join('-'), sheets[2].join(' ').toLowerCase());
  next.phrase = await notePhrase(page);
  await page.getByRole('heading', { name: "C'est fait" }).waitFor({ timeout: 60_000 });
  await page.getByText('3 enveloppes refermées pour la nouvelle clé.').waitFor();
  // The sheets are still on the table: the lists of letters are confirmed now.
  await page.getByLabel(/Bordereau de/).fill(slip.lettres);
  await page.getByRole('button', { name: 'Importer' }).click();
  await page.getByText(/Bordereau accepté/).waitFor();
  await look(page, '13-suite-prise');
  const returns = await take(page, 'Enregistrer les retours');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  await giveBack(next, returns);
  await next.getByText('3 enveloppes refermées').waitFor();
  await look(next, '13-suite-rendue');
});

test("she opens last week's envelope, and the leaver's phrase opens nothing of what the box holds now", async () => {
  const bag = await take(next, 'Télécharger la sacoche');
  const page = await readBag(bag);
  await page.getByLabel('Phrase de votre clé').fill(key);
  await page.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await page.getByText("n'ouvre pas").first().waitFor({ timeout: 60_000 });
  await openKey(page, next.phrase);
  await page.getByRole('button', { name: 'clé confirmée par la lettre (3)' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Fiche de santé' }).getByRole('link').click();
  await page.getByText(allergy).waitFor();
  await page.getByRole('link', { name: /Toutes les enveloppes/ }).click();
  await page.getByRole('row').filter({ hasText: 'Document joint' }).getByRole('link').first().click();
  await page.locator('canvas').waitFor({ timeout: 60_000 });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('what a family seals afterwards opens for the next nurse', async () => {
  await guardian.goto(box.origin);
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByRole('link', { name: 'Relire ou remplacer ma fiche' }).click();
  await guardian.getByLabel('Phrase secrète').fill(guardian.phrase);
  await guardian.getByRole('button', { name: 'Continuer', exact: true }).click();
  await guardian.getByText(allergy).first().waitFor();
  await guardian.getByRole('link', { name: 'Remplacer la fiche' }).or(guardian.getByRole('button', { name: 'Remplacer la fiche' })).click();
  await guardian.getByLabel('Rien à signaler').check();
  await guardian.getByRole('button', { name: 'Relire', exact: true }).click();
  await guardian.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  await guardian.getByText("C'est la version 2").waitFor();
  const page = await readBag(await take(next, 'Télécharger la sacoche'));
  await openKey(page, next.phrase);
  await page.getByRole('row').filter({ hasText: 'Fiche de santé' }).getByRole('link').click();
  await page.getByText('Rien à signaler').waitFor();
  await page.context().close();
});

test('not one request left the reader, and no page complained', () => {
  assert.deepEqual(asked, []);
  for (const page of [nurse, agent, guardian, chief, next]) assert.deepEqual(page.complaints, []);
});
