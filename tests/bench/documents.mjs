// Four documents a family sends, drawn by the browser: two photos of a bill on a table, a bill as PDF, a bundle scanned.
import { openBrowser } from '../end_to_end/harness.mjs';
import { asPdf, invoice } from '../end_to_end/papers.mjs';

async function drawn({ width, height }, html, use) {
  const context = await (await openBrowser()).newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.setContent(html);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  const made = Buffer.from(await use(page));
  await context.close();
  return made;
}
const jpeg = (quality) => (page) => page.screenshot({ type: 'jpeg', quality, timeout: 120_000 });

async function sheetPng(html, scale) {
  const context = await (await openBrowser()).newContext({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.setContent(html);
  const png = await page.screenshot({ type: 'png' });
  await context.close();
  return `data:image/png;base64,${png.toString('base64')}`;
}

// A sheet held at a slight angle: perspective, uneven light, a sensor's grain, the wood around it.
async function photo(html, width, height) {
  const sheet = await sheetPng(html, Math.max(1, width / 900));
  const grain = (base, octaves, opacity) =>
    `<svg style="position:absolute;inset:0;width:100%;height:100%;opacity:${opacity};mix-blend-mode:overlay"><filter id="g${octaves}"><feTurbulence type="fractalNoise" baseFrequency="${base}" numOctaves="${octaves}" seed="7"/><feColorMatrix values="1 .2 .2 0 -.2  .2 1 .2 0 -.2  .2 .2 1 0 -.2  0 0 0 0 1"/></filter><rect width="100%" height="100%" filter="url(#g${octaves})"/></svg>`;
  // Paper under a lamp is grey, not white: on pure white the grain would not show.
  return drawn({ width, height }, `<!doctype html><style>html,body{margin:0;height:100%;overflow:hidden;background:#7a6450}
    .scene{position:absolute;inset:0;perspective:${width * 2.4}px} img{position:absolute;left:9%;top:7%;width:80%;filter:brightness(.8) blur(.5px);
    transform:rotateX(5deg) rotateY(-4deg) rotate(1.2deg);box-shadow:0 0 ${width / 90}px #0008}
    .light{position:absolute;inset:0;background:radial-gradient(circle at 35% 30%,#fff2 0,#0000 45%,#0004 100%)}</style>
    <div class="scene"><img src="${sheet}"></div><div class="light"></div>${grain('.01', 1, 0.2)}${grain('.7', 2, 0.6)}`, jpeg(88));
}

// What the page sends after shrinking what the camera took.
export const phonePhoto = (bill) => photo(invoice(bill), 1500, 2000);

// 430 words: a dense letter. A page costs a quarter of a second and two milliseconds a word.
const conditions = (part) => `<!doctype html><html lang="fr"><meta charset="utf-8"><style>body{margin:0;width:210mm;min-height:296mm;padding:16mm;box-sizing:border-box;font:16px/1.6 "Liberation Serif",serif;background:#fff}</style>
  <h2>Conditions générales, partie ${part}</h2>${Array.from({ length: 9 }, (_, i) => `<p>${part}.${i + 1} Le client reçoit sa facture à l'adresse du lieu de consommation, tous les deux mois, sauf demande contraire écrite. Le paiement intervient à la date indiquée ; passé ce délai, le service des clients rappelle le montant dû avant toute autre démarche.</p>`).join('')}`;

export async function fourDocuments(bill) {
  const html = invoice(bill);
  const pages = [html, conditions(1), conditions(2), conditions(3)];
  const scans = [];
  for (const page of pages) {
    // 200 dpi, a little crooked, as a scanner's feeder leaves it.
    const sheet = await sheetPng(page, 2.08);
    scans.push(await drawn({ width: 1654, height: 2339 }, `<style>body{margin:0;background:#fff;overflow:hidden}img{width:100%;transform:rotate(.4deg)}</style><img src="${sheet}">`, jpeg(80)));
  }
  const bundle = `<style>@page{size:A4;margin:0}body{margin:0}img{display:block;width:210mm;height:296.9mm;break-after:page}img:last-child{break-after:auto}</style>${scans.map((one) => `<img src="data:image/jpeg;base64,${one.toString('base64')}">`).join('')}`;
  return [
    { name: 'photo of 12 megapixels', file: 'photo-12mp.jpg', bytes: await photo(html, 3000, 4000) },
    { name: 'photo of 2000 px', file: 'photo-2000.jpg', bytes: await phonePhoto(bill) },
    { name: 'A4 PDF with text', file: 'texte.pdf', bytes: Buffer.from(await asPdf(html)) },
    { name: 'scanned PDF, 4 pages', file: 'scan-4.pdf', bytes: await drawn({ width: 794, height: 1123 }, bundle, (page) => page.pdf({ format: 'A4', printBackground: true })) },
  ];
}
