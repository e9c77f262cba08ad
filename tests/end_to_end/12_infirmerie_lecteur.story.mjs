// The reader as one file, opened from disk: the lock is made, the key is lost, renewed, lent and taken back, and a sheet is
// replaced, without a single request leaving the browser.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { closeBrowser, desk, freshPage, look, program } from './harness.mjs';
import { notePhrase, openKey } from './reader.mjs';

const reader = pathToFileURL(join(dirname(program), 'web', 'lecteur-infirmerie.html')).href;
const head = { schema: 'sacoche/1', etab: '10'.repeat(16), uai: '0009990J', nom: 'Collège des Tilleuls', bordereaux: [], plis: [] };
let folder;
let sheets;
let record = { racine: '', certificats: [], instantanes: [] };
let key;
let substitute;
const asked = [];

before(async () => { folder = await mkdtemp(join(tmpdir(), 'dossiersco-lecteur-')); });
after(async () => {
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
});

async function bag(changes = {}) {
  const header = Buffer.from(JSON.stringify({ ...head, moment: Math.floor(Date.now() / 1000), annuaire: record, ...(key ? { trousseau: key.trousseau, carnet: key.carnet } : {}), ...changes }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const file = join(folder, 'sacoche.dscobag');
  await writeFile(file, Buffer.concat([Buffer.from('DSCOBAG1'), length, header]));
  return file;
}

// A browser that refuses the network, and writes down whatever is asked of it.
async function open(file) {
  const page = await freshPage(desk);
  await page.context().setOffline(true);
  page.on('request', (request) => { if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url()); });
  await page.addInitScript(() => { window.print = () => {}; });
  await page.goto(reader);
  await page.getByRole('heading', { name: 'Ouvrir la sacoche' }).waitFor();
  if (file) await page.locator('input[type=file]').setInputFiles(file);
  return page;
}

async function keep(page, button) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return JSON.parse(await readFile(await (await download).path(), 'utf8'));
}

async function printSheets(page) {
  await page.getByRole('heading', { name: 'Imprimez les trois feuilles de secours' }).waitFor();
  const shown = await page.locator('.feuille .groupes').evaluateAll((lists) => lists.map((list) => [...list.children].map((li) => li.lastChild.textContent.trim())));
  assert.equal(shown.length, 3);
  await page.getByRole('button', { name: 'Imprimer les trois feuilles' }).click();
  await page.getByRole('button', { name: 'Elles sont imprimées' }).click();
  const title = await page.getByRole('heading', { name: /Relisez la feuille n° \d/ }).textContent();
  const groups = shown[Number(/\d/.exec(title)[0]) - 1];
  for (const field of await page.getByLabel(/^Groupe \d+/).all())
    await field.fill(groups[Number(/\d+/.exec(await field.evaluate((input) => input.labels[0].textContent))[0]) - 1]);
  await page.getByRole('button', { name: 'Continuer' }).click();
  return shown.map((one) => one.join('-'));
}

async function situation(page, name, [one, other] = [sheets[0], sheets[1]]) {
  await page.getByRole('link', { name: /Toutes les situations|Ma clé et ses feuilles/ }).first().click();
  await page.getByRole('link', { name }).click();
  await page.getByText('Ce qui est perdu').waitFor();
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.getByLabel('Première feuille').fill(one);
  await page.getByLabel('Autre feuille').fill(other);
  await page.getByRole('button', { name: 'Continuer' }).click();
}

const done = (page) => page.getByRole('heading', { name: "C'est fait" }).waitFor({ timeout: 60_000 });

function follow({ publication, carnet }) {
  record = { ...record, certificats: [...record.certificats, ...publication.certificats], instantanes: [...record.instantanes, publication.instantane] };
  if (publication.trousseau) key = { ...key, trousseau: publication.trousseau, carnet };
}

