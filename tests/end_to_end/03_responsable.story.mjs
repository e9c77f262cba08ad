// A responsable, from her letter to the answer about her pièce, on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, freshPage, look, phone } from './harness.mjs';
import { activate, call, sendFile, signIn } from './people.mjs';
import { asBlurredPhoto, asHeavyPhoto, asPdf, asPhoto, daysAgo, insurance, invoice } from './papers.mjs';

let box;
let page;
let phrase;
let moi;

before(async () => { box = await Box.demo(); });
after(async () => {
  await closeBrowser();
  await box.stop();
});

const send = (file, name, type) => sendFile(page, file, name, type);
const holder = () => `${moi.responsable.civilite} ${moi.responsable.prenom} ${moi.responsable.nom}`;
const address = () => moi.responsable.adresse;
const again = () => page.getByRole('button', { name: 'Envoyer une autre photo' }).click();
const heading = (name) => page.getByText(name).first().waitFor();

test('she opens the letter, keeps the proposed phrase, and sees her own children', async () => {
  page = await freshPage(phone);
  const letter = box.people.lettres[0];
  await page.goto(box.origin + letter.chemin);
  await page.getByRole('heading', { name: 'Votre phrase secrète' }).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the code left the address bar');
  await look(page, '03-phrase');
  phrase = await activate(page, box.origin, letter);
  assert.ok(phrase.split(/[ -]/).length >= 6);
  await look(page, '03-mon-espace');
  const answer = await call(page, '/api/v1/moi');
  assert.equal(answer.status, 200);
  moi = answer.json;
  assert.equal(moi.volets.length, letter.enfants.split(', ').length);
  for (const volet of moi.volets) assert.ok(letter.enfants.includes(volet.eleve.prenom));
  assert.match(moi.responsable.portable, /^\d{0,2}$/, 'her telephone is shown in part only');
});

test('the same letter opens nothing a second time', async () => {
  const other = await freshPage(phone);
  await other.goto(box.origin + box.people.lettres[0].chemin);
  await other.getByRole('heading', { name: "Ce code n'ouvre pas d'accès" }).waitFor();
  await look(other, '03-lettre-servie');
  await other.context().close();
});

test('a wrong phrase is refused in words, the right one opens from a fresh browser', async () => {
  await page.context().close();
  page = await freshPage(phone);
  const { identifiant } = box.people.lettres[0];
  await signIn(page, box.origin, identifiant, `${phrase} x`);
  await page.getByText('ne vont pas ensemble').first().waitFor();
  await look(page, '03-connexion-refusee');
  await page.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
  await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
  await page.getByRole('heading', { name: 'Mon espace' }).waitFor();
});

test('a PDF in her name is read and found right', async () => {
  await page.getByRole('link', { name: 'Justificatif de domicile' }).first().click();
  await page.getByRole('heading', { name: 'Justificatif de domicile' }).waitFor();
  await look(page, '03-piece');
  await send(await asPdf(invoice({ holder: holder(), address: address() })), 'facture.pdf', 'application/pdf');
  await heading('Envoyée, tout semble bon');
  await look(page, '03-conforme');
});

test('the page comes back at the right place after a reload', async () => {
  const url = page.url();
  await page.reload();
  await heading('Envoyée, tout semble bon');
  assert.equal(page.url(), url);
});

