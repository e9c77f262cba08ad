// The real box against its own document: every operation of server/http/openapi.yaml with a success and a refusal, and
// every answer's status, media type and body judged. Closes on "N passed, N failed".
//   node tests/contract/run.mjs [--all] [--freeze]   --all: one line per check, not only the failed ones
//                                                    --freeze: writes tests/contract/namespaces.txt; read its diff
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Box, cli, closeBrowser, program } from '../end_to_end/harness.mjs';
import { asPdf, invoice } from '../end_to_end/papers.mjs';
import { Client, closeVaultCode, newId, person } from './client.mjs';
import { Contract, judgeSurface } from './document.mjs';
import { compareWithFrozen, freeze } from './namespaces.mjs';

const contract = await Contract.read();
const phrase = 'tilleul-jardin-crayon-violon-marmite-soleil';
const tus = { 'Tus-Resumable': '1.0.0' };
const slice = { ...tus, 'Content-Type': 'application/offset+octet-stream' };
const classe = (word) => `classe ${Buffer.from(word).toString('base64')}`;

let passed = 0;
let failed = 0;
function check(name, complaints) {
  const list = [complaints].flat().filter(Boolean);
  if (list.length) {
    failed += 1;
    console.log(`FAILED ${name}\n${list.map((line) => `       ${line}`).join('\n')}`);
  } else {
    passed += 1;
    if (process.argv.includes('--all')) console.log(`ok     ${name}`);
  }
  return list.length === 0;
}

// Every call of this run goes through here.
async function judged(client, method, path, options = {}) {
  const answer = await client.call(method, path, options);
  check(`${method} ${path} → ${answer.status}`, contract.judge(method, path, options.body, answer));
  return answer;
}
const someone = (origin, options) => person(origin, options, judged);

// A call whose status and code are known beforehand.
async function expect(status, code, who, method, path, options) {
  const answer = await judged(who.client ?? who, method, path, options);
  const wrong = answer.status !== status ? `status ${answer.status} instead of ${status}: ${answer.bytes.toString().slice(0, 200)}`
    : code && answer.json?.code !== code ? `code « ${answer.json?.code} » instead of « ${code} »` : '';
  check(`${method} ${path.replaceAll(/[0-9a-f]{32}/g, '…')} is ${status} ${code ?? ''}`, wrong);
  return answer;
}
const header = (answer, name, pattern) =>
  check(`header ${name}`, pattern.test(answer.headers[name] ?? '') ? '' : `« ${answer.headers[name]} » does not match ${pattern}`);
const isJpeg = (answer) => check('a JPEG', answer.bytes.readUInt16BE(0) === 0xffd8 ? '' : 'other bytes');

async function anyone(origin) {
  const nobody = new Client(origin);
  await expect(200, null, nobody, 'GET', '/etat/vivant');
  for (let i = 0; (await nobody.call('GET', '/etat/pret')).status !== 200 && i < 100; i += 1) await new Promise((later) => setTimeout(later, 100));
  await expect(200, null, nobody, 'GET', '/etat/pret');
  await expect(401, 'session_absente', nobody, 'GET', '/api/v1/session');
  // From a network of their own: what they exhaust is theirs alone.
  const guesser = new Client(origin, { from: '127.0.9.1' });
  const wrong = { identifiant: 'ZZZZZZZZZZ', auth_act: Buffer.alloc(32, 7).toString('base64url') };
  await expect(404, 'introuvable', guesser, 'POST', '/api/v1/activation/ouvrir', { body: wrong });
  for (let i = 0; i < 5; i += 1) await judged(guesser, 'POST', '/api/v1/activation/ouvrir', { body: wrong });
  const stopped = await expect(429, null, guesser, 'POST', '/api/v1/activation/ouvrir', { body: wrong });
  header(stopped, 'retry-after', /^[1-9]\d*$/);
  await expect(422, null, nobody, 'POST', '/api/v1/activation/ouvrir', { body: { identifiant: 'ZZZZZZZZZZ' } });
  const keys = { pk_sign: 32, pk_kem: 32, pop: 64, bind_tag: 32, k_auth: 32, coffre: 108 };
  const account = Object.fromEntries(Object.entries(keys).map(([name, size]) => [name, Buffer.alloc(size, 9).toString('base64url')]));
  await expect(429, null, guesser, 'POST', '/api/v1/activation/terminer', { body: { ...wrong, ...account } });
  const other = new Client(origin, { from: '127.0.8.1' });
  await expect(404, 'introuvable', other, 'POST', '/api/v1/activation/terminer', { body: { ...wrong, identifiant: 'YYYYYYYYYY', ...account } });
  const login = { identifiant: 'ZZZZZZZZZZ', k_auth: Buffer.alloc(32, 7).toString('base64url') };
  for (let i = 0; i < 5; i += 1) await expect(401, 'identifiants_refuses', guesser, 'POST', '/api/v1/session', { body: login });
  await expect(429, 'trop_essais', guesser, 'POST', '/api/v1/session', { body: login });
}

async function uploads(anne, volet) {
  const place = `/api/v1/volets/${volet}/envois`;
  const begin = (headers) => ({ headers: { ...tus, 'Upload-Metadata': classe('lisible'), 'Upload-Length': '2097152', ...headers } });
  const created = await expect(201, null, anne, 'POST', place, begin());
  header(created, 'location', /^\/api\/v1\/envois\/[0-9a-f]{32}$/);
  header(created, 'tus-resumable', /^1\.0\.0$/);
  header(created, 'upload-expires', /GMT$/);
  await expect(412, 'version_tus', anne, 'POST', place, begin({ 'Tus-Resumable': '0.2.0' }));
  await expect(422, 'champ_invalide', anne, 'POST', place, begin({ 'Upload-Length': 'deux' }));
  await expect(422, 'champ_invalide', anne, 'POST', place, begin({ 'Upload-Metadata': classe('secret') }));
  await expect(413, 'trop_grand', anne, 'POST', place, begin({ 'Upload-Length': String(21 << 20) }));

  const envoi = created.headers.location;
  const head = await expect(200, null, anne, 'HEAD', envoi, { headers: tus });
  header(head, 'upload-offset', /^0$/);
  header(head, 'upload-length', /^2097152$/);
  await expect(412, null, anne, 'HEAD', envoi);
  await expect(404, null, anne, 'HEAD', `/api/v1/envois/${newId()}`, { headers: tus });
  const send = (at, size, headers) => ({ body: Buffer.alloc(size, 65), headers: { ...slice, 'Upload-Offset': String(at), ...headers } });
  const stored = await expect(204, null, anne, 'PATCH', envoi, send(0, 1000));
  header(stored, 'upload-offset', /^1000$/);
  await expect(409, 'reprise_ailleurs', anne, 'PATCH', envoi, send(0, 1000));
  await expect(413, null, anne, 'PATCH', envoi, { announced: (1 << 20) + 1, headers: send(1000, 0).headers });
  await expect(415, 'media_refuse', anne, 'PATCH', envoi, send(1000, 10, { 'Content-Type': 'application/octet-stream' }));
  await expect(422, 'champ_invalide', anne, 'PATCH', envoi, send('?', 10));
  await expect(412, 'version_tus', anne, 'PATCH', envoi, send(1000, 10, { 'Tus-Resumable': '9.9.9' }));
  await expect(404, 'introuvable', anne, 'PATCH', `/api/v1/envois/${newId()}`, send(0, 10));
  const deposit = `/api/v1/volets/${volet}/pieces/justificatif_domicile`;
  await expect(409, 'envoi_incomplet', anne, 'PUT', deposit, { body: { envois: [envoi.split('/').pop()] } });
  await expect(404, 'envoi_inconnu', anne, 'PUT', deposit, { body: { envois: [newId()] } });
  const others = [];
  while (others.length < 9) others.push((await expect(201, null, anne, 'POST', place, begin())).headers.location);
  await expect(429, 'trop_envois', anne, 'POST', place, begin());
  await expect(412, 'version_tus', anne, 'DELETE', others[0]);
  for (const one of [envoi, ...others]) await expect(204, null, anne, 'DELETE', one, { headers: tus });
  await expect(404, 'introuvable', anne, 'DELETE', envoi, { headers: tus });
}

