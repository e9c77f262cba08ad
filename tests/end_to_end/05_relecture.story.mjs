// The agent reads beside the machine's advice and decides with the keyboard alone; the responsable sees it, and the remedy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, desk, freshPage, look, phone } from './harness.mjs';
import { activate, call, signIn, upload } from './people.mjs';
import { asPdf, asPhoto, daysAgo, insurance, invoice } from './papers.mjs';

let box;
let family;
let agent;
let moi;
let volet;

before(async () => {
  box = await Box.demo();
  family = await freshPage(phone);
  await activate(family, box.origin, box.people.lettres[0]);
  moi = (await call(family, '/api/v1/moi')).json;
  volet = moi.volets[0];
  const { civilite, prenom, nom, adresse } = moi.responsable;
  const { annee } = (await call(family, '/api/v1/accueil')).json;
  await upload(family, volet.id, 'justificatif_domicile', await asPhoto(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse, date: daysAgo(150) })));
  await upload(family, volet.id, 'assurance_scolaire', await asPdf(insurance({ child: `${volet.eleve.prenom} ${volet.eleve.nom}`, year: annee })));
  for (let i = 0; i < 200; i += 1) {
    const { volets } = (await call(family, '/api/v1/moi')).json;
    if (volets[0].pieces.filter((piece) => piece.etat === 'lue').length === 2) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  agent = await freshPage(desk);
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

const decided = async (type) => (await call(family, `/api/v1/volets/${volet.id}/pieces/${type}`)).json;

test('what waits is there, with the redrawn page, what was read, what is expected, and the advice in words', async () => {
  const { identifiant, phrase } = box.people.secretariat;
  await signIn(agent, `${box.origin}/agent`, identifiant, phrase);
  await agent.getByRole('link', { name: /Relecture/ }).first().click();
  await agent.getByText('Le document est trop ancien').first().waitFor();
  await agent.locator('img[alt^="Page 1 sur 1"]').first().evaluate((image) => image.decode());
  for (const words of [volet.eleve.prenom, moi.responsable.nom, moi.responsable.adresse.at(-1)])
    assert.ok((await agent.locator('main').innerText()).toUpperCase().includes(words.toUpperCase()), words);
  const picture = await call(agent, await agent.locator('img[alt^="Page 1 sur 1"]').first().evaluate((image) => new URL(image.src).pathname));
  assert.equal(picture.headers['content-type'], 'image/jpeg', 'a page redrawn, never the file as sent');
  await look(agent, '05-relecture');
});

test('R, a digit, a word, Enter: asked again by the keyboard; Z takes it back; R once more', async () => {
  await agent.keyboard.press('r');
  await agent.getByRole('heading', { name: 'Demander à nouveau' }).waitFor();
  await agent.keyboard.press('4');
  await agent.getByLabel('Un mot pour la famille').fill('Une facture de moins de trois mois, merci.');
  await look(agent, '05-refaire');
  await agent.getByRole('button', { name: 'Demander à nouveau' }).press('Enter');
  await agent.getByText('À refaire, la famille le verra').first().waitFor();
  assert.equal((await decided('justificatif_domicile')).motif, 'trop_ancien');
  await agent.keyboard.press('z');
  await agent.getByText('Le document est trop ancien').first().waitFor();
  assert.equal((await decided('justificatif_domicile')).etat, 'lue', 'undone');
  await agent.keyboard.press('r');
  await agent.getByRole('heading', { name: 'Demander à nouveau' }).waitFor();
  await agent.keyboard.press('4');
  await agent.getByLabel('Un mot pour la famille').fill('Une facture de moins de trois mois, merci.');
  await agent.getByRole('button', { name: 'Demander à nouveau' }).press('Enter');
  await agent.getByText('À refaire, la famille le verra').first().waitFor();
});

test('A accepts the next one', async () => {
  await agent.getByText("La machine n'a rien à redire").first().waitFor();
  await agent.keyboard.press('a');
  await agent.getByText('Acceptée :').first().waitFor();
  assert.equal((await decided('assurance_scolaire')).etat, 'acceptee');
  await agent.getByText('Rien à relire.').first().waitFor();
  await look(agent, '05-rien-a-relire');
});

test('the responsable sees the decision, the reason, the word and the remedy, and sends another', async () => {
  await family.goto(box.origin);
  await family.getByText('Le collège vous demande de refaire').first().waitFor();
  await look(family, '05-famille-a-refaire');
  await family.getByRole('link', { name: 'Justificatif de domicile' }).first().click();
  await family.getByText('À refaire : le document est trop ancien').first().waitFor();
  await family.getByText('Envoyez un document plus récent').first().waitFor();
  await family.getByText('Une facture de moins de trois mois, merci.').first().waitFor();
  await look(family, '05-famille-remede');
  const { civilite, prenom, nom, adresse } = moi.responsable;
  await upload(family, volet.id, 'justificatif_domicile', await asPdf(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse })));
});

test('a decision on a version that was replaced meanwhile is refused, and says so', async () => {
  let waiting;
  for (let i = 0; i < 100 && !waiting; i += 1) {
    waiting = (await call(agent, '/api/v1/agent/relectures')).json.relectures[0];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const stale = await call(agent, `/api/v1/agent/pieces/${waiting.piece}/decision`, { method: 'POST', body: { decision: 'acceptee', version: waiting.version - 1 } });
  assert.deepEqual([stale.status, stale.json.code], [409, 'piece_changee']);
  const silent = await call(agent, `/api/v1/agent/pieces/${waiting.piece}/decision`, { method: 'POST', body: { decision: 'a_refaire', version: waiting.version } });
  assert.deepEqual([silent.status, silent.json.code], [422, 'motif_absent'], 'never without a reason');
  const good = await call(agent, `/api/v1/agent/pieces/${waiting.piece}/decision`, { method: 'POST', body: { decision: 'acceptee', version: waiting.version } });
  assert.equal(good.status, 200);
  assert.deepEqual(agent.complaints, []);
});
