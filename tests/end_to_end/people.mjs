// What people do with their hands, the same way in every story.
import { codeOf } from './telephone.mjs';

export async function activate(page, origin, letter) {
  await page.goto(origin + letter.chemin);
  const phrase = await keepPhrase(page);
  await page.getByRole('heading', { name: 'Mon espace' }).waitFor();
  return phrase;
}

// The proposed phrase, noted and typed again. Answers it.
export async function keepPhrase(page) {
  await page.getByRole('heading', { name: 'Votre phrase secrète' }).waitFor();
  const phrase = (await page.getByRole('status', { name: 'Phrase proposée' }).textContent()).trim();
  await page.getByRole('button', { name: "Je l'ai notée" }).click();
  await page.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
  await page.getByRole('button', { name: 'Ouvrir mon espace' }).click();
  return phrase;
}

export async function signIn(page, url, identifiant, phrase) {
  await page.goto(url);
  await page.getByLabel('Identifiant').fill(identifiant);
  await page.getByLabel('Phrase secrète', { exact: true }).fill(phrase);
  await openWith(page, 'Ouvrir');
}

// The button under the phrase, and the telephone's code when it is asked: an invented person's is on the page.
export async function openWith(page, button) {
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/session') && answer.request().method() === 'POST');
  await page.getByRole('button', { name: button, exact: true }).click();
  const answer = await answered;
  if (answer.status() !== 401 || (await answer.json()).code !== 'second_facteur_requis') return;
  const shown = await page.getByText('le téléphone affiche').textContent();
  await page.getByLabel('Code à 6 chiffres').fill(/\d{3} \d{3}/.exec(shown)[0]);
  await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
}

// The second factor of whoever works here. Answers the key her telephone holds and the ten printed codes.
export async function takeTelephone(page) {
  await page.getByRole('heading', { name: 'Protégez votre accès' }).waitFor();
  await page.getByRole('button', { name: 'Commencer' }).click();
  const key = (await page.getByRole('strong').filter({ hasText: /^[A-Z2-7]{4}( [A-Z2-7]{4})+$/ }).textContent()).trim();
  await page.getByLabel('Code à 6 chiffres').fill(codeOf(key));
  await page.getByRole('button', { name: 'Vérifier le code' }).click();
  await page.getByRole('heading', { name: 'Vos dix codes de secours' }).waitFor();
  const codes = await page.getByRole('list', { name: 'Codes de secours' }).getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'Ils sont imprimés ou notés' }).click();
  return { key, codes };
}

// A call of the page's own, with its cookie: what a curious person would type in the console.
export function call(page, path, { method = 'GET', body, headers = {} } = {}) {
  return page.evaluate(async ({ path, method, body, headers }) => {
    const answer = await fetch(path, {
      method,
      headers: { 'X-DSCO': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text, json: (() => { try { return JSON.parse(text); } catch { return null; } })() };
  }, { path, method, body, headers });
}

// On a pièce's page: chooses files, or adds some to those chosen.
export async function choose(page, files) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByText(/^(Choisir|Ajouter) un fichier$/).click();
  await (await chooser).setFiles(files);
}

// Chooses a file and sends it.
export async function sendFile(page, buffer, name, mimeType) {
  await choose(page, [{ name, mimeType, buffer }]);
  await page.getByRole('button', { name: mimeType === 'application/pdf' ? 'Envoyer' : "Oui, c'est lisible : envoyer", exact: true }).click();
}

// From her home: fills the health form, reads it again, closes the envelope.
export async function sealForm(page, { allergies }) {
  await page.getByRole('link', { name: 'Fiche de santé' }).first().click();
  await page.getByRole('link', { name: 'Commencer' }).click();
  if (allergies) {
    await page.getByLabel("J'ai quelque chose à dire").check();
    await page.getByLabel('Allergies').fill(allergies);
  } else {
    await page.getByLabel('Rien à signaler').check();
  }
  await page.getByRole('button', { name: 'Relire', exact: true }).click();
  await page.getByRole('heading', { name: 'Relisez bien avant de fermer' }).waitFor();
  await page.getByRole('button', { name: "Fermer l'enveloppe" }).click();
  await page.getByText('Enveloppe fermée').first().waitFor();
}

// The page's own road without its buttons: tus creation, slices of 256 kB, then the deposit. Answers the pièce.
export function upload(page, volet, type, buffer) {
  return page.evaluate(async ({ volet, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const headers = { 'X-DSCO': '1', 'Tus-Resumable': '1.0.0' };
    const expect = (answer, status) => { if (answer.status !== status) throw new Error(`${answer.url}: ${answer.status}`); return answer; };
    const created = expect(await fetch(`/api/v1/volets/${volet}/envois`, { method: 'POST', headers: { ...headers, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `classe ${btoa('lisible')}` } }), 201);
    const place = created.headers.get('location');
    for (let at = 0; at < bytes.length; at += 262144)
      expect(await fetch(place, { method: 'PATCH', headers: { ...headers, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' }, body: bytes.slice(at, at + 262144) }), 204);
    const deposited = expect(await fetch(`/api/v1/volets/${volet}/pieces/${type}`, { method: 'PUT', headers: { 'X-DSCO': '1', 'Content-Type': 'application/json' }, body: JSON.stringify({ envois: [place.split('/').pop()] }) }), 202);
    return deposited.json();
  }, { volet, type, base64: Buffer.from(buffer).toString('base64') });
}

// Whoever works here, from the link she was given. Answers the phrase of the account and her telephone.
export async function activateStaff(page, url) {
  await page.goto(url);
  const phrase = await keepPhrase(page);
  return { phrase, ...(await takeTelephone(page)) };
}
