// What an agent does with a pièce besides deciding: trusts a signed code or not, takes a copy with its words, the original on
// purpose, asks the machine again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { addressee, image, sign } from '../specimens/two_d_doc.mjs';
import { Box, closeBrowser, desk, freshPage, look, phone, root } from './harness.mjs';
import { activate, call, signIn, upload } from './people.mjs';
import { asPdf, asPhoto, daysAgo, invoice, rib } from './papers.mjs';

const run = promisify(execFile);
let box;
let family;
let agent;
let moi;
let volet;
let folder;
let bill;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossiersco-preuves-'));
  box = await Box.demo();
  // This box believes the invented signer of our papers as well as what it was shipped with.
  await box.terminate();
  await copyFile(join(root, 'tests', 'specimens', 'certificates.json'), join(box.state, 'certificats.json'));
  await box.start();
  family = await freshPage(phone);
  await activate(family, box.origin, box.people.lettres[0]);
  moi = (await call(family, '/api/v1/moi')).json;
  volet = moi.volets[0];
  agent = await freshPage(desk);
  const { identifiant, phrase } = box.people.secretariat;
  await signIn(agent, `${box.origin}/agent`, identifiant, phrase);
  await agent.getByRole('heading', { name: 'Dossiers' }).waitFor();
});
after(async () => {
  await closeBrowser();
  await box.stop();
  await rm(folder, { recursive: true, force: true });
});

const holder = () => `${moi.responsable.civilite} ${moi.responsable.prenom} ${moi.responsable.nom}`;
async function read(type = 'justificatif_domicile') {
  for (let i = 0; i < 300; i += 1) {
    const piece = (await call(family, `/api/v1/volets/${volet.id}/pieces/${type}`)).json;
    if (piece.etat === 'lue') return piece;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${type} was not read`);
}
// The one that waits for this child.
async function waiting(type = 'justificatif_domicile') {
  const { relectures } = (await call(agent, '/api/v1/agent/relectures')).json;
  return relectures.find((one) => one.type === type && one.eleve.prenom === volet.eleve.prenom).piece;
}
async function download(click) {
  const [got] = await Promise.all([agent.waitForEvent('download'), click()]);
  const path = join(folder, got.suggestedFilename());
  await got.saveAs(path);
  return { path, name: got.suggestedFilename(), bytes: await readFile(path) };
}

async function signedBill(authority) {
  const { prenom, nom, adresse } = moi.responsable;
  const [code_postal, ...commune] = adresse.at(-1).split(' ');
  const issued = daysAgo(12).toISOString().slice(0, 10);
  const fields = addressee({ nom, prenom }, { voie: adresse.at(-2), code_postal, commune: commune.join(' ') });
  const src = image(sign('01', fields, { issued, authority }));
  const dots = Buffer.from(src.split(',')[1], 'base64').readUInt32BE(16) / 4;
  return asPhoto(invoice({ holder: holder(), address: adresse, stamp: `<p>2D-DOC<br><img src="${src}" style="width:${Math.round(dots * 2.15)}px"></p>` }));
}

test('a code signed by an authority made for tests is read, and said to prove nothing', async () => {
  await upload(family, volet.id, 'justificatif_domicile', await signedBill('FR00'));
  await read();
  await agent.goto(`${box.origin}/agent/relecture/${await waiting()}`);
  await agent.getByText("Code 2D-Doc d'une autorité d'essai : il ne prouve rien.").waitFor();
  assert.equal(await agent.getByText('vérifiée').count(), 0);
  await look(agent, '10-code-essai');
});

test('the same bill signed by an authority the box believes is said to be verified', async () => {
  bill = await signedBill('FR99');
  await upload(family, volet.id, 'justificatif_domicile', bill);
  assert.equal((await read()).outcome, 'conforme');
  await agent.goto(`${box.origin}/agent/relecture/${await waiting()}`);
  await agent.getByText('Signature du code 2D-Doc vérifiée.').waitFor();
  await look(agent, '10-code-juste');
});

test('the copy holds the words that were read, over the redrawn pages', async () => {
  const copy = await download(() => agent.getByRole('link', { name: 'Copie PDF avec le texte' }).click());
  assert.match(copy.name, /^[\x20-\x7e]+\.pdf$/);
  assert.match(copy.name, /justificatif/);
  const { stdout } = await run('pdftotext', ['-layout', copy.path, '-']);
  for (const word of ['facture', 'Abonnement', moi.responsable.nom]) assert.match(stdout, new RegExp(word, 'i'));
  const pictures = (await run('pdfimages', ['-list', copy.path])).stdout;
  assert.match(pictures, /jpeg/);
  assert.equal((await call(family, `/api/v1/agent/pieces/${await waiting()}/document.pdf`)).status, 404, "not a family's address");
});

test('the original comes on a second touch, byte for byte as it was sent', async () => {
  await agent.getByRole('button', { name: "Fichier d'origine" }).click();
  await agent.getByText('il peut être dangereux').waitFor();
  await look(agent, '10-original');
  const original = await download(() => agent.getByRole('link', { name: 'Télécharger le fichier' }).click());
  assert.ok(original.bytes.equals(bill));
  await agent.keyboard.press('Escape');
});

test('asked again, the machine reads the same version again', async () => {
  const version = (await read()).version;
  const piece = await waiting();
  await agent.getByRole('button', { name: 'Relancer la lecture' }).click();
  await agent.getByText('La machine relit cette pièce').waitFor();
  await agent.getByRole('button', { name: 'Relancer la lecture' }).waitFor({ timeout: 30_000 });
  assert.equal((await read()).version, version);
  const seen = (await call(agent, `/api/v1/agent/pieces/${piece}`)).json;
  assert.deepEqual([seen.etat, seen.en_panne], ['lue', false]);
});

test('an account number is shown whole on demand only', async () => {
  const whole = account();
  await upload(family, volet.id, 'rib', await asPdf(rib({ holder: holder(), iban: whole, bic: 'VERGFRPP' })));
  await read('rib');
  await agent.goto(`${box.origin}/agent/relecture/${await waiting('rib')}`);
  await agent.getByRole('button', { name: "Montrer l'IBAN entier" }).waitFor();
  assert.ok(!(await agent.locator('main').innerText()).includes(whole.slice(0, 14)));
  await agent.getByRole('button', { name: "Montrer l'IBAN entier" }).click();
  assert.ok((await agent.locator('main').innerText()).includes(whole));
  await look(agent, '10-iban');
  await family.goto(`${box.origin}/famille/${volet.id}/pieces/rib`);
  await family.getByText('IBAN se terminant par').waitFor();
  const shown = await family.locator('main').innerText();
  assert.ok(!shown.replace(/\s/g, '').includes(whole.replace(/\s/g, '').slice(4, 20)), 'the family sees its end only');
  await look(family, '10-iban-famille');
});

test('the home of the secretariat says what waits', async () => {
  await agent.goto(`${box.origin}/agent`);
  await agent.getByRole('link', { name: /^\d+ pièces? à relire$/ }).waitFor();
  await look(agent, '10-accueil');
  assert.deepEqual(agent.complaints, []);
  assert.deepEqual(family.complaints, []);
});

// A French number with both of its keys right, in groups of four: a bank that does not exist.
function account() {
  const mod97 = (digits) => [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
  const number = '19990' + '00000' + '12345678901';
  const bban = number + String(97 - mod97(`${number}00`)).padStart(2, '0');
  return `FR${String(98 - mod97(`${bban}152700`)).padStart(2, '0')}${bban}`.replace(/(.{4})(?=.)/g, '$1 ');
}
