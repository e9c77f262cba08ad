// Accounts: the telephone asked at the door, the staff's page, what an agent does at the counter, the box's own state.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, desk, freshPage, look, phone } from './harness.mjs';
import { activate, activateStaff, call, signIn } from './people.mjs';
import { printed } from './print.mjs';
import { codeOf } from './telephone.mjs';

let box;
let chief;
let agent;

before(async () => {
  box = await Box.demo();
  chief = await freshPage(desk);
  agent = await freshPage(desk);
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

test('an invented agent reads her telephone on the page; a wrong code is told, and costs nothing typed', async () => {
  const { identifiant, phrase } = box.people.secretariat;
  await agent.goto(`${box.origin}/agent`);
  await agent.getByLabel('Identifiant').fill(identifiant);
  await agent.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
  await agent.getByRole('button', { name: 'Ouvrir', exact: true }).click();
  const shown = await agent.getByText('Démonstration : le téléphone affiche').textContent();
  await look(agent, '12-seconde-etape');
  await agent.getByLabel('Code à 6 chiffres').fill('000 000');
  await agent.keyboard.press('Enter');
  await agent.getByText('Ce code ne va pas, ou il a déjà servi').waitFor();
  await agent.getByLabel('Code à 6 chiffres').fill(/\d{3} \d{3}/.exec(shown)[0]);
  await agent.keyboard.press('Enter');
  await agent.getByRole('heading', { name: 'Dossiers' }).waitFor();
});

test('the direction invites a colleague by a sheet of paper, who makes her telephone before anything else', async () => {
  await signIn(chief, `${box.origin}/agent`, box.people.direction.identifiant, box.people.direction.phrase);
  await chief.getByRole('heading', { name: 'Équipe' }).waitFor();
  assert.equal(new URL(chief.url()).pathname, '/agent/equipe');
  await look(chief, '12-equipe');
  await chief.getByRole('button', { name: "Inviter quelqu'un" }).click();
  await chief.getByRole('button', { name: "Faire l'invitation" }).click();
  await chief.getByText('Écrivez un nom').waitFor();
  await chief.getByLabel('Nom affiché aux collègues').fill('Mme Troène');
  await chief.getByRole('radio', { name: 'Secrétariat' }).check();
  await look(chief, '12-inviter');
  await chief.getByRole('button', { name: "Faire l'invitation" }).click();
  await chief.getByRole('heading', { name: 'Invitation pour Mme Troène' }).waitFor();
  await look(chief, '12-invitation');
  const sheet = await printed(chief);
  assert.equal(sheet.pages.length, 1);
  const [square] = sheet.squares[0];
  await sheet.forget();
  await chief.getByRole('button', { name: 'Elle est imprimée' }).click();

  const novice = await freshPage(desk);
  const { phrase, key, codes } = await activateStaff(novice, square);
  assert.equal(codes.length, 10);
  await novice.getByRole('heading', { name: 'Dossiers' }).waitFor();
  const identifiant = new URL(square).hash.split('.')[1];
  // Back by a printed code.
  const elsewhere = await freshPage(desk);
  await elsewhere.goto(`${box.origin}/agent`);
  await elsewhere.getByLabel('Identifiant').fill(identifiant);
  await elsewhere.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
  await elsewhere.getByRole('button', { name: 'Ouvrir', exact: true }).click();
  await elsewhere.getByLabel('Code à 6 chiffres').fill(codes[0].toLowerCase());
  await elsewhere.keyboard.press('Enter');
  await elsewhere.getByRole('heading', { name: 'Dossiers' }).waitFor();
  await elsewhere.getByText('Dernière connexion').waitFor();
  assert.match(codeOf(key), /^\d{6}$/);

  await chief.getByRole('button', { name: 'Suspendre Mme Troène' }).click();
  await look(chief, '12-suspendre');
  await chief.getByRole('button', { name: 'Suspendre cet accès' }).click();
  await chief.getByText("L'accès de Mme Troène est suspendu.").waitFor();
  assert.equal((await call(novice, '/api/v1/agent/dossiers')).status, 401);
  assert.equal((await call(agent, '/api/v1/agent/dossiers')).status, 200);
  await novice.context().close();
  await elsewhere.context().close();
});

test("another role's page is no page, and its data never were", async () => {
  await chief.goto(`${box.origin}/agent/courriers`);
  await chief.getByRole('heading', { name: 'Cette page' }).waitFor();
  assert.equal((await call(chief, '/api/v1/agent/dossiers')).status, 404);
  assert.equal((await call(agent, '/api/v1/equipe')).status, 404);
  assert.equal((await call(chief, '/api/v1/equipe')).status, 200);
});

test('who looks after the box sees its state', async () => {
  const keeper = await freshPage(desk);
  await signIn(keeper, `${box.origin}/agent`, box.people.technique.identifiant, box.people.technique.phrase);
  await keeper.getByRole('heading', { name: 'État de la boîte' }).waitFor();
  await keeper.getByText('Chiffrée, relue en entier.').waitFor();
  await look(keeper, '12-boitier');
  await keeper.context().close();
});

test('at the counter: coordinates protected and shown again, an access cut for good', async () => {
  const [letter] = box.people.lettres;
  const guardian = await freshPage(phone);
  await activate(guardian, box.origin, letter);
  const { dossiers } = (await call(agent, '/api/v1/agent/dossiers')).json;
  const moi = (await call(guardian, '/api/v1/moi')).json;
  assert.ok(moi.responsable.adresse.length > 0);
  const dossier = dossiers.find((one) => one.volets.some((volet) => volet.id === moi.volets[0].id));
  const name = dossier.volets.find((volet) => volet.id === moi.volets[0].id).responsable;
  await agent.goto(`${box.origin}/agent/dossiers/${dossier.eleve}`);
  const card = agent.getByRole('region', { name });
  await card.getByText('Au guichet').click();
  await look(agent, '12-guichet');
  await card.getByRole('button', { name: 'Protéger ses coordonnées' }).click();
  await card.getByText('ne paraissent plus nulle part').waitFor();
  assert.deepEqual((await call(guardian, '/api/v1/moi')).json.responsable.adresse, []);
  await card.getByRole('button', { name: 'Annuler' }).click();
  await card.getByText('Ses coordonnées paraissent à nouveau.').waitFor();
  assert.deepEqual((await call(guardian, '/api/v1/moi')).json.responsable.adresse, moi.responsable.adresse);

  await card.getByRole('button', { name: "Couper l'accès" }).click();
  await look(agent, '12-couper');
  await agent.getByRole('dialog').getByRole('button', { name: "Couper l'accès" }).click();
  await card.getByText("L'accès est coupé.").waitFor();
  assert.equal((await call(guardian, '/api/v1/moi')).status, 401);
  await guardian.context().close();
  assert.deepEqual(agent.complaints, []);
  assert.deepEqual(chief.complaints, []);
});

test('on a real box no page tells the code of a telephone', async () => {
  const real = await Box.empty();
  try {
    await real.start();
    const page = await freshPage(desk);
    const invitation = real.people.activations.find((one) => one.role === 'secretariat');
    const { phrase, key } = await activateStaff(page, real.origin + invitation.lien);
    const other = await freshPage(desk);
    await other.goto(`${real.origin}/agent`);
    await other.getByLabel('Identifiant').fill(invitation.identifiant);
    await other.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
    await other.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await other.getByRole('heading', { name: 'Le code de votre téléphone' }).waitFor();
    assert.equal(await other.getByText('le téléphone affiche').count(), 0);
    await other.getByLabel('Code à 6 chiffres').fill(codeOf(key, 1));
    await other.keyboard.press('Enter');
    await other.getByRole('link', { name: 'Dossiers' }).waitFor();
  } finally {
    await real.stop();
  }
});