async function deposits(anne, moi) {
  const volet = moi.volets[0].id;
  const base = `/api/v1/volets/${volet}/pieces`;
  const holder = `${moi.responsable.civilite} ${moi.responsable.prenom} ${moi.responsable.nom}`;
  const bill = Buffer.from(await asPdf(invoice({ holder, address: moi.responsable.adresse })));
  await anne.deposit(volet, 'justificatif_domicile', bill);
  const read = await anne.waitRead(volet, 'justificatif_domicile');
  check('the bill was read', read.outcome === 'conforme' && read.pages === 1 ? '' : JSON.stringify(read));
  isJpeg(await expect(200, null, anne, 'GET', `${base}/justificatif_domicile/pages/1`));
  isJpeg(await expect(200, null, anne, 'GET', `${base}/justificatif_domicile/pages/1?vignette=1`));
  await expect(404, 'introuvable', anne, 'GET', `${base}/justificatif_domicile/pages/99`);
  await expect(404, 'introuvable', anne, 'GET', `${base}/carte_identite`);
  await expect(409, 'rien_a_montrer', anne, 'POST', `${base}/justificatif_domicile/montrer`);
  await anne.deposit(volet, 'assurance_scolaire', Buffer.from('what no reader knows'));
  const odd = await anne.waitRead(volet, 'assurance_scolaire');
  check('an unreadable file is said so', odd.outcome === 'illisible' && odd.reasons.length ? '' : JSON.stringify(odd));
  const twice = await anne.upload(volet, bill);
  await expect(422, 'champ_invalide', anne, 'PUT', `${base}/autre`, { body: { envois: [twice, twice] } });
  await expect(422, 'champ_invalide', anne, 'PUT', `${base}/autre`, { body: { envois: [] } });
  await expect(204, null, anne, 'DELETE', `/api/v1/envois/${twice}`, { headers: tus });
  await anne.deposit(volet, 'autre', [bill, bill]);
  const both = await anne.waitRead(volet, 'autre');
  check('two files are two pages of one pièce', both.pages === 2 && both.fichiers === 2 ? '' : JSON.stringify(both));
  isJpeg(await expect(200, null, anne, 'GET', `${base}/autre/pages/2`));
  const withdrawn = await expect(200, null, anne, 'DELETE', `${base}/autre`);
  check('taken back', withdrawn.json.etat === 'a_envoyer' && withdrawn.json.pages === 0 ? '' : JSON.stringify(withdrawn.json));
  await expect(404, 'introuvable', anne, 'DELETE', `${base}/autre`);
  return { volet, bill };
}

// A medical paper dropped among those an agent reads.
async function misfiled(anne, agent, volet) {
  const at = `/api/v1/volets/${volet}/pieces/bulletin`;
  const paper = await asPdf(`<!doctype html><meta charset="utf-8"><h1>Docteur Roitelet, médecin généraliste</h1>
    <h2>Ordonnance</h2><p>Posologie : un comprimé matin et soir pendant sept jours. Traitement de l'asthme.</p>
    <p>Certificat médical : vaccination à jour, carnet de santé présenté.</p>`);
  await anne.deposit(volet, 'bulletin', Buffer.from(paper));
  const read = await anne.waitRead(volet, 'bulletin');
  check('a medical paper is told, and shows nothing', read.reasons.includes('piece_medicale') && read.pages === 0 ? '' : JSON.stringify(read));
  const { relectures } = await agent.need(200, 'GET', '/api/v1/agent/relectures');
  const piece = `/api/v1/agent/pieces/${relectures.find((one) => one.medicale)?.piece}`;
  const seen = await expect(200, null, agent, 'GET', piece);
  check('the agent sees that it is one, no more', seen.json.medicale && !seen.json.pages.length && !seen.json.found.length ? '' : JSON.stringify(seen.json));
  for (const what of ['pages/1', 'document.pdf', 'original']) await expect(404, 'introuvable', agent, 'GET', `${piece}/${what}`);
  await expect(202, null, anne, 'POST', `${at}/montrer`);
  const shown = await anne.waitRead(volet, 'bulletin');
  check('on her word it is shown to a person', shown.reasons.includes('lecture_humaine') && !shown.reasons.includes('piece_medicale') && shown.pages === 1 ? '' : JSON.stringify(shown));
  isJpeg(await expect(200, null, agent, 'GET', `${piece}/pages/1`));
  await expect(200, null, anne, 'DELETE', at);
  await expect(404, 'introuvable', agent, 'GET', piece);
}

async function settings(agent, anne) {
  const path = '/api/v1/reglages/pieces';
  const before = (await expect(200, null, agent, 'GET', path)).json.pieces;
  check('all twelve kinds', before.length === 12 ? '' : JSON.stringify(before));
  const wish = (change) => ({ body: { pieces: before.map(({ type, demande }) => ({ type, demande, ...change[type] })) } });
  await expect(422, 'piece_non_exigible', agent, 'PUT', path, wish({ rib: { demande: 'obligatoire' } }));
  await expect(422, 'champ_invalide', agent, 'PUT', path, wish({ rib: { type: 'jugement' } }));
  await expect(200, null, agent, 'PUT', path, wish({ rib: { demande: 'non' } }));
  const told = async () => (await expect(200, null, anne, 'GET', '/api/v1/moi')).json.volets[0].pieces.some((one) => one.type === 'rib');
  check('what is not asked is not told', (await told()) ? 'told' : '');
  await expect(200, null, agent, 'PUT', path, wish({}));
  check('what is asked is', (await told()) ? '' : 'not told');
}

