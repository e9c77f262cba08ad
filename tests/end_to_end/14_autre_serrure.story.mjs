// Two sheets are lost: the operator opens the door, the nurse's key passes every envelope to another lock, and families believe it
// from paper only. Then that lock is changed as planned, by two of its sheets: nobody has anything to type.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, cli, closeBrowser, desk, freshPage, look, phone } from './harness.mjs';
import { activate, call, sealForm, signIn } from './people.mjs';
import { printed } from './print.mjs';
import { groupsOf, notePhrase, openKey, readSheetAgain, typeTwoSheets, words } from './reader.mjs';

const allergy = 'Kiwi : lèvres qui gonflent, appeler le 15';
const fingerprintShape = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;
let box;
let nurse;
let guardian;
let sheets;
let fingerprint;
let key;

before(async () => {
  box = await Box.demo();
  nurse = await freshPage(desk);
  guardian = await freshPage(phone);
  await nurse.addInitScript(() => { window.print = () => {}; });
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

// To the situation of that name, its price read.
async function begin(name) {
  await nurse.getByRole('link', { name: 'Ma clé et ses feuilles' }).click();
  await nurse.getByRole('link', { name }).click();
  await nurse.getByText('Ce qui est perdu').waitFor();
  await nurse.getByRole('button', { name: 'Commencer' }).click();
}

// A phrase, three sheets printed and read again; up to the button that publishes.
async function makeLock() {
  const phrase = await notePhrase(nurse);
  await nurse.getByRole('heading', { name: 'Imprimez les trois feuilles de secours' }).waitFor({ timeout: 60_000 });
  const paper = await printed(nurse);
  const made = groupsOf(paper.pages);
  await paper.forget();
  await readSheetAgain(nurse, made);
  await nurse.getByRole('button', { name: 'Poser la serrure' }).click();
  return { phrase, sheets: made };
}

async function slip() {
  const paper = await printed(nurse);
  const found = fingerprintShape.exec(words(paper.pages[0]).join(' '))[0];
  await paper.forget();
  return found;
}

async function backHome() {
  await guardian.goto(box.origin);
  await guardian.getByRole('heading', { name: 'Mon espace' }).waitFor();
}

async function givePhrase() {
  await guardian.getByLabel('Phrase secrète').fill(guardian.phrase);
  await guardian.getByRole('button', { name: 'Continuer', exact: true }).click();
}

test('a family sealed her form for the lock of her letter', async () => {
  guardian.phrase = await activate(guardian, box.origin, box.people.lettres[0]);
  await sealForm(guardian, { allergies: allergy });
  const { identifiant, phrase } = box.people.infirmerie;
  await signIn(nurse, `${box.origin}/infirmerie`, identifiant, phrase);
  await openKey(nurse, box.people.phrase_trousseau);
  await nurse.getByRole('row').filter({ hasText: 'Fiche de santé' }).first().waitFor();
});

test('without the sheets and without the operator, the lock stays as it is', async () => {
  const before_ = (await call(nurse, '/api/v1/annuaire')).text;
  await begin('Deux feuilles sont perdues');
  key = await makeLock();
  await nurse.getByText('La serrure de ce collège est déjà posée').waitFor();
  await look(nurse, '14-serrure-gardee');
  assert.equal((await call(nurse, '/api/v1/annuaire')).text, before_);
});

test('the operator opens the door for a week; what was made is published, and the envelopes have passed to it', async () => {
  await box.terminate();
  assert.deepEqual(await cli('rouvrir-serrure', '--state', box.state, '--json'), { accepted: true });
  await box.start();
  await nurse.getByRole('button', { name: 'Poser la serrure' }).click();
  await nurse.getByRole('heading', { name: 'La serrure est posée' }).waitFor({ timeout: 60_000 });
  await nurse.getByText("Rien n'annonce cette serrure que le papier").waitFor();
  await look(nurse, '14-serrure-neuve');
  sheets = key.sheets;
  fingerprint = await slip();
  await nurse.getByRole('link', { name: 'Voir les enveloppes' }).click();
  await nurse.getByRole('row').filter({ hasText: 'Fiche de santé' }).getByRole('link').first().click();
  await nurse.getByText(allergy).waitFor();
});

test('the family reads and seals nothing before she has typed the new sheet; another sheet opens nothing', async () => {
  await backHome();
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByRole('link', { name: 'Relire ou remplacer ma fiche' }).click();
  await givePhrase();
  await guardian.getByRole('heading', { name: "La clé de l'infirmerie a changé" }).waitFor();
  await look(guardian, '14-serrure-changee');
  const field = guardian.getByLabel(/12 caractères/);
  await field.fill(box.people.empreinte);
  await guardian.getByRole('button', { name: 'Continuer', exact: true }).click();
  await guardian.getByText('Ces 12 caractères ne sont pas ceux de la clé').first().waitFor();
  assert.equal(await guardian.getByText(allergy).count(), 0);
  await field.fill(fingerprint);
  await guardian.getByRole('button', { name: 'Continuer', exact: true }).click();
  await guardian.getByText(allergy).first().waitFor();
  await guardian.getByRole('button', { name: 'Remplacer la fiche' }).click();
  await guardian.getByLabel('Rien à signaler').check();
  await guardian.getByRole('button', { name: 'Relire', exact: true }).click();
  await guardian.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  await guardian.getByText("C'est la version 2").waitFor();
});

test('two sheets of the new lock change it as planned: the old one names it, and the family types nothing more', async () => {
  await nurse.goto(`${box.origin}/infirmerie`);
  await openKey(nurse, key.phrase);
  await begin('Changer toute la serrure');
  await typeTwoSheets(nurse, sheets[0].join('-'), sheets[2].join('-'));
  key = await makeLock();
  await nurse.getByRole('heading', { name: 'La serrure est posée' }).waitFor({ timeout: 60_000 });
  await nurse.getByText("L'ancienne serrure annonce la nouvelle").waitFor();
  await look(nurse, '14-serrure-planifiee');
  const planned = await slip();
  assert.notEqual(planned, fingerprint);
  const other = await freshPage(phone);
  // Her letter knows the first lock, and no signature leads from it to this one: the letter is to be made again.
  await other.goto(box.origin + box.people.lettres[1].chemin);
  await other.getByRole('heading', { name: 'Arrêtez-vous ici' }).waitFor();
  await other.context().close();

  await guardian.getByRole('link', { name: 'Ce que vous avez envoyé, et les reçus' }).click();
  await guardian.getByText('Son reçu est signé').first().waitFor();
  await guardian.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await guardian.getByText("L'ancienne clé a signé la nouvelle").waitFor();
  await guardian.getByText(planned).waitFor();
  await look(guardian, '14-serrure-suivie');
});

test('what was sealed under the lock before opens with the key of this one', async () => {
  await nurse.goto(`${box.origin}/infirmerie`);
  await openKey(nurse, key.phrase);
  await nurse.getByRole('row').filter({ hasText: 'Fiche de santé' }).getByRole('link').first().click();
  await nurse.getByText('Rien à signaler').waitFor();
  for (const page of [nurse, guardian]) assert.deepEqual(page.complaints, []);
});
