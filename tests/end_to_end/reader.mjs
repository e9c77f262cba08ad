// The nurse's hands, on the page of the box and in the file opened from disk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { desk, freshPage } from './harness.mjs';

const group = /^[0-9A-HJKMNP-TV-Z]{3,4}$/;
export const words = (sheet) => sheet.map((one) => one.word);

// The reader from her disk, in a browser that refuses the network; whatever is asked of it is written down in `asked`.
export async function openReader(file, bag, asked) {
  const page = await freshPage(desk);
  await page.context().setOffline(true);
  page.on('request', (request) => { if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url()); });
  await page.addInitScript(() => { window.print = () => {}; });
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('heading', { name: 'Ouvrir la sacoche' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(bag);
  return page;
}

// Kept in `folder` under the name it was given. Answers its path.
export async function download(page, button, folder) {
  const waited = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const given = await waited;
  const file = join(folder, given.suggestedFilename());
  await given.saveAs(file);
  return file;
}

export async function openKey(page, phrase) {
  await page.getByLabel('Phrase de votre clé').fill(phrase);
  await page.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await page.getByRole('heading', { name: 'Enveloppes' }).waitFor({ timeout: 60_000 });
}

// The seven words of a new key, noted and typed again. Answers them.
export async function notePhrase(page) {
  await page.getByRole('heading', { name: 'La phrase de votre clé' }).waitFor();
  const phrase = (await page.locator('.grande-phrase').textContent()).trim();
  await page.getByRole('button', { name: "Je l'ai notée" }).click();
  await page.getByLabel('Phrase de votre clé').fill(phrase);
  await page.getByRole('button', { name: 'Fabriquer ma clé' }).click();
  return phrase;
}

// The 36 groups of each sheet, as they leave the printer: each is printed after its rank.
export function groupsOf(sheets) {
  const all = sheets.map((sheet) => {
    const ranked = words(sheet);
    return ranked.flatMap((one, at) => (group.test(one) && /^\d+$/.test(ranked[at - 1] ?? '') ? [one] : []));
  });
  assert.deepEqual(all.map((groups) => groups.length), sheets.map(() => 36));
  return all;
}

// Two groups of one of them, read on the paper.
export async function readSheetAgain(page, sheets) {
  await page.getByRole('button', { name: 'Imprimer les trois feuilles' }).click();
  await page.getByRole('button', { name: 'Elles sont imprimées' }).click();
  const title = await page.getByRole('heading', { name: /Relisez la feuille n° \d/ }).textContent();
  const sheet = sheets[Number(/\d/.exec(title)[0]) - 1];
  for (const field of await page.getByLabel(/^Groupe \d+/).all())
    await field.fill(sheet[Number(/\d+/.exec(await field.evaluate((input) => input.labels[0].textContent))[0]) - 1]);
  await page.getByRole('button', { name: 'Continuer' }).click();
}

export async function typeTwoSheets(page, one, other) {
  await page.getByLabel('Première feuille').fill(one);
  await page.getByLabel('Autre feuille').fill(other);
  await page.getByRole('button', { name: 'Continuer' }).click();
}