async function sealed(anne, volet) {
  const { maintenant } = await anne.need(200, 'GET', '/api/v1/accueil');
  const pli = newId();
  const form = new TextEncoder().encode('{"schema":"sante/1"}');
  const seal = (version, precedent) => anne.vault('sealPli', { volet, pli, kind: 2, version, precedent, maintenant, metadonnees: { nature: 'sante' }, donnees: form });
  const one = seal(1, '');
  const at = (version) => `/api/v1/volets/${volet}/plis/${pli}/${version}`;
  const half = (await judged(anne.client, 'POST', `/api/v1/volets/${volet}/envois`, { headers: { ...tus, 'Upload-Length': String(one.corps.length), 'Upload-Metadata': classe('scelle') } })).headers.location;
  await expect(409, 'envoi_incomplet', anne, 'PUT', at(1), { body: { envoi: half.split('/').pop(), manifeste: one.manifeste } });
  await expect(204, null, anne, 'DELETE', half, { headers: tus });
  const spoiled = Uint8Array.from(one.corps);
  spoiled[5] ^= 1;
  await expect(422, 'pli_refuse', anne, 'PUT', at(1), { body: { envoi: await anne.upload(volet, spoiled, 'scelle'), manifeste: one.manifeste } });
  const envoi = await anne.upload(volet, one.corps, 'scelle');
  await expect(404, 'envoi_inconnu', anne, 'PUT', at(1), { body: { envoi: newId(), manifeste: one.manifeste } });
  const kept = await expect(201, null, anne, 'PUT', at(1), { body: { envoi, manifeste: one.manifeste } });
  check('the fingerprint agrees', kept.json.empreinte === one.empreinte ? '' : 'another');
  const two = seal(2, one.empreinte);
  const again = await anne.upload(volet, two.corps, 'scelle');
  await expect(409, 'version_depassee', anne, 'PUT', at(3), { body: { envoi: again, manifeste: two.manifeste } });
  await expect(201, null, anne, 'PUT', at(2), { body: { envoi: again, manifeste: two.manifeste } });
  await expect(200, null, anne, 'GET', `/api/v1/volets/${volet}/plis`);
  await expect(200, null, anne, 'GET', at(2));
  await expect(404, 'introuvable', anne, 'GET', at(9));
  const body = await expect(200, null, anne, 'GET', `${at(2)}/corps`);
  check('the body comes back as it left', Buffer.compare(body.bytes, Buffer.from(two.corps)) === 0 ? '' : 'other bytes');
  await expect(404, 'introuvable', anne, 'GET', `${at(9)}/corps`);
  await attachment(anne, volet, maintenant);
  return pli;
}

// A file beside the form: signed for by the box, and taken back with the phrase.
async function attachment(anne, volet, maintenant) {
  const pli = newId();
  const { identifiant } = await anne.need(200, 'GET', '/api/v1/session');
  const one = anne.vault('sealAttachment', { volet, pli, version: 1, precedent: '', maintenant, metadonnees: { nature: 'pai' }, donnees: new Uint8Array(200_000).fill(7) });
  const envoi = await anne.upload(volet, one.corps, 'scelle');
  const place = `/api/v1/volets/${volet}/plis/${pli}`;
  const kept = (await expect(201, null, anne, 'PUT', `${place}/1`, { body: { envoi, manifeste: one.manifeste } })).json;
  const { pk_boite } = await anne.need(200, 'GET', '/api/v1/accueil');
  const depot = { volet, pli, version: 1, empreinte: one.empreinte, recu: { de: 'boite', pk_boite, ...kept.depot } };
  anne.vault('verifyReceipt', depot);
  let believed = true;
  try { anne.vault('verifyReceipt', { ...depot, version: 2 }); } catch { believed = false; }
  check('a receipt of the box is for one version', believed ? 'believed for another' : '');
  const wrong = anne.vault('deriveAuth', { identifiant, phrase: `${phrase}-radis` }).k_auth;
  await expect(403, 'phrase_refusee', anne, 'POST', `${place}/retirer`, { body: { k_auth: wrong } });
  const { k_auth } = anne.vault('deriveAuth', { identifiant, phrase });
  await expect(404, 'introuvable', anne, 'POST', `/api/v1/volets/${volet}/plis/${newId()}/retirer`, { body: { k_auth } });
  await expect(204, null, anne, 'POST', `${place}/retirer`, { body: { k_auth } });
  await expect(404, 'introuvable', anne, 'GET', `${place}/1`);
}

