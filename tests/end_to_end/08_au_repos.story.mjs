// What a thief of the state folder finds: after a whole story, not one planted word, in any of six encodings.
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, freshPage, look, phone } from './harness.mjs';
import { activate, call, sendFile, sealForm } from './people.mjs';
import { asPdf, invoice } from './papers.mjs';

let box;
const planted = { sante: 'CanariSanteZebrule', piece: 'CanariPieceZorglub' };
let known;

before(async () => { box = await Box.demo(); });
after(async () => {
  await closeBrowser();
  await box.stop();
});

// Text as it could lie in a file: UTF-8, UTF-16, base64 at its three offsets, hex, deflated alone.
function faces(text) {
  const utf8 = Buffer.from(text);
  const found = [utf8, Buffer.from(text, 'utf16le'), Buffer.from(utf8.toString('hex')), Buffer.from(utf8.toString('hex').toUpperCase()), deflateRawSync(utf8).subarray(0, -2)];
  for (const offset of [0, 1, 2]) {
    const coded = Buffer.concat([Buffer.alloc(offset), utf8]).toString('base64').replace(/=+$/, '');
    found.push(Buffer.from(coded.slice(offset === 0 ? 0 : offset + 1, -1)));
  }
  return found.filter((face) => face.length >= 5);
}
const holds = (bytes, words) => words.filter((word) => faces(word).some((face) => bytes.includes(face)));

test('a family sends a pièce and a health form', async () => {
  const page = await freshPage(phone);
  await activate(page, box.origin, box.people.lettres[0]);
  const moi = (await call(page, '/api/v1/moi')).json;
  const { civilite, prenom, nom, adresse } = moi.responsable;
  known = [nom, ...adresse.filter((line) => line.length > 8), moi.volets[0].eleve.nom, moi.volets[0].eleve.prenom].filter((word) => word.length > 4);
  await page.getByRole('link', { name: 'Justificatif de domicile' }).first().click();
  await sendFile(page, await asPdf(invoice({ holder: `${civilite} ${prenom} ${nom} ${planted.piece}`, address: adresse })), 'facture.pdf', 'application/pdf');
  await page.getByText('Envoyée, tout semble bon').first().waitFor();
  await page.getByRole('link', { name: 'Mon espace' }).first().click();
  await sealForm(page, { allergies: planted.sante });
  await look(page, '08-enveloppe-fermee');
});

test('the search finds what lies in the open: its own control', () => {
  const open = Buffer.from(`… ${planted.piece} …`);
  assert.deepEqual(holds(open, [planted.piece]), [planted.piece]);
  assert.deepEqual(holds(Buffer.from(Buffer.from(`x${planted.sante}`).toString('base64')), [planted.sante]), [planted.sante]);
});

for (const [when, stop] of [['while the box runs, journals included', false], ['after a clean stop', true], ['after kill -9', 'kill']]) {
  test(`nothing is readable in the state folder ${when}`, async () => {
    if (stop === true) {
      box.process.kill('SIGTERM');
      assert.equal((await box.exited).code, 0, 'a clean stop');
    }
    if (stop === 'kill') {
      await box.start();
      await box.kill();
    }
    const words = [...known, ...Object.values(planted)];
    const files = await readdir(box.state, { recursive: true, withFileTypes: true });
    let bytes = 0;
    for (const file of files.filter((one) => one.isFile())) {
      const content = await readFile(join(file.parentPath ?? file.path, file.name));
      bytes += content.length;
      assert.deepEqual(holds(content, words), [], file.name);
      if (file.name.endsWith('.db')) assert.notEqual(content.subarray(0, 15).toString(), 'SQLite format 3', `${file.name} is encrypted`);
    }
    assert.ok(bytes > 500_000, 'something was searched');
    assert.deepEqual(holds(Buffer.from(box.log.join('')), words), [], 'nor in the log');
  });
}

test('without its key the folder opens nothing; with it, it does', async () => {
  await assert.rejects(new Box(box.folder, box.state, null).start('--key', join(box.folder, 'absente.key')), /cle_absente/);
  await box.start();
  assert.equal((await (await fetch(`${box.origin}/api/v1/accueil`)).json()).nom, 'Collège des Tilleuls');
});
