// A school chooses what it asks; a family sends papers of several pages, is stopped before a paper of health leaves, takes
// back what it sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, desk, freshPage, look, phone } from './harness.mjs';
import { activate, call, choose, signIn } from './people.mjs';
import { asPdf, asPhoto, cardBack, cardFront, invoice, livretEnfant, livretParents, prescription, quotient } from './papers.mjs';

let box;
let page;
let agent;
let moi;
let volet;
const asked = ['Justificatif de domicile', 'Livret de famille', 'Votre pièce d\'identité', 'Attestation de quotient familial', 'Photo d\'identité'];

before(async () => {
  box = await Box.demo();
  page = await freshPage(phone);
  await activate(page, box.origin, box.people.lettres[0]);
  moi = (await call(page, '/api/v1/moi')).json;
  volet = moi.volets[0];
  agent = await freshPage(desk);
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

const state = async (type) => (await call(page, `/api/v1/volets/${volet.id}/pieces/${type}`)).json;
const heading = (name) => page.getByText(name).first().waitFor();
const person = () => ({ nom: moi.responsable.nom, prenom: moi.responsable.prenom, naissance: '1984-05-04', expires: '2033-02-02' });
const holder = () => `${moi.responsable.civilite} ${moi.responsable.prenom} ${moi.responsable.nom}`;
const open = async (name) => {
  await page.goto(box.origin);
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};
async function until(type, isDone) {
  for (let i = 0; i < 300; i += 1) {
    const piece = await state(type);
    if (isDone(piece)) return piece;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${type}: ${JSON.stringify(await state(type))}`);
}

test('the secretariat chooses the pièces and their order, within what the law allows; families see exactly that', async () => {
  const { identifiant, phrase } = box.people.secretariat;
  await signIn(agent, `${box.origin}/agent`, identifiant, phrase);
  await agent.getByRole('link', { name: 'Pièces demandées' }).click();
  await agent.getByRole('heading', { name: 'Pièces demandées' }).waitFor();
  assert.equal(await agent.getByRole('group', { name: /Relevé d'identité bancaire/ }).getByLabel('Obligatoire').count(), 0, 'no law lets an enrolment depend on a bank account');
  for (const group of await agent.getByRole('group').all()) await group.getByLabel('Pas demandée').check();
  for (const [name, choice] of [['Justificatif de domicile', 'Obligatoire'], ['Livret de famille', 'Souhaitée'], ["Pièce d'identité du responsable", 'Obligatoire'], ['Quotient familial', 'Souhaitée'], ["Photo d'identité", 'Souhaitée']])
    await agent.getByRole('group', { name: new RegExp(name) }).getByLabel(choice).check();
  // The keyboard alone moves a line, and keeps its place.
  const up = agent.getByRole('button', { name: "Monter Photo d'identité" });
  await up.focus();
  await agent.keyboard.press('Enter');
  assert.equal(await agent.evaluate(() => document.activeElement?.id), 'monter-photo_identite');
  await agent.getByRole('button', { name: "Descendre Photo d'identité" }).press('Enter');
  await look(agent, '09-pieces-demandees');
  await agent.getByRole('button', { name: 'Enregistrer' }).click();
  await agent.getByText('Enregistré.').waitFor();
  const kept = (await call(agent, '/api/v1/reglages/pieces')).json.pieces;
  const illegal = await call(agent, '/api/v1/reglages/pieces', { method: 'PUT', body: { pieces: kept.map(({ type, demande }) => ({ type, demande: type === 'rib' ? 'obligatoire' : demande })) } });
  assert.deepEqual([illegal.status, illegal.json.code], [422, 'piece_non_exigible']);
  assert.equal((await call(page, '/api/v1/reglages/pieces')).status, 404, 'not a family\'s page');

  await page.reload();
  await heading('Livret de famille');
  await look(page, '09-ce-qui-est-demande');
  const shown = (await call(page, '/api/v1/moi')).json.volets[0].pieces;
  assert.deepEqual(shown.map(({ type }) => type).sort(), ['identite_responsable', 'justificatif_domicile', 'livret_famille', 'photo_identite', 'quotient_familial']);
  for (const name of asked) await page.getByRole('link', { name }).first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'Relevé d\'identité bancaire' }).count(), 0);
});

test('two photos, chosen in the wrong order, put right by the keyboard, leave as one pièce of two pages', async () => {
  await open('Livret de famille');
  await look(page, '09-livret');
  const [eleve, adult] = [volet.eleve, moi.responsable];
  const parents = await asPhoto(livretParents({ mother: adult, father: { nom: 'Fusain', prenom: 'Côme' } }));
  const enfant = await asPhoto(livretEnfant({ child: eleve }));
  await choose(page, [{ name: 'enfant.jpg', mimeType: 'image/jpeg', buffer: enfant }]);
  await page.getByText('Il y a une autre page ?').waitFor();
  await choose(page, [{ name: 'parents.jpg', mimeType: 'image/jpeg', buffer: parents }]);
  await heading('Vos 2 pages');
  await page.getByRole('button', { name: 'Monter la page 2' }).press('Enter');
  await page.getByText('La page est maintenant la 1.').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Retirer la page 1' }).click();
  await page.getByRole('button', { name: 'La remettre' }).click();
  await look(page, '09-deux-pages');
  const lengths = [];
  let deposit;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/envois')) lengths.push(Number(request.headers()['upload-length']));
    if (request.method() === 'PUT' && request.url().endsWith('/livret_famille')) deposit = request.postDataJSON();
  });
  await page.getByRole('button', { name: 'Envoyer les 2 pages' }).click();
  const piece = await until('livret_famille', (one) => one.etat === 'lue');
  assert.deepEqual([piece.fichiers, piece.pages], [2, 2]);
  assert.equal(lengths.length, 2);
  assert.equal(deposit.envois.length, 2);
  await page.getByAltText('Page 2 de votre document').waitFor();
  await look(page, '09-livret-lu');

  // In the order she gave them: the parents' page is the first of the copy the agent takes.
  const list = (await call(agent, '/api/v1/agent/relectures')).json.relectures;
  const waiting = list.find(({ type, eleve: child }) => type === 'livret_famille' && child.prenom === eleve.prenom);
  const seen = (await call(agent, `/api/v1/agent/pieces/${waiting.piece}`)).json;
  assert.deepEqual(seen.pages.map(({ numero }) => numero), [1, 2]);
  await agent.goto(`${box.origin}/agent/relecture/${waiting.piece}`);
  await agent.getByRole('button', { name: 'Montrer la page 2' }).click();
  await agent.locator('img[alt^="Page 2 sur 2"]').first().evaluate((image) => image.decode());
  await look(agent, '09-agent-deux-pages');
});

test('a card needs its two sides, and both are read together', async () => {
  await open("Votre pièce d'identité");
  await choose(page, [
    { name: 'recto.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(cardFront(person())) },
    { name: 'verso.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(cardBack(person())) },
  ]);
  await heading('Vos 2 pages');
  await page.getByRole('button', { name: 'Envoyer les 2 pages' }).click();
  const piece = await until('identite_responsable', (one) => one.etat === 'lue');
  assert.equal(piece.pages, 2);
  await page.getByAltText('Page 2 de votre document').waitFor();
  await look(page, '09-identite-lue');
});

test('the quotient is told back as it was read', async () => {
  await open('Attestation de quotient familial');
  await choose(page, [{ name: 'attestation.pdf', mimeType: 'application/pdf', buffer: await asPdf(quotient({ holder: holder(), address: moi.responsable.adresse, child: volet.eleve })) }]);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await heading('Quotient lu : 612 €');
  await look(page, '09-quotient');
});

test('a photo is framed by buttons alone, and only what is inside leaves', async () => {
  await open("Photo d'identité");
  await choose(page, [{ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(cardFront(person())) }]);
  await heading('Cadrez comme sur ce dessin');
  for (const name of ['Agrandir', 'Agrandir', 'Vers le bas', 'Vers la gauche']) await page.getByRole('button', { name }).click();
  await look(page, '09-cadrer');
  await page.getByRole('button', { name: 'Garder ce cadre' }).click();
  await heading('Envoyer cette photo ?');
  const ratio = await page.locator('.envoi-page img').evaluate(async (image) => { await image.decode(); return image.naturalWidth / image.naturalHeight; });
  assert.ok(Math.abs(ratio - 35 / 45) < 0.01, `framed 35 by 45: ${ratio}`);
  await look(page, '09-cadree');
});

test('a file named as a paper of health is asked about before a byte of it leaves', async () => {
  await open('Justificatif de domicile');
  let sent = 0;
  page.on('request', (request) => { if (/\/envois/.test(request.url())) sent += 1; });
  const bill = await asPdf(invoice({ holder: holder(), address: moi.responsable.adresse }));
  await choose(page, [{ name: 'ordonnance.pdf', mimeType: 'application/pdf', buffer: bill }]);
  await heading('Est-ce un papier médical ?');
  await look(page, '09-question-sante');
  assert.equal(sent, 0);
  await page.getByRole('button', { name: 'Choisir un autre fichier' }).click();
  // The same text as a PDF of words, under an innocent name.
  await choose(page, [{ name: 'scan.pdf', mimeType: 'application/pdf', buffer: plainPdf(['Docteur Paul CHARDON, RPPS 00000000000', 'ORDONNANCE', 'Posologie : un comprime par jour']) }]);
  await heading('Est-ce un papier médical ?');
  assert.equal(sent, 0);
  await page.getByRole('button', { name: 'Choisir un autre fichier' }).click();
  // The bill under its own name raises no question.
  await choose(page, [{ name: 'facture.pdf', mimeType: 'application/pdf', buffer: bill }]);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reprendre' }).click();
});

test('a prescription sent as a photo is shown to nobody; one touch takes it away and opens the envelope', async () => {
  await choose(page, [{ name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(prescription({ child: volet.eleve })) }]);
  await page.getByRole('button', { name: "Oui, c'est lisible : envoyer" }).click();
  await heading('Cela ressemble à un papier médical');
  await look(page, '09-medicale');
  const piece = await state('justificatif_domicile');
  assert.deepEqual([piece.pages, piece.found], [0, {}]);
  const list = (await call(agent, '/api/v1/agent/relectures')).json.relectures;
  const waiting = list.find(({ type, eleve }) => type === 'justificatif_domicile' && eleve.prenom === volet.eleve.prenom);
  assert.equal(waiting.medicale, true);
  const seen = (await call(agent, `/api/v1/agent/pieces/${waiting.piece}`)).json;
  assert.deepEqual([seen.medicale, seen.pages, seen.found], [true, [], []]);
  for (const path of ['original', 'document.pdf', 'pages/1'])
    assert.equal((await call(agent, `/api/v1/agent/pieces/${waiting.piece}/${path}`)).status, 404, path);
  await agent.goto(`${box.origin}/agent/relecture/${waiting.piece}`);
  await agent.getByText('Papier médical mal rangé').waitFor();
  assert.equal(await agent.locator('main img').count(), 0);
  await look(agent, '09-agent-medicale');

  await page.getByRole('button', { name: 'Le retirer et ouvrir les papiers de santé' }).click();
  await page.getByRole('heading', { name: 'Papiers de santé' }).waitFor();
  assert.equal((await state('justificatif_domicile')).etat, 'a_envoyer');
  assert.equal((await call(agent, `/api/v1/agent/pieces/${waiting.piece}`)).status, 404, 'gone for the agent too');
});

test('what is no paper of health after all is read again, and shown', async () => {
  await open('Justificatif de domicile');
  await choose(page, [{ name: 'IMG_2042.jpg', mimeType: 'image/jpeg', buffer: await asPhoto(prescription({ child: volet.eleve })) }]);
  await page.getByRole('button', { name: "Oui, c'est lisible : envoyer" }).click();
  await heading('Cela ressemble à un papier médical');
  await page.getByRole('button', { name: "Ce n'est pas un papier médical" }).click();
  const piece = await until('justificatif_domicile', (one) => one.etat === 'lue' && !one.reasons.includes('piece_medicale'));
  assert.equal(piece.pages, 1);
  await page.getByAltText('Page 1 de votre document').waitFor();
});

test('what was sent is taken back after one question, and nothing of it is left', async () => {
  await page.getByRole('button', { name: "Retirer ce que j'ai envoyé" }).click();
  await look(page, '09-retirer');
  await page.getByRole('button', { name: 'Annuler' }).click();
  assert.equal((await state('justificatif_domicile')).etat, 'lue');
  await page.getByRole('button', { name: "Retirer ce que j'ai envoyé" }).click();
  await page.getByRole('button', { name: 'Oui, le retirer' }).click();
  await heading('Votre envoi est retiré et effacé');
  const piece = await state('justificatif_domicile');
  assert.deepEqual([piece.etat, piece.pages, piece.found, piece.reasons], ['a_envoyer', 0, {}, []]);
  assert.equal((await call(page, `/api/v1/volets/${volet.id}/pieces/justificatif_domicile/pages/1`)).status, 404);
  await look(page, '09-retiree');
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(agent.complaints, []);
});

// A PDF of one page whose words are plain strings, uncompressed.
function plainPdf(lines) {
  const content = `BT /F1 18 Tf 60 760 Td 26 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Count 1/Kids[3 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, i) => { const at = text.length; text += `${i + 1} 0 obj\n${body}\nendobj\n`; return at; });
  const table = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