async function review(agent, anne, volet, bill) {
  await expect(200, null, agent, 'GET', '/api/v1/agent/dossiers');
  const { relectures } = (await expect(200, null, agent, 'GET', '/api/v1/agent/relectures')).json;
  const waiting = relectures.find((one) => one.type === 'justificatif_domicile');
  const piece = `/api/v1/agent/pieces/${waiting.piece}`;
  await expect(200, null, agent, 'GET', piece);
  await expect(404, 'introuvable', agent, 'GET', `/api/v1/agent/pieces/${newId()}`);
  isJpeg(await expect(200, null, agent, 'GET', `${piece}/pages/1`));
  isJpeg(await expect(200, null, agent, 'GET', `${piece}/pages/1?vignette=1`));
  await expect(404, 'introuvable', agent, 'GET', `${piece}/pages/99`);
  const copy = await expect(200, null, agent, 'GET', `${piece}/document.pdf`);
  check('a PDF', copy.bytes.subarray(0, 5).toString() === '%PDF-' ? '' : 'other bytes');
  header(copy, 'content-disposition', /^attachment; filename="justificatif_domicile-[A-Z-]+\.pdf"$/);
  const original = await expect(200, null, agent, 'GET', `${piece}/original`);
  check('the file as it was sent', original.bytes.equals(bill) ? '' : 'other bytes');
  header(original, 'content-security-policy', /^sandbox;/);
  await expect(404, 'introuvable', agent, 'GET', `${piece}/original?fichier=2`);
  const etat = await expect(200, null, agent, 'GET', '/api/v1/agent/etat');
  check('what waits is counted', etat.json.a_relire === relectures.length && etat.json.en_panne === 0 ? '' : JSON.stringify(etat.json));
  await expect(202, null, agent, 'POST', `${piece}/relire`);
  for (const end = Date.now() + 60_000; (await agent.need(200, 'GET', piece)).etape && Date.now() < end; ) await new Promise((later) => setTimeout(later, 100));
  await expect(404, 'introuvable', agent, 'POST', `/api/v1/agent/pieces/${newId()}/relire`);
  const { version } = waiting;
  await expect(409, 'piece_changee', agent, 'POST', `${piece}/decision`, { body: { decision: 'acceptee', version: version + 1 } });
  await expect(422, 'motif_absent', agent, 'POST', `${piece}/decision`, { body: { decision: 'a_refaire', version } });
  await expect(422, 'champ_invalide', agent, 'POST', `${piece}/decision`, { body: { decision: 'peut-etre', version } });
  await expect(404, 'introuvable', agent, 'POST', `/api/v1/agent/pieces/${newId()}/decision`, { body: { decision: 'acceptee', version } });
  await expect(200, null, agent, 'POST', `${piece}/decision`, { body: { decision: 'a_refaire', motif: 'floue', precision: 'Le bas de la page.', version } });
  const told = await expect(200, null, anne, 'GET', `/api/v1/volets/${volet}/pieces/justificatif_domicile`);
  check('the family reads the reason', told.json.etat === 'a_refaire' && told.json.motif === 'floue' ? '' : JSON.stringify(told.json));
  await expect(409, 'piece_deja_decidee', agent, 'POST', `${piece}/relire`);
  await expect(409, 'piece_deja_decidee', agent, 'POST', `${piece}/decision`, { body: { decision: 'acceptee', version } });
  await expect(200, null, agent, 'DELETE', `${piece}/decision`);
  await expect(404, 'introuvable', agent, 'DELETE', `/api/v1/agent/pieces/${newId()}/decision`);
  await expect(200, null, agent, 'POST', `${piece}/decision`, { body: { decision: 'acceptee', version } });
  const envoi = await anne.upload(volet, bill);
  await expect(409, 'piece_acceptee', anne, 'PUT', `/api/v1/volets/${volet}/pieces/justificatif_domicile`, { body: { envois: [envoi] } });
  await expect(409, 'piece_acceptee', anne, 'DELETE', `/api/v1/volets/${volet}/pieces/justificatif_domicile`);
  await expect(204, null, anne, 'DELETE', `/api/v1/envois/${envoi}`, { headers: tus });
  await expect(200, null, agent, 'DELETE', `${piece}/decision`);
  await anne.deposit(volet, 'justificatif_domicile', bill);
  await anne.waitRead(volet, 'justificatif_domicile');
  await expect(409, 'piece_changee', agent, 'DELETE', `${piece}/decision`);
  return waiting.piece;
}

async function letters(agent) {
  const { courriers } = (await expect(200, null, agent, 'GET', '/api/v1/agent/courriers')).json;
  const { etab, maintenant } = await agent.need(200, 'GET', '/api/v1/accueil');
  await agent.acceptDirectory('', 1);
  const expire_le = maintenant + 30 * 86400;
  const chosen = courriers.filter((one) => one.compte === 'sans_lettre').slice(0, 2);
  const { envoi, feuillet } = agent.vault('makeLetters', { courriers: chosen, etab, avecInfirmerie: true, expire_le, maintenant });
  check('a run has its slip', feuillet ? '' : 'none');
  await expect(422, 'bordereau_absent', agent, 'POST', '/api/v1/agent/courriers', { body: { lettres: envoi.lettres } });
  await expect(201, null, agent, 'POST', '/api/v1/agent/courriers', { body: envoi });
  const late = agent.vault('makeLetters', { courriers: chosen, etab, avecInfirmerie: true, expire_le, maintenant }).envoi;
  late.lettres[0].gen += 5;
  await expect(409, 'lettre_depassee', agent, 'POST', '/api/v1/agent/courriers', { body: late });
}

// The program alone, without a box: secrets on its descriptor 3.
async function openPli(bag, secrets, ...words) {
  const child = spawn(program, ['open-pli', bag, '--secrets', '3', ...words], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (part) => { said += part; });
  child.stdio[3].on('error', () => {}); // a bag that is none is refused before anything is asked
  child.stdio[3].end(secrets.map((line) => `${line}\n`).join(''));
  const [code] = await once(child, 'close');
  return { code, said };
}

