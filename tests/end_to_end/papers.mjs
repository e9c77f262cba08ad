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

// `holder` as on an envelope; `address` its lines; `stamp` what is printed under the sums.
export function invoice({ holder, address, date = daysAgo(12), stamp = '' }) {
  return sheet(`<h1>Lumière des Prés</h1><p>Fournisseur d'électricité · Service clients 09 69 39 98 00</p>
    <p class="to">${holder}<br>${address.join('<br>')}</p>
    <h1>Votre facture d'électricité</h1><p><b>Facture du ${french(date)}</b> · n° 2047 118 532</p>
    <p>Lieu de consommation : ${address.join(', ')}<br>Point de livraison (PDL) : 19 283 746 501 234</p>
    <table><tr><td>Abonnement</td><td>14,20 €</td></tr><tr><td>Consommation : 312 kWh</td><td>71,83 €</td></tr>
    <tr><td>Taxes et contributions</td><td>18,02 €</td></tr><tr><td><b>Total à payer</b></td><td><b>104,05 €</b></td></tr></table>${stamp}
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

// --- other papers a family has at home
const born = (iso) => french(new Date(`${iso}T12:00:00Z`));
const place = 'AURILLAC';

// A livret: the parents' page, then a child's. Photographed apart.
export function livretParents({ mother, father }) {
  const parent = (title, one) => `<h2>${title}</h2><p>Extrait de l'acte de naissance n° 117</p><p>Nom : <b>${one.nom.toUpperCase()}</b><br>Prénoms : <b>${one.prenom}</b><br>Né(e) le 4 mai 1984 à ${place}</p><p>L'officier de l'état civil</p>`;
  return sheet(`<h1>LIVRET DE FAMILLE</h1><p>Extrait de l'acte de mariage n° 44, célébré le 12 juin 2010</p>${parent('ÉPOUX OU PÈRE', father)}${parent('ÉPOUSE OU MÈRE', mother)}`);
}
export function livretEnfant({ child }) {
  return sheet(`<h1>PREMIER ENFANT</h1><p>Extrait de l'acte de naissance n° 248</p><p>Le ${born(child.naissance)} à dix heures<br>est né(e) à ${place}<br>
    Nom : <b>${child.nom.toUpperCase()}</b><br>Prénoms : <b>${child.prenom}</b></p><p>Mentions marginales : néant</p><p>Délivré conforme aux registres<br>L'officier de l'état civil</p>`);
}

export const quotient = ({ holder, address, child, value = 612, date = daysAgo(10) }) => sheet(`<h1>Caisse d'allocations familiales</h1>
  <p class="to">${holder}<br>${address.join('<br>')}</p><h1>Attestation de quotient familial</h1><p>N° allocataire : 0011277</p>
  <p>Nous certifions que votre quotient familial s'élève à <b>${value} €</b> pour le mois de ${date.toLocaleDateString('fr-FR', { month: 'long', year: 'numeric', timeZone: 'Europe/Paris' })}.</p>
  <p>Enfants à charge : ${child.prenom} ${child.nom}, né(e) le ${born(child.naissance)}</p><p>Fait le ${french(date)}</p><p>Le directeur de la caisse.</p>`);

export const rib = ({ holder, iban, bic }) => sheet(`<h1>Banque des Vergers</h1><h1>RELEVÉ D'IDENTITÉ BANCAIRE</h1>
  <p>Titulaire du compte : <b>${holder}</b></p><p>Domiciliation : AGENCE DES LILAS</p><p>IBAN : <b>${iban}</b></p><p>BIC : <b>${bic}</b></p>
  <p>Ce relevé est destiné à être remis, sur leur demande, à vos créanciers ou débiteurs.</p>`);

export const prescription = ({ child }) => sheet(`<p><b>Docteur Paul CHARDON</b><br>Médecin généraliste<br>RPPS 00000000000<br>3 place du Puits</p>
  <p class="to">le ${french(daysAgo(5))}</p><p>${child.prenom} ${child.nom}</p><h1>ORDONNANCE</h1>
  <p>Sirop antitussif : une cuillère matin, midi et soir pendant 5 jours.</p><p>Paracétamol : 1 comprimé si fièvre. Posologie à respecter.</p>`);

// A card of 2021: 30 letters on three lines at the back, each number closed by its key (ICAO 9303).
const value = (letter) => (letter === '<' ? 0 : /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 55);
const key = (text) => String([...text].reduce((sum, letter, i) => sum + value(letter) * [7, 3, 1][i % 3], 0) % 10);
const letters = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toUpperCase().replace(/[^A-Z]+/g, '<');
const short = (iso) => iso.slice(2).replaceAll('-', '');
export function cardLines({ nom, prenom, naissance, expires }) {
  const number = 'X4RTBPFW4';
  const first = `IDFRA${number}${key(number)}`.padEnd(30, '<');
  const [birth, end] = [short(naissance) + key(short(naissance)), short(expires) + key(short(expires))];
  const middle = `${birth}F${end}FRA`.padEnd(29, '<');
  const composite = key(first.slice(5) + birth + end + middle.slice(18));
  return [first, middle + composite, `${letters(nom)}<<${letters(prenom)}`.slice(0, 30).padEnd(30, '<')];
}
const card = (body) => `<!doctype html><html lang="fr"><meta charset="utf-8"><style>body { margin: 0; background: #c9c4ba; width: 794px; height: 1123px; display: grid; place-items: center; font: 17px/1.4 "Liberation Sans", sans-serif }
  .card { width: 700px; height: 441px; padding: 26px; border-radius: 16px; background: #eef2f6; color: #111 } .mrz { font: 25px/1.5 "Liberation Mono", monospace; letter-spacing: 2px; white-space: pre } h1 { font-size: 20px; margin: 0 0 16px }</style><body><div class="card">${body}</div></body></html>`;
export const cardFront = (one) => card(`<h1>RÉPUBLIQUE FRANÇAISE<br>CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD</h1><p>Nom / Surname<br><b>${one.nom.toUpperCase()}</b></p><p>Prénoms / Given names<br><b>${one.prenom}</b></p>
  <p>Nationalité FRA · Date de naissance ${one.naissance.split('-').reverse().join(' ')} · Lieu de naissance ${place}</p><p>Date d'expiration ${one.expires.split('-').reverse().join(' ')}</p>`);
export const cardBack = (one) => card(`<p>Adresse : 3 chemin des Roseaux, 15000 ${place}</p><p>Taille : 1,68 m · Date de délivrance : 03 02 2023</p><br><br><br><div class="mrz">${cardLines(one).map((line) => line.replaceAll('<', '&lt;')).join('\n')}</div>`);
