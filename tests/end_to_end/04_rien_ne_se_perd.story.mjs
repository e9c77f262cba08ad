// The queue loses nothing: the worker killed, the server killed, a hostile file, a full disk, a closed campaign.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Box, cli, closeBrowser, freshPage, look, phone, program } from './harness.mjs';
import { activate, call, upload } from './people.mjs';
import { asPdf, asPhoto, invoice } from './papers.mjs';

const run = promisify(execFile);
let box;
let page;
let volet;
let good;
let photo;

before(async () => {
  box = await Box.demo();
  page = await freshPage(phone);
  await activate(page, box.origin, box.people.lettres[0]);
  const moi = (await call(page, '/api/v1/moi')).json;
  volet = moi.volets[0].id;
  const { civilite, prenom, nom, adresse } = moi.responsable;
  good = await asPdf(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse }));
  photo = await asPhoto(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse }));
});
after(async () => {
  await closeBrowser();
  await box.stop();
});

const state = async () => (await call(page, `/api/v1/volets/${volet}/pieces/justificatif_domicile`)).json;
async function until(what, isDone, seconds = 40) {
  for (let i = 0; i < seconds * 5; i += 1) {
    const piece = await state();
    if (isDone(piece)) return piece;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: ${JSON.stringify(await state())}`);
}

// The worker is the server's child; nobody else's is touched.
async function workers() {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, parent] = /^\d+ \(.*\) \S (\d+)/.exec(stat) ?? [];
    if (Number(parent) === box.process.pid) found.push(Number(pid));
  }
  return found;
}

test('the worker is killed while it reads: the answer comes all the same', async () => {
  assert.ok((await workers()).length >= 1);
  await upload(page, volet, 'justificatif_domicile', photo);
  for (const pid of await workers()) process.kill(pid, 'SIGKILL');
  const piece = await until('read after the worker died', (one) => one.etat === 'lue');
  assert.equal(piece.outcome, 'conforme');
});

test('the server is killed right after its acknowledgement: the pièce is read at the next start', async () => {
  await upload(page, volet, 'justificatif_domicile', photo);
  const version = (await state()).version;
  await box.kill();
  await box.start();
  await page.goto(box.origin); // her session outlives the server
  await page.getByRole('heading', { name: 'Mon espace' }).waitFor();
  const piece = await until('read after the server died', (one) => one.etat === 'lue');
  assert.equal(piece.version, version, 'the very version she sent');
  assert.equal(piece.outcome, 'conforme');
});

test('twenty kills in a row lose no acknowledged pièce', async () => {
  for (let i = 0; i < 20; i += 1) {
    const sent = await upload(page, volet, 'justificatif_domicile', good);
    await new Promise((resolve) => setTimeout(resolve, 12 * i));
    await box.kill();
    await box.start();
    await page.goto(box.origin);
    const piece = await state();
    assert.equal(piece.version, sent.version, `kill ${i}`);
  }
  assert.equal((await until('all read', (one) => one.etat === 'lue')).outcome, 'conforme');
});

for (const [name, bytes, words] of [
  ['no document', () => Buffer.from('MZ\x90\x00 this is a program'), ['type_refuse']],
  ['a truncated PDF', () => good.subarray(0, 900), ['abime', 'incomplet', 'lecture_humaine', 'type_refuse']],
  ['a PDF closed by a password', async () => encrypted(good), ['mot_de_passe']],
  ['a PDF of ten thousand pages', () => manyPages(10_000), null],
  ['random bytes that claim to be a JPEG', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(50_000, 7)]), ['abime', 'incomplet', 'type_refuse']],
]) {
  test(`${name} gets an answer, and the next good one is read`, async () => {
    await upload(page, volet, 'justificatif_domicile', await bytes());
    const piece = await until(name, (one) => one.etat === 'lue', 90);
    if (words) assert.ok(piece.reasons.some((word) => words.includes(word)) || piece.outcome === undefined, `${name}: ${JSON.stringify(piece)}`);
    assert.notEqual(piece.outcome, 'conforme');
    await page.reload();
    await upload(page, volet, 'justificatif_domicile', good);
    assert.equal((await until('the good one', (one) => one.etat === 'lue')).outcome, 'conforme');
  });
}

test('the campaign closes: reading goes on, sending is refused in words, nothing is lost', async () => {
  const kept = await state();
  await box.terminate();
  await cli('campagne', '--state', box.state, '--etat', 'fermee', '--json');
  await box.start();
  await page.goto(box.origin);
  const refused = await call(page, `/api/v1/volets/${volet}/envois`, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '10', 'Upload-Metadata': `classe ${btoa('lisible')}` } });
  assert.equal(refused.status, 403);
  assert.equal(refused.json.code, 'campagne_fermee');
  assert.deepEqual(await state(), kept);
  await page.getByText("L'inscription est fermée").first().waitFor();
  await look(page, '04-campagne-fermee');
  await box.terminate();
  await cli('campagne', '--state', box.state, '--etat', 'ouverte', '--json');
  await box.start();
  await page.goto(box.origin);
  assert.equal((await upload(page, volet, 'justificatif_domicile', good)).etat, 'en_lecture');
});

test('a second server on the same folder is refused, and the first goes on', async () => {
  await assert.rejects(run(program, ['serve', '--state', box.state, '--listen', '127.0.0.1:0']), (error) => error.code === 1 && /deja_ouverte/.test(error.stderr));
  assert.equal((await (await fetch(`${box.origin}/etat/vivant`)).json()).etat, 'vivant');
});

// The smallest classic PDF with that many pages.
function manyPages(count) {
  const parts = ['%PDF-1.4\n'];
  const offsets = [];
  let length = parts[0].length;
  const add = (text) => { offsets.push(length); parts.push(text); length += text.length; };
  add('1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n');
  add(`2 0 obj\n<</Type/Pages/Count ${count}/Kids[${Array.from({ length: count }, (_, i) => `${i + 3} 0 R`).join(' ')}]>>\nendobj\n`);
  for (let i = 0; i < count; i += 1) add(`${i + 3} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n`);
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${parts.join('')}xref\n0 ${count + 3}\n0000000000 65535 f \n${table}trailer\n<</Size ${count + 3}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`);
}

async function encrypted(pdf) {
  const { mkdtemp, writeFile, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/dossiersco-pdf-');
  await writeFile(`${folder}/a.pdf`, pdf);
  await run('qpdf', ['--encrypt', 'test', 'test', '256', '--', `${folder}/a.pdf`, `${folder}/b.pdf`]);
  const made = await readFile(`${folder}/b.pdf`);
  await rm(folder, { recursive: true });
  return made;
}