// What the pages' own code sealed comes out of the bag, and nothing of a bag that was touched.
async function rescue(sacoche, at, pli, keyPhrase) {
  const folder = await mkdtemp(join(tmpdir(), 'dossiersco-sacoche-'));
  const attempt = async (name, bytes, secret) => {
    await writeFile(join(folder, `${name}.dscobag`), bytes);
    return openPli(join(folder, `${name}.dscobag`), [secret], '--dossier', join(folder, name));
  };
  try {
    const whole = await attempt('entiere', sacoche, keyPhrase);
    const form = await readFile(join(folder, 'entiere', `${pli}-v2.json`), 'utf8').catch(() => '');
    check('the bag opens without the box', whole.code === 0 && form === '{"schema":"sante/1"}' ? '' : `${whole.code} ${whole.said} ${form}`);
    const wrong = await attempt('phrase', sacoche, `${keyPhrase}-navet`);
    check('another phrase opens nothing', wrong.code === 1 && wrong.said === '' ? '' : `${wrong.code} ${wrong.said}`);
    const cut = await attempt('coupee', sacoche.subarray(0, sacoche.length - 1), keyPhrase);
    check('a bag cut short is no bag', cut.code === 1 && cut.said === '' ? '' : `${cut.code} ${cut.said}`);
    const touched = Buffer.from(sacoche);
    touched[at + 1000] ^= 1;
    const bent = await attempt('touchee', touched, keyPhrase);
    const left = existsSync(join(folder, 'touchee', `${pli}-v2.json`));
    check('a body that was touched is refused, the others open', bent.code === 1 && !left && bent.said.includes(`${pli}-v2`) && / 1 refusés/.test(bent.said) ? '' : `${bent.code} ${bent.said}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function nurse(carole, anne, volet, pli, keyPhrase) {
  const state = (await expect(200, null, carole, 'GET', '/api/v1/infirmerie/etat')).json;
  await expect(422, 'champ_invalide', carole, 'PUT', '/api/v1/infirmerie/carnet', { body: { carnet: '' } });
  await expect(204, null, carole, 'PUT', '/api/v1/infirmerie/carnet', { body: { carnet: Buffer.alloc(200, 3).toString('base64url') } });
  await expect(200, null, carole, 'GET', '/api/v1/infirmerie/etat');
  await expect(200, null, carole, 'GET', '/api/v1/infirmerie/bordereaux');
  const { plis } = (await expect(200, null, carole, 'GET', '/api/v1/infirmerie/plis')).json;
  check('the nurse sees both versions or the last', plis.some((one) => one.id === pli) ? '' : 'not in her list');
  await expect(200, null, carole, 'GET', `/api/v1/infirmerie/plis/${pli}/2/corps`);
  await expect(404, 'introuvable', carole, 'GET', `/api/v1/infirmerie/plis/${pli}/9/corps`);
  const annuaire = (await carole.client.call('GET', '/api/v1/annuaire')).json;
  const { racine, certificats, instantanes: [instantane] } = annuaire;
  const ceremony = { racine, certificats, instantane, trousseau: state.trousseau };
  await expect(201, null, carole, 'PUT', '/api/v1/infirmerie/annuaire', { body: ceremony });
  await expect(409, 'annuaire_deja_publie', carole, 'PUT', '/api/v1/infirmerie/annuaire', { body: { ...ceremony, instantane: racine } });
  await expect(422, 'annuaire_refuse', carole, 'POST', '/api/v1/infirmerie/annuaire', { body: { certificats: [], instantane: racine } });

  // What a reader gives back, made by the reader's own code.
  const { maintenant } = await carole.need(200, 'GET', '/api/v1/accueil');
  carole.vault('openTrousseau', { trousseau: state.trousseau, phrase: keyPhrase, annuaire, maintenant });
  carole.vault('openCarnet', { carnet: '' });
  carole.vault('judgePlis', { plis });
  const [one, two] = [1, 2].map((version) => plis.find((each) => each.id === pli && each.version === version));
  for (const each of [one, two]) {
    const corps = (await carole.client.call('GET', `/api/v1/infirmerie/plis/${pli}/${each.version}/corps`)).bytes;
    carole.vault('openPli', { pli: each, corps: new Uint8Array(corps) });
  }
  const recu = carole.vault('signReceipt', { pli: two, maintenant });
  const id = newId();
  const message = carole.vault('sealMessage', { sur: two, message: id, texte: 'Page 2 illisible.', maintenant });
  const carnet = carole.vault('closeCarnet', undefined).carnet;
  const returns = {
    schema: 'retours/1', carnet, recus: [{ pli, recu }],
    messages: [{ id, volet, manifeste: message.manifeste, corps: Buffer.from(message.corps).toString('base64url') }],
  };
  const bent = { ...recu, jour: recu.jour - 1 };
  const report = (await expect(200, null, carole, 'POST', '/api/v1/infirmerie/retours', { body: { ...returns, recus: [{ pli, recu: bent }, { pli, recu }] } })).json;
  check('what is good is kept, what is not is told', report.recus === 1 && report.messages === 1 && report.refuses.length === 1 && report.refuses[0].code === 'recu_refuse' ? '' : JSON.stringify(report));
  const again = (await expect(200, null, carole, 'POST', '/api/v1/infirmerie/retours', { body: returns })).json;
  check('the same returns twice are the same as once', again.recus === 1 && again.messages === 1 && !again.refuses.length ? '' : JSON.stringify(again));
  await expect(422, 'champ_invalide', carole, 'POST', '/api/v1/infirmerie/retours', { body: { ...returns, schema: 'retours/2' } });

  await anne.acceptDirectory('', 1);
  const sent = (await expect(200, null, anne, 'GET', `/api/v1/volets/${volet}/plis`)).json.plis.find((each) => each.id === pli && each.version === 2);
  anne.vault('verifyReceipt', { volet, pli, version: 2, empreinte: sent.empreinte, recu: { de: 'infirmerie', cert: sent.recu.cert, jour: sent.recu.jour, signature: sent.recu.signature } });
  const [received] = (await expect(200, null, anne, 'GET', `/api/v1/volets/${volet}/messages`)).json.messages;
  const place = `/api/v1/volets/${volet}/messages/${id}`;
  const corps = await expect(200, null, anne, 'GET', `${place}/corps`);
  const read = anne.vault('openMessage', { volet, message: id, version: received.version, manifeste: received.manifeste, corps: new Uint8Array(corps.bytes) });
  check('the responsable reads what the nurse wrote', read.texte === 'Page 2 illisible.' ? '' : JSON.stringify(read));
  await expect(204, null, anne, 'POST', `${place}/lu`);
  await expect(404, 'introuvable', anne, 'POST', `/api/v1/volets/${volet}/messages/${newId()}/lu`);
  await expect(404, 'introuvable', anne, 'GET', `/api/v1/volets/${volet}/messages/${newId()}/corps`);
  const { identifiant } = await anne.need(200, 'GET', '/api/v1/session');
  const { k_auth } = anne.vault('deriveAuth', { identifiant, phrase });
  await expect(409, 'pli_releve', anne, 'POST', `/api/v1/volets/${volet}/plis/${pli}/retirer`, { body: { k_auth } });

  const sacoche = (await expect(200, null, carole, 'GET', '/api/v1/infirmerie/sacoche')).bytes;
  const length = sacoche.readUInt32LE(8);
  const header = JSON.parse(sacoche.subarray(12, 12 + length));
  const inBag = header.plis.find((each) => each.id === pli && each.version === 2);
  const body = sacoche.subarray(12 + length).subarray(inBag.at, inBag.at + inBag.length);
  const end = header.plis.reduce((sum, each) => sum + each.length, 12 + length);
  const same = (await carole.client.call('GET', `/api/v1/infirmerie/plis/${pli}/2/corps`)).bytes;
  check('the bag is whole', sacoche.subarray(0, 8).toString() === 'DSCOBAG1' && end === sacoche.length && body.equals(same) ? '' : `${sacoche.length} bytes, ${end} announced`);
  await rescue(sacoche, 12 + length + inBag.at, pli, keyPhrase);
  await expect(422, 'champ_invalide', carole, 'PUT', '/api/v1/infirmerie/lecteur', { body: { lecteur: 'ailleurs' } });
  await expect(204, null, carole, 'PUT', '/api/v1/infirmerie/lecteur', { body: { lecteur: 'hors_ligne' } });
  for (const path of ['plis', 'bordereaux', `plis/${pli}/2/corps`]) await expect(404, 'introuvable', carole, 'GET', `/api/v1/infirmerie/${path}`);
  const page = await carole.client.call('GET', '/infirmerie');
  check('no page asks for her phrase any more', page.status === 303 && page.headers.location === '/portail' ? '' : `${page.status} ${page.headers.location}`);
  await expect(204, null, carole, 'PUT', '/api/v1/infirmerie/lecteur', { body: { lecteur: 'page' } });
  return id;
}

// Phrase, telephone, staff and counter: what is done to an account and by whom.
async function accounts(box, bruno, letterB, agent) {
  await expect(200, null, bruno, 'GET', '/api/v1/journal');
  const { identifiant } = letterB;
  const other = `${phrase}-navet`;
  const before = bruno.vault('deriveAuth', { identifiant, phrase }).k_auth;
  const wrong = bruno.vault('deriveAuth', { identifiant, phrase: `${phrase}-radis` }).k_auth;
  bruno.vault('deriveAuth', { identifiant, phrase: other });
  const { coffre: coffre_avant } = await bruno.need(200, 'GET', '/api/v1/session');
  const { k_auth, coffre } = bruno.vault('changePhrase', { identifiant });
  const change = { k_auth_avant: before, k_auth, coffre_avant, coffre };
  await expect(403, 'phrase_refusee', bruno, 'PUT', '/api/v1/coffre', { body: { ...change, k_auth_avant: wrong } });
  await expect(409, 'coffre_change', bruno, 'PUT', '/api/v1/coffre', { body: { ...change, coffre_avant: coffre } });
  await expect(204, null, bruno, 'PUT', '/api/v1/coffre', { body: change });
  await bruno.signIn(identifiant, other);

  const second = (await expect(200, null, bruno, 'GET', '/api/v1/second-facteur')).json;
  check('a responsable has none and needs none', second.etat === 'absent' && !second.obligatoire ? '' : JSON.stringify(second));
  const codes = await bruno.takeTelephone();
  await expect(409, null, bruno, 'POST', '/api/v1/second-facteur');
  const again = (await expect(200, null, bruno, 'POST', '/api/v1/second-facteur/codes', { body: { k_auth } })).json.codes;
  check('new codes are others', again.some((code) => codes.includes(code)) ? 'the same' : '');
  await expect(403, 'phrase_refusee', bruno, 'POST', '/api/v1/second-facteur/retirer', { body: { k_auth: wrong } });
  await expect(204, null, bruno, 'POST', '/api/v1/second-facteur/retirer', { body: { k_auth } });

  const direction = await someone(box.origin);
  await direction.signIn(box.people.direction.identifiant, box.people.direction.phrase);
  const technique = await someone(box.origin);
  await technique.signIn(box.people.technique.identifiant, box.people.technique.phrase);
  await expect(200, null, technique, 'GET', '/api/v1/technique/etat');
  const { equipe } = (await expect(200, null, direction, 'GET', '/api/v1/equipe')).json;
  const planned = await expect(200, null, direction, 'GET', '/api/v1/equipe/destructions');
  check('what will be destroyed has its day', planned.json.destructions.some((one) => one.quoi === 'acces' && one.jour < one.oublie_le) ? '' : JSON.stringify(planned.json));
  await expect(200, null, agent, 'GET', '/api/v1/agent/destructions');
  const bytes = (fill) => Buffer.alloc(32, fill).toString('base64url');
  const { maintenant } = await direction.need(200, 'GET', '/api/v1/accueil');
  const invitation = { role: 'secretariat', nom: 'Mme Fauvette', identifiant: 'K7Q29XFM3T', verif: bytes(1), verif_court: bytes(2), expire_le: maintenant + 7 * 86400 };
  await expect(422, 'champ_invalide', direction, 'POST', '/api/v1/equipe', { body: { ...invitation, role: 'responsable' } });
  const invited = (await expect(201, null, direction, 'POST', '/api/v1/equipe', { body: invitation })).json;
  await expect(200, null, direction, 'POST', `/api/v1/equipe/${invited.compte}/suspendre`);
  const own = equipe.find((one) => one.role === 'direction').compte;
  await expect(409, 'propre_compte', direction, 'POST', `/api/v1/equipe/${own}/suspendre`);
  await expect(404, 'introuvable', direction, 'POST', `/api/v1/equipe/${newId()}/suspendre`);
  await expect(404, 'introuvable', direction, 'POST', `/api/v1/equipe/${newId()}/second-facteur/retirer`);

  const { dossiers } = await agent.need(200, 'GET', '/api/v1/agent/dossiers');
  const { compte: responsable } = await bruno.need(200, 'GET', '/api/v1/session');
  check('the counter knows her by the same id', dossiers.some((one) => one.volets.some((volet) => volet.resp_id === responsable)) ? '' : 'not among the dossiers');
  const counter = (who, act) => `/api/v1/agent/responsables/${who}/${act}`;
  await expect(204, null, agent, 'POST', counter(responsable, 'liberer'));
  for (const protege of [true, false]) await expect(204, null, agent, 'PUT', counter(responsable, 'protection'), { body: { protege } });
  for (const act of ['liberer', 'couper']) await expect(404, 'introuvable', agent, 'POST', counter(newId(), act));
  await expect(404, 'introuvable', agent, 'PUT', counter(newId(), 'protection'), { body: { protege: true } });
  return { direction, technique, responsable, compte: invited.compte };
}

// What ends an access: asked last, when nobody needs it any more.
async function endings({ direction, technique, responsable }, bruno, agent) {
  const { equipe } = await direction.need(200, 'GET', '/api/v1/equipe');
  const { compte } = equipe.find((one) => one.role === 'technique');
  await expect(200, null, direction, 'POST', `/api/v1/equipe/${compte}/second-facteur/retirer`);
  check('without telephone, no right', (await technique.client.call('GET', '/api/v1/technique/etat')).status === 200 ? 'still answered' : '');
  await expect(204, null, agent, 'POST', `/api/v1/agent/responsables/${responsable}/couper`);
  await expect(401, 'session_absente', bruno, 'GET', '/api/v1/moi');
}

// From the document itself: each operation asked by nobody, by each wrong role, by a foreign page, in another media
// type, with a body that is no JSON, and with one too heavy. `real` are ids of things that exist.
async function wrongPeople(people, nobody, real) {
  const path = (operation, ids) => operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]);
  for (const operation of contract.operations) {
    const { method, who } = operation;
    const there = path(operation, real);
    const as = people[who === 'connecte' ? 'responsable' : who]?.client ?? nobody;
    const ordinary = operation.path.includes('envois') ? { headers: { ...slice, 'Upload-Offset': '0', 'Upload-Length': '10', 'Upload-Metadata': classe('lisible') } } : {};
    const asked = (more) => (operation.takesJson ? { body: {}, ...more } : { ...ordinary, ...more });
    if (who !== 'personne') await expect(401, method === 'HEAD' ? null : 'session_absente', nobody, method, there, asked());
    for (const [role, stranger] of Object.entries(people)) {
      if (who === 'personne' || who === 'connecte' || role === who) continue;
      await expect(404, method === 'HEAD' ? null : 'introuvable', stranger, method, there, asked());
    }
    if (!['GET', 'HEAD'].includes(method)) {
      const { body, headers } = asked();
      await expect(403, 'requete_etrangere', as, method, there, { body, headers: { ...headers, 'X-DSCO': null } });
      await expect(403, 'requete_etrangere', as, method, there, { body, headers: { ...headers, Origin: 'https://ailleurs.example.org' } });
    }
    if (operation.takesJson) {
      await expect(415, 'media_refuse', as, method, there, { body: '{}', headers: { 'Content-Type': 'text/plain' } });
      await expect(422, null, as, method, there, { body: '{' });
      await expect(413, null, as, method, there, { announced: 17 << 20, headers: { 'Content-Type': 'application/json' } });
    }
  }
}

// Every operation asked by everybody for what is another's and for what never was: the same answer to the byte, and the
// status that namespaces.txt has frozen. `real` are ids of a responsable's things; `others` are people who are not her.
async function namespaces(others, real) {
  const never = { volet: newId(), piece: newId(), pli: newId(), message: newId(), envoi: newId(), responsable: newId(), compte: newId(), type: real.type, version: '1', page: '1' };
  const lines = [];
  for (const operation of contract.operations) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const name of names) if (!real[name]) throw new Error(`${operation.id}: run.mjs does not say what somebody's {${name}} is`);
    const at = (ids) => operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => (operation.path.includes('messages') && name === 'pli' ? ids.message : ids[name]));
    const asked = operation.takesJson
      ? { body: operation.path.endsWith('retirer') ? { k_auth: 'AAAA' } : operation.path.includes('plis') ? { envoi: newId(), manifeste: 'AAAA' } : { envois: [newId()] } }
      : operation.path.includes('envois') ? { headers: { ...slice, 'Upload-Offset': '0', 'Upload-Length': '10', 'Upload-Metadata': classe('lisible') } } : {};
    const said = [];
    for (const [role, person] of Object.entries(others)) {
      // What she may do is the other parts' affair; here, what she may not.
      const own = operation.who === role && !(role === 'responsable' && names.length > 0);
      if (operation.who === 'personne' || own || (operation.who === 'connecte' && role !== 'personne')) continue;
      const hers = await judged(person.client ?? person, operation.method, at(real), asked);
      const nobodys = await judged(person.client ?? person, operation.method, at(never), asked);
      const same = hers.status === nobodys.status && hers.bytes.equals(nobodys.bytes)
        && isDeepStrictEqual(Object.entries({ ...hers.headers, date: '' }).sort(), Object.entries({ ...nobodys.headers, date: '' }).sort());
      check(`${operation.id} by ${role}: another's and what never was are one answer`, same ? '' : `${hers.status} ${hers.bytes} / ${nobodys.status} ${nobodys.bytes}`);
      said.push(`${role}=${hers.status}`);
    }
    if (said.length) lines.push(`${operation.id} ${said.join(' ')}`);
  }
  if (process.argv.includes('--freeze')) await freeze(lines);
  check('the namespace matrix is the frozen one', await compareWithFrozen(lines));
  check('a line that lets in is told', (await compareWithFrozen(lines.map((line) => line.replace('responsable=404', 'responsable=200')))).length ? '' : 'silent');
  check('a route without its line is told', (await compareWithFrozen([...lines, 'GET /api/v1/rien responsable=404'])).length ? '' : 'silent');
}

