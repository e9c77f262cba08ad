// Papers of invented people, drawn by the browser as the stories need them: the right name, the right day.
import { openBrowser } from './harness.mjs';

const french = (day) => day.toLocaleDateString('fr-FR', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' });
export const daysAgo = (n) => new Date(Date.now() - n * 86_400_000);

const sheet = (body) => `<!doctype html><html lang="fr"><meta charset="utf-8"><style>
  @page { size: A4; margin: 0 } * { box-sizing: border-box } html { background: #fff }
  body { margin: 0; width: 210mm; min-height: 296mm; padding: 18mm; font: 15px/1.5 "Liberation Sans", sans-serif; color: #111; background: #fff }
  h1 { font-size: 26px; margin: 0 0 4mm } .to { margin: 12mm 0 12mm 88mm } table { width: 100%; border-collapse: collapse; margin: 6mm 0 }
  td { border-bottom: 1px solid #999; padding: 2mm } td:last-child { text-align: right } small { font-size: 12px }
</style><body>${body}</body></html>`;

// `holder` as on an envelope; `address` its lines.
export function invoice({ holder, address, date = daysAgo(12) }) {
  return sheet(`<h1>Lumière des Prés</h1><p>Fournisseur d'électricité · Service clients 09 69 39 98 00</p>
    <p class="to">${holder}<br>${address.join('<br>')}</p>
    <h1>Votre facture d'électricité</h1><p><b>Facture du ${french(date)}</b> · n° 2047 118 532</p>
    <p>Lieu de consommation : ${address.join(', ')}<br>Point de livraison (PDL) : 19 283 746 501 234</p>
    <table><tr><td>Abonnement</td><td>14,20 €</td></tr><tr><td>Consommation : 312 kWh</td><td>71,83 €</td></tr>
    <tr><td>Taxes et contributions</td><td>18,02 €</td></tr><tr><td><b>Total à payer</b></td><td><b>104,05 €</b></td></tr></table>
    <p>Montant prélevé le ${french(new Date(date.getTime() + 15 * 86_400_000))}. Prochaine facture dans deux mois.</p>
    <p><small>Lumière des Prés, société inventée. Ce document n'engage personne.</small></p>`);
}

export function insurance({ child, year }) {
  return sheet(`<h1>Mutuelle des Haies</h1><p>Assurance de la famille</p><h1>Attestation d'assurance scolaire</h1>
    <p>Nous attestons que l'élève <b>${child}</b> est assuré pour l'année scolaire ${year}-${year + 1},
    du 1er septembre ${year} au 31 août ${year + 1}, au titre du contrat n° 88 204 117.</p>
    <table><tr><td>Responsabilité civile</td><td>garantie acquise</td></tr><tr><td>Individuelle accidents corporels</td><td>garantie acquise</td></tr></table>
    <p>Fait le ${french(daysAgo(8))}, pour servir et valoir ce que de droit.</p>`);
}

async function draw(html, use) {
  const context = await (await openBrowser()).newContext({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.setContent(html);
  const made = await use(page);
  await context.close();
  return made;
}

export const asPdf = (html) => draw(html, (page) => page.pdf({ format: 'A4', printBackground: true }));
export const asPhoto = (html) => draw(html, (page) => page.screenshot({ type: 'jpeg', quality: 88 }));
// A camera's grain: the file is heavy even once shrunk on the phone, so it leaves in several slices.
const grain = '<svg style="position:absolute;inset:0;width:100%;height:100%;opacity:.28;mix-blend-mode:multiply"><filter id="g"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2"/></filter><rect width="100%" height="100%" filter="url(#g)"/></svg>';
export const asHeavyPhoto = (html) => draw(html.replace('</body>', grain).replace('<body>', `<body>${grain}`), (page) => page.screenshot({ type: 'jpeg', quality: 95 }));
// Out of focus: what a trembling hand sends.
export const asBlurredPhoto = (html) =>
  draw(html.replace('<body>', '<body style="filter: blur(7px)">'), (page) => page.screenshot({ type: 'jpeg', quality: 88 }));