test('a photo cut at 60 % goes on by itself and is read', async () => {
  await again();
  const context = page.context();
  let sent = 0;
  let cut = 0;
  let total = 0;
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request();
    if (request.method() === 'POST' && request.url().endsWith('/envois')) total = Number(request.headers()['upload-length']);
    if (request.method() === 'PATCH') {
      if (cut === 0 && sent >= 0.6 * total) {
        cut = sent;
        await context.setOffline(true);
        await route.abort('internetdisconnected');
        await page.getByText('Connexion perdue').first().waitFor();
        await look(page, '03-coupure');
        await context.setOffline(false);
        return;
      }
      sent += request.postDataBuffer()?.length ?? 0;
    }
    await route.continue();
  });
  await send(await asHeavyPhoto(invoice({ holder: holder(), address: address() })), 'photo.jpg', 'image/jpeg');
  await page.getByText('Bien reçue').or(page.getByText('Envoyée, tout semble bon')).first().waitFor({ timeout: 60_000 });
  await heading('Envoyée, tout semble bon');
  await page.unroute('**/api/v1/**');
  assert.ok(cut >= 0.6 * total, 'the network was cut after 60 %');
  assert.ok(sent < 1.4 * total, `resumed, not begun again: ${sent} bytes for ${total}`);
});

test('a blurred photo gets its sentence, and she may keep it or send another', async () => {
  await again();
  await send(await asBlurredPhoto(invoice({ holder: holder(), address: address() })), 'photo.jpg', 'image/jpeg');
  await heading('La photo semble floue. Posez la feuille à plat');
  await page.getByRole('button', { name: 'Envoyer une autre photo' }).waitFor();
  await look(page, '03-floue');
});

test('a bill in another name, and an old one, are told in words', async () => {
  await again();
  await send(await asPhoto(invoice({ holder: 'M. Armand BOUVREUIL', address: ['3 chemin des Roseaux', '15000 AURILLAC'] })), 'photo.jpg', 'image/jpeg');
  await heading("Nous n'avons pas trouvé votre nom");
  await look(page, '03-autre-nom');
  await again();
  await send(await asPdf(invoice({ holder: holder(), address: address(), date: daysAgo(200) })), 'facture.pdf', 'application/pdf');
  await heading('Ce document est trop ancien');
});

test('an attestation of the coming year, in the name of the child, is found right', async () => {
  await page.getByRole('link', { name: 'Mon espace' }).first().click();
  await page.getByRole('link', { name: "Attestation d'assurance scolaire" }).first().click();
  await page.getByRole('heading', { name: "Attestation d'assurance scolaire" }).waitFor();
  const { eleve } = moi.volets[0];
  const { annee } = (await call(page, '/api/v1/accueil')).json;
  await send(await asPdf(insurance({ child: `${eleve.prenom} ${eleve.nom}`, year: annee })), 'attestation.pdf', 'application/pdf');
  await heading('Envoyée, tout semble bon');
  await again();
  await send(await asPdf(insurance({ child: `${eleve.prenom} ${eleve.nom}`, year: annee - 2 })), 'attestation.pdf', 'application/pdf');
  await heading('ne couvre pas la prochaine année scolaire');
});

test('a file that is no photo and no PDF, an empty one, and one too heavy are refused before leaving', async () => {
  for (const [file, name, type, words] of [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'dessin.svg', 'image/svg+xml', 'Nous lisons les photos et les PDF'],
    [Buffer.alloc(0), 'vide.pdf', 'application/pdf', 'Ce fichier est vide'],
    [Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(21 << 20)]), 'lourd.pdf', 'application/pdf', 'Ce fichier est trop lourd'],
  ]) {
    await page.reload();
    await again();
    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Choisir un fichier', { exact: true }).click();
    await (await chooser).setFiles({ name, mimeType: type, buffer: file });
    await heading(words);
  }
});

test('leaving forgets her: nothing is kept in the browser, the next request is nobody', async () => {
  await page.getByRole('button', { name: 'Quitter' }).click();
  await page.getByRole('heading', { name: 'Ouvrir mon espace' }).waitFor();
  assert.equal((await call(page, '/api/v1/moi')).status, 401);
  const kept = await page.evaluate(async () => ({
    local: localStorage.length, session: sessionStorage.length,
    bases: (await indexedDB.databases?.() ?? []).length, cookies: document.cookie,
  }));
  assert.deepEqual(kept, { local: 0, session: 0, bases: 0, cookies: '' });
  assert.deepEqual(page.complaints, []);
});