// Answers that are no operation's: unknown paths, other methods, and what the door refuses before anyone reads it.
async function surface(origin) {
  const client = new Client(origin);
  for (const [status, method, path, options] of [
    [404, 'GET', '/rien'], [404, 'GET', '/api/v1/rien'], [404, 'HEAD', '/api/v1/rien'], [405, 'POST', '/'], [405, 'PUT', '/api/v1/accueil', { body: {} }],
    [204, 'OPTIONS', '/api/v1/session'], [400, 'GET', '/a/%2e%2e/b'], [414, 'GET', `/${'a'.repeat(9000)}`], [413, 'POST', '/api/v1/session', { announced: 99 << 20 }],
    [431, 'GET', '/', { headers: { 'X-Long': 'a'.repeat(20_000) } }],
  ]) {
    const answer = await client.call(method, path, options);
    check(`${method} ${path.slice(0, 30)} is ${status}, dressed as the rest`, [answer.status === status ? '' : `status ${answer.status}`, ...judgeSurface(answer)]);
  }
  const bare = await client.call('GET', '/api/v1/accueil');
  for (const name of Object.keys(bare.headers).filter((one) => /policy|options|security|cache/.test(one))) {
    const headers = { ...bare.headers };
    delete headers[name];
    check(`an answer without ${name} is told`, judgeSurface({ headers }).length ? '' : 'silent');
  }
  check('a cookie for every subdomain is told', judgeSurface({ headers: { ...bare.headers, 'set-cookie': ['__Host-dsco=a; Path=/; Secure; HttpOnly; SameSite=Lax'] } }).length ? '' : 'silent');
}