test('what is not a bag is refused in plain words', async () => {
  const page = await open();
  await look(page, '12-sacoche');
  const file = await bag();
  const whole = await readFile(file);
  for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), Buffer.from('DSCOBAG2')]) {
    await writeFile(file, bytes);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText("n'est pas une sacoche entière").waitFor();
  }
  await writeFile(file, whole);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('heading', { name: 'Fabriquer la serrure' }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('the lock is made in the file, and leaves in the returns', async () => {
  const page = await open(await bag());
  await page.getByRole('button', { name: 'Commencer' }).click();
  const phrase = await notePhrase(page);
  sheets = await printSheets(page);
  await page.getByRole('button', { name: 'Poser la serrure' }).click();
  await page.getByRole('heading', { name: 'La serrure est posée' }).waitFor({ timeout: 60_000 });
  const { schema, ceremonie, carnet } = await keep(page, 'Enregistrer les retours');
  assert.equal(schema, 'retours/1');
  record = { racine: ceremonie.racine, certificats: ceremonie.certificats, instantanes: [ceremonie.instantane] };
  key = { phrase, trousseau: ceremonie.trousseau, carnet };
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a lost key: two sheets give a new one, and the old phrase opens nothing more', async () => {
  const page = await open(await bag());
  await page.getByLabel('Phrase de votre clé').fill('pomme-poire-raisin-cerise-prune-figue-melon');
  await page.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await page.getByText("n'ouvre pas").first().waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Toutes les situations' }).click();
  await look(page, '12-situations');
  await page.goBack();
  await situation(page, "J'ai perdu ma phrase ou ma clé", [sheets[0], sheets[0]]);
  await page.getByText('Ces deux feuilles ne vont pas ensemble').first().waitFor({ timeout: 60_000 });
  await look(page, '12-deux-feuilles');
  await page.getByLabel('Autre feuille').fill(sheets[2].toLowerCase());
  await page.getByRole('button', { name: 'Continuer' }).click();
  const before = key.phrase;
  const phrase = await notePhrase(page);
  await done(page);
  await look(page, '12-cle-refaite');
  follow(await keep(page, 'Enregistrer les retours'));
  key.phrase = phrase;
  await page.context().close();
  const next = await open(await bag());
  await next.getByLabel('Phrase de votre clé').fill(before);
  await next.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await next.getByText("n'ouvre pas").first().waitFor({ timeout: 60_000 });
  await openKey(next, phrase);
  await next.context().close();
});

test('a substitute gets a key of her own, opens with it, and loses it', async () => {
  const page = await open(await bag());
  await openKey(page, key.phrase);
  await situation(page, 'Une remplaçante arrive');
  const phrase = await notePhrase(page);
  await done(page);
  substitute = join(folder, 'suppleante.dscocle');
  await writeFile(substitute, JSON.stringify(await keep(page, 'Enregistrer sa clé')));
  const given = await keep(page, 'Enregistrer les retours');
  assert.equal(given.publication.trousseau, undefined, "the box keeps the nurse's key file, not hers");
  follow(given);
  await page.context().close();
  const hers = await open(await bag());
  await hers.getByText('Ma clé est dans un fichier à moi').click();
  await hers.locator('input[type=file]').setInputFiles(substitute);
  await openKey(hers, phrase);
  await hers.context().close();
  const end = await open(await bag());
  await situation(end, "La remplaçante s'en va");
  await end.getByRole('button', { name: 'Retirer cette clé' }).click();
  await done(end);
  follow(await keep(end, 'Enregistrer les retours'));
  await end.context().close();
  const after = await open(await bag());
  await after.getByText('Ma clé est dans un fichier à moi').click();
  await after.locator('input[type=file]').setInputFiles(substitute);
  await openKey(after, phrase);
  await after.getByText('Votre clé a été remplacée').waitFor();
  await after.context().close();
});

test('in September the key is renewed, and on the day she leaves it passes to the next nurse', async () => {
  for (const name of ["C'est la rentrée : renouveler ma clé", 'Une autre infirmière prend ma suite']) {
    const page = await open(await bag());
    await page.getByRole('link', { name: 'Toutes les situations' }).click();
    await page.getByRole('link', { name }).click();
    await page.getByText("Ouvrez d'abord votre clé").waitFor();
    await page.getByRole('link', { name: 'Ouvrir avec ma clé' }).click();
    await openKey(page, key.phrase);
    await situation(page, name);
    const phrase = await notePhrase(page);
    await done(page);
    follow(await keep(page, 'Enregistrer les retours'));
    key.phrase = phrase;
    await page.context().close();
  }
  const next = await open(await bag());
  await openKey(next, key.phrase);
  await look(next, '12-liste-vide');
  await next.context().close();
});

test('one sheet lost: three new ones, and no old one goes with them', async () => {
  const page = await open(await bag());
  await situation(page, 'Une feuille de secours est perdue', [sheets[1], sheets[2]]);
  const fresh = await printSheets(page);
  await done(page);
  await page.context().close();
  const mixed = await open(await bag());
  await situation(mixed, "L'infirmière n'est plus joignable", [sheets[0], fresh[1]]);
  await mixed.getByText('Ces deux feuilles ne vont pas ensemble').first().waitFor({ timeout: 60_000 });
  await mixed.getByLabel('Première feuille').fill(fresh[2]);
  await mixed.getByRole('button', { name: 'Continuer' }).click();
  await notePhrase(mixed);
  await done(mixed);
  assert.deepEqual(mixed.complaints, []);
  await mixed.context().close();
});

test('nothing was asked of the network, from the first bag to the last', () => {
  assert.deepEqual(asked, []);
});
