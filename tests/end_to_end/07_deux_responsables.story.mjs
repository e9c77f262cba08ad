// Two responsables of one child, two silos: what one does changes nothing the other can see, and her objects are nobody's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Box, closeBrowser, freshPage, look, phone } from './harness.mjs';
import { activate, call, sendFile } from './people.mjs';
import { asPdf, invoice } from './papers.mjs';

let box;
let first;
let second;
let hers;
let before_;

before(async () => { box = await Box.demo(); });
after(async () => {
  await closeBrowser();
  await box.stop();
});

// What a person can see of an answer, less the clock.
const seen = ({ status, headers, text }) => {
  const { date, ...others } = headers;
  return JSON.stringify({ status, others, text });
};

test('both sign in to the same child, each in her own space', async () => {
  const [a, b] = box.people.lettres;
  assert.equal(a.enfants, b.enfants, 'the two letters are for one child');
  first = await freshPage(phone);
  second = await freshPage(phone);
  await activate(first, box.origin, a);
  await activate(second, box.origin, b);
  hers = (await call(first, '/api/v1/moi')).json;
  const his = (await call(second, '/api/v1/moi')).json;
  assert.equal(hers.volets[0].eleve.prenom, his.volets[0].eleve.prenom);
  assert.notEqual(hers.volets[0].id, his.volets[0].id);
  before_ = {
    moi: seen(await call(second, '/api/v1/moi')),
    piece: seen(await call(second, `/api/v1/volets/${his.volets[0].id}/pieces/justificatif_domicile`)),
    plis: seen(await call(second, `/api/v1/volets/${his.volets[0].id}/plis`)),
  };
  second.volet = his.volets[0].id;
});

test('she sends a pièce; his answers keep every byte', async () => {
  const { civilite, prenom, nom, adresse } = hers.responsable;
  await first.getByRole('link', { name: 'Justificatif de domicile' }).first().click();
  await sendFile(first, await asPdf(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse })), 'facture.pdf', 'application/pdf');
  await first.getByText('Envoyée, tout semble bon').first().waitFor();
  assert.equal(seen(await call(second, '/api/v1/moi')), before_.moi);
  assert.equal(seen(await call(second, `/api/v1/volets/${second.volet}/pieces/justificatif_domicile`)), before_.piece);
  assert.equal(seen(await call(second, `/api/v1/volets/${second.volet}/plis`)), before_.plis);
  await second.reload();
  await second.getByRole('heading', { name: 'Mon espace' }).waitFor();
  await second.getByText('À envoyer').first().waitFor();
  await look(second, '07-second-responsable');
});

test('each object of hers answers him like one that never was; she gets it', async () => {
  const volet = hers.volets[0].id;
  const never = 'f'.repeat(32);
  const upload = await call(first, `/api/v1/volets/${volet}/envois`, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '10', 'Upload-Metadata': `classe ${btoa('lisible')}` } });
  assert.equal(upload.status, 201);
  const envoi = upload.headers.location.split('/').pop();
  const objects = [
    [(v) => `/api/v1/volets/${v}/pieces/justificatif_domicile`, {}, 200],
    [(v) => `/api/v1/volets/${v}/pieces/justificatif_domicile/pages/1`, {}, 200],
    [(v) => `/api/v1/volets/${v}/pieces/justificatif_domicile/pages/1?vignette=1`, {}, 200],
    [(v) => `/api/v1/volets/${v}/plis`, {}, 200],
    [(v) => `/api/v1/volets/${v}/envois`, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '10', 'Upload-Metadata': `classe ${btoa('lisible')}` } }, 201],
    [(v) => `/api/v1/volets/${v}/pieces/assurance_scolaire`, { method: 'PUT', body: { envoi } }, 404], // unfinished upload: refused for her too, by its own code
  ];
  for (const [path, options, status] of objects) {
    const own = await call(first, path(volet), options);
    const his = await call(second, path(volet), options);
    const none = await call(second, path(never), options);
    assert.equal(his.status, 404, path(volet));
    assert.equal(seen(his), seen(none), `${path('…')} tells hers from nothing`);
    if (status !== 404) assert.equal(own.status, status, path(volet));
  }
  for (const method of ['HEAD', 'DELETE']) {
    const headers = { 'Tus-Resumable': '1.0.0' };
    const his = await call(second, `/api/v1/envois/${envoi}`, { method, headers });
    assert.equal(his.status, 404);
    assert.equal(seen(his), seen(await call(second, `/api/v1/envois/${never}`, { method, headers })));
  }
  assert.equal((await call(first, `/api/v1/envois/${envoi}`, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } })).status, 200, 'and it is still there for her');
});

test("the school's and the nurse's addresses do not exist for either of them", async () => {
  for (const path of ['/api/v1/agent/dossiers', '/api/v1/agent/relectures', '/api/v1/agent/courriers', '/api/v1/infirmerie/etat', '/api/v1/infirmerie/plis', '/api/v1/infirmerie/bordereaux']) {
    assert.equal((await call(second, path)).status, 404, path);
    assert.equal((await call(first, path)).json.code, 'introuvable');
  }
});