// The judge itself: a true answer passes, and the same one bent in any of these ways does not.
function judgeOfAnswers(answer) {
  const bend = (change, more = {}) => {
    const json = structuredClone(answer.json);
    change(json);
    return contract.judge('GET', '/api/v1/session', undefined, { ...answer, json, ...more });
  };
  const bent = {
    'a field less': bend((one) => delete one.gen),
    'a field more': bend((one) => { one.adresse = ''; }),
    'another type': bend((one) => { one.gen = '1'; }),
    'a role that is none': bend((one) => { one.role = 'principal'; }),
    'an id of 31 digits': bend((one) => { one.compte = one.compte.slice(1); }),
    'bytes written in two ways': bend((one) => { one.pk_sign = `${one.pk_sign.slice(0, -1)}${one.pk_sign.endsWith('B') ? 'C' : 'B'}`; }),
    'another media type': bend(() => {}, { headers: { 'content-type': 'text/html' } }),
  };
  check('a true answer is accepted', bend(() => {}));
  for (const [what, complaints] of Object.entries(bent)) check(`${what} is refused`, complaints.length ? '' : 'accepted');
}

async function demonstration() {
  const box = await Box.demo();
  try {
    await anyone(box.origin);
    const [letterA, letterB] = box.people.lettres;
    const anne = await someone(box.origin);
    await anne.activate(letterA, phrase);
    await expect(404, 'introuvable', anne, 'POST', '/api/v1/activation/ouvrir', { body: { identifiant: letterA.identifiant, ...anne.vault('letterAuth', { identifiant: letterA.identifiant, code: letterA.chemin.split('.')[2] }) } });
    await anne.signIn(letterA.identifiant, phrase);
    await expect(200, null, anne, 'GET', '/api/v1/session');
    const moi = (await expect(200, null, anne, 'GET', '/api/v1/moi')).json;
    const bruno = await someone(box.origin);
    await bruno.activate(letterB, phrase, { court: true });
    await bruno.signIn(letterB.identifiant, phrase);
    const { volet, bill } = await (async () => {
      await uploads(anne, moi.volets[0].id);
      return deposits(anne, moi);
    })();
    const pli = await sealed(anne, volet);
    const agent = await someone(box.origin);
    await agent.signIn(box.people.secretariat.identifiant, box.people.secretariat.phrase);
    const piece = await review(agent, anne, volet, bill);
    await misfiled(anne, agent, volet);
    await settings(agent, anne);
    await letters(agent);
    const carole = await someone(box.origin);
    await carole.signIn(box.people.infirmerie.identifiant, box.people.infirmerie.phrase);
    const message = await nurse(carole, anne, volet, pli, box.people.phrase_trousseau);
    await expect(200, null, anne, 'GET', '/api/v1/moi');
    await expect(200, null, agent, 'GET', '/api/v1/agent/dossiers');

    const envoi = await anne.upload(volet, bill);
    const real = { volet, piece, pli, message, envoi, type: 'justificatif_domicile', version: '1', page: '1' };
    const staff = await accounts(box, bruno, letterB, agent);
    const { direction, technique, responsable, compte } = staff;
    await namespaces({ personne: new Client(box.origin), responsable: bruno, secretariat: agent, infirmerie: carole, direction, technique }, { ...real, responsable, compte });
    await surface(box.origin);
    await wrongPeople({ responsable: anne, secretariat: agent, infirmerie: carole, direction, technique }, new Client(box.origin), { ...real, responsable, compte });
    await endings(staff, bruno, agent);

    judgeOfAnswers(await anne.client.call('GET', '/api/v1/session'));

    // Closed to new deposits; what is there stays readable.
    await box.kill();
    await cli('campagne', '--json', '--state', box.state, '--etat', 'fermee');
    await box.start();
    anne.client.url = new URL(box.origin);
    await expect(403, 'campagne_fermee', anne, 'POST', `/api/v1/volets/${volet}/envois`, { headers: { ...tus, 'Upload-Length': '10', 'Upload-Metadata': classe('lisible') } });
    await expect(403, 'campagne_fermee', anne, 'PUT', `/api/v1/volets/${volet}/pieces/justificatif_domicile`, { body: { envois: [envoi] } });
    await expect(200, null, anne, 'GET', '/api/v1/moi');
    const cookie = anne.client.cookie;
    const left = await expect(204, null, anne, 'DELETE', '/api/v1/session');
    header(left, 'clear-site-data', /storage/);
    await expect(401, 'session_absente', new Client(box.origin), 'GET', '/api/v1/session', { cookie });
  } finally {
    await box.stop();
  }
}

