// The agent: the list of the dossiers, and letters that hold the codes on paper and nowhere else.
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, desk, freshPage, look, phone, shots } from './harness.mjs';
import { activate, call, signIn } from './people.mjs';
import { printed } from './print.mjs';

let box;
let agent;
let run;

before(async () => {
  box = await Box.demo();
  agent = await freshPage(desk);
});
after(async () => {
  await run?.forget();
  await closeBrowser();
  await box.stop();
});

test('she signs in and sees every dossier; class, state and search narrow them, and the address keeps it', async () => {
  const { identifiant, phrase } = box.people.secretariat;
  await signIn(agent, `${box.origin}/agent`, identifiant, phrase);
  await agent.getByRole('heading', { name: 'Dossiers' }).waitFor();
  await agent.getByText('60 dossiers sur 60').waitFor();
  await look(agent, '02-dossiers');
  const { dossiers, divisions } = (await call(agent, '/api/v1/agent/dossiers')).json;
  const division = divisions[0];
  await agent.getByLabel('Classe').selectOption(division);
  const inClass = dossiers.filter((one) => one.division === division).length;
  await agent.getByText(new RegExp(`^${inClass} dossiers? sur 60`)).waitFor();
  await agent.reload();
  await agent.getByText(new RegExp(`^${inClass} dossiers? sur 60`)).waitFor();
  await agent.getByLabel('Classe').selectOption('');
  // A child with an accent, typed without: « / » goes to the search.
  const accented = dossiers.find((one) => /[éèêîïçü]/i.test(one.prenom));
  await agent.getByRole('heading', { name: 'Dossiers' }).click();
  await agent.keyboard.press('/');
  await agent.keyboard.type(accented.prenom.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
  await agent.getByRole('link', { name: new RegExp(accented.nom) }).first().waitFor();
  await agent.keyboard.press('ArrowDown');
  await agent.keyboard.press('Enter');
  await agent.getByText('Chaque responsable a son propre espace').waitFor();
  await look(agent, '02-dossier');
  await agent.goto(`${box.origin}/agent?q=zzzz`);
});

test('an empty search says so and offers the way back', async () => {
  await agent.goto(`${box.origin}/agent`);
  await agent.getByText('60 dossiers sur 60').waitFor();
  await agent.getByLabel('Chercher un élève ou un responsable').fill('zzzzzz');
  await agent.getByText('Aucun dossier ne correspond.').waitFor();
  await look(agent, '02-aucun');
  await agent.getByRole('button', { name: 'Effacer les filtres' }).first().click();
  await agent.getByText('60 dossiers sur 60').waitFor();
});

test("another fingerprint than the nurse's stops the run of letters; hers lets it go", async () => {
  await agent.getByRole('link', { name: 'Courriers' }).click();
  // The page was reloaded: the keys are gone, her phrase brings them back.
  await agent.getByRole('heading', { name: "Votre phrase, s'il vous plaît" }).waitFor();
  await agent.getByLabel('Phrase secrète', { exact: true }).fill(box.people.secretariat.phrase);
  await agent.getByRole('button', { name: 'Continuer' }).click();
  await agent.getByRole('heading', { name: 'Courriers' }).waitFor();
  await look(agent, '02-courriers');
  const letters = (await call(agent, '/api/v1/agent/courriers')).json.courriers;
  await agent.getByLabel(letters.find((one) => one.compte === 'sans_lettre').divisions[0], { exact: true }).check();
  await agent.getByRole('button', { name: /^Préparer \d+ lettres?$/ }).click();
  await agent.getByLabel('Les 12 caractères du feuillet').fill('K7M2-P4XQ-9TBC');
  await agent.getByRole('button', { name: /^Faire \d+ lettres?$/ }).click();
  await agent.getByText('Ce ne sont pas ceux de la serrure du site').first().waitFor();
  await look(agent, '02-empreinte-fausse');
  await agent.getByLabel('Les 12 caractères du feuillet').fill(box.people.empreinte.toLowerCase().replaceAll('-', ' '));
  await agent.getByRole('button', { name: /^Faire \d+ lettres?$/ }).click();
  await agent.getByRole('heading', { name: /lettres? prêtes?/ }).waitFor({ timeout: 60_000 });
  await look(agent, '02-lettres');
});

test('each letter is one page: the address in the envelope\'s window, the square, the identifiant, the code', async () => {
  run = await printed(agent);
  await copyFile(run.file, join(shots, '02-lettres.pdf'));
  const asked = Number(/\d+/.exec(await agent.getByRole('heading', { name: /lettres? prêtes?/ }).textContent())[0]);
  assert.equal(run.pages.length, asked, 'one page a responsable');
  for (const [rank, words] of run.pages.entries()) {
    const text = words.map((one) => one.word).join(' ');
    const [square] = run.squares[rank];
    assert.match(square, /^http:\/\/localhost:\d+\/a#1\.[0-9A-Z]{10}\.[0-9A-Z]{28}\.[\w-]{43}\.1$/);
    const identifiant = square.split('.')[1];
    assert.ok(text.includes(`${identifiant.slice(0, 5)}-${identifiant.slice(5)}`), 'the identifiant of the square is printed');
    assert.match(text, /SPÉCIMEN/);
    // French window envelopes, right-hand window: NF Z 11-001 puts the address 110 mm from the left, 50 to 85 mm down.
    const address = words.filter((one) => one.x >= 100 && one.y >= 40 && one.y <= 95);
    assert.ok(address.length >= 3, 'there is an address');
    for (const one of address) assert.ok(one.x >= 105 && one.right <= 200 && one.y >= 45 && one.bottom <= 90, `${rank}: ${JSON.stringify(one)}`);
  }
  const places = new Set(run.squares.map(([square]) => square));
  assert.equal(places.size, asked, 'no code twice');
});

test('the box holds verifiers only: a code of the paper opens, and the letter before it no longer does', async () => {
  const [square] = run.squares[0];
  const guardian = await freshPage(phone);
  await activate(guardian, box.origin, { chemin: new URL(square).pathname + new URL(square).hash });
  await guardian.context().close();
});

test('the typed path: identifiant and code of a letter, as a person writes them', async () => {
  const words = run.pages[1].map((one) => one.word);
  const codes = words.filter((word) => /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(word));
  assert.equal(codes.length, 2);
  const guardian = await freshPage(phone);
  await guardian.goto(`${box.origin}/a`);
  await guardian.getByLabel('Identifiant').fill(codes[0].toLowerCase());
  await guardian.getByLabel('Code', { exact: true }).fill(codes[1].replace('-', ' ').replaceAll('0', 'o'));
  await look(guardian, '02-code-tape');
  await guardian.getByRole('button', { name: 'Continuer' }).click();
  await guardian.getByRole('heading', { name: 'Votre phrase secrète' }).waitFor();
  await guardian.context().close();
});

test("the nurse's slip prints alone, and leaving with unprinted letters asks first", async () => {
  await agent.evaluate(() => { window.print = () => {}; });
  await agent.getByRole('button', { name: "Imprimer la fiche de l'infirmière" }).click();
  const slip = await printed(agent);
  assert.equal(slip.pages.length, 1);
  assert.match(slip.pages[0].map((one) => one.word).join(' '), /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  assert.match(slip.squares[0][0], /^[0-9a-f]{64}$/);
  await slip.forget();
  await agent.getByRole('button', { name: 'Tout est bien imprimé' }).click();
  await agent.getByText('Vous avez dit que tout est imprimé').waitFor();
  assert.deepEqual(agent.complaints, []);
});