// A box as `init` leaves it: no health office, nobody in it, and a reader that does not answer.
async function emptyBox() {
  const box = await Box.empty();
  try {
    await box.start('--worker-socket', `${box.state}.nothing`);
    const invitation = box.people.activations.find((one) => one.role === 'infirmerie');
    const carole = await someone(box.origin);
    await expect(503, 'pas_pret', carole, 'GET', '/etat/pret');
    await carole.activate(invitation, phrase);
    await carole.signIn(invitation.identifiant, phrase);
    await carole.takeTelephone();
    await expect(200, null, carole, 'GET', '/api/v1/annuaire');
    await expect(200, null, carole, 'GET', '/api/v1/infirmerie/etat');
    const { etab, maintenant } = await carole.need(200, 'GET', '/api/v1/accueil');
    const made = carole.vault('holdCeremony', { uai: box.people.uai, etab, phrase: `${phrase}-radis`, maintenant });
    const ceremony = { racine: made.racine, certificats: made.certificats, instantane: made.instantane, trousseau: made.trousseau };
    const bent = Buffer.from(made.instantane, 'base64url');
    bent[10] ^= 1;
    await expect(422, 'annuaire_refuse', carole, 'PUT', '/api/v1/infirmerie/annuaire', { body: { ...ceremony, instantane: bent.toString('base64url') } });
    await expect(201, null, carole, 'PUT', '/api/v1/infirmerie/annuaire', { body: ceremony });
    await expect(200, null, carole, 'GET', '/api/v1/annuaire');
    const annuaire = (await carole.client.call('GET', '/api/v1/annuaire')).json;
    const [une, autre] = made.feuilles.map((sheet) => sheet.octets);
    carole.vault('joinKit', { une, autre, annuaire, racine: made.empreinte, epoque_min: 1, maintenant });
    const { certificats, instantane } = carole.vault('addSubstitute', { phrase: `${phrase}-navet`, maintenant });
    const folder = await mkdtemp(join(tmpdir(), 'dossiersco-kit-'));
    try {
      const bag = join(folder, 'vide.dscobag');
      await writeFile(bag, (await expect(200, null, carole, 'GET', '/api/v1/infirmerie/sacoche')).bytes);
      const typed = made.feuilles.map((sheet) => sheet.groupes.join(' '));
      const two = await openPli(bag, [typed[0], typed[2]], '--kit');
      check('two sheets of the kit open a bag', two.code === 0 ? '' : `${two.code} ${two.said}`);
      const same = await openPli(bag, [typed[0], typed[0]], '--kit');
      check('one sheet twice opens nothing', same.code === 1 ? '' : same.said);
    } finally {
      await rm(folder, { recursive: true });
    }
    await expect(201, null, carole, 'POST', '/api/v1/infirmerie/annuaire', { body: { certificats, instantane } });
    await expect(201, null, carole, 'POST', '/api/v1/infirmerie/annuaire', { body: { certificats, instantane } });
  } finally {
    await box.stop();
  }
}

try {
  for (const part of [demonstration, emptyBox]) {
    try {
      await part();
    } catch (error) {
      check(part.name, error.stack);
    }
  }
} finally {
  await closeBrowser();
  await closeVaultCode();
}

for (const operation of contract.operations) {
  const seen = [...operation.seen.keys()];
  // Only what anyone may read at any time has nothing to refuse.
  const refuses = [...operation.responses.keys()].some((status) => status >= 400);
  check(`${operation.id} answered a success`, seen.some((status) => status < 300) ? '' : `seen: ${seen.sort().join(' ') || 'nothing'}`);
  if (refuses) check(`${operation.id} answered a refusal`, seen.some((status) => status >= 400) ? '' : `seen: ${seen.sort().join(' ')}`);
}
const promised = contract.operations.flatMap((one) => [...one.responses.keys()].filter((status) => !one.seen.has(status)).map((status) => `${one.id} ${status}`));
console.log(`\n${contract.operations.length} operations, ${contract.operations.reduce((sum, one) => sum + [...one.seen.values()].reduce((a, b) => a + b, 0), 0)} answers judged`);
if (promised.length) console.log(`In the document, not provoked here: ${promised.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
