// Machine-readable zones with right keys, and identity papers of invented people to print them on.
// ICAO 9303 parts 4 to 6; the French card of before 2021 (2 × 36) and the driving licence (1 × 30) have layouts of their own.
import { written } from './people.mjs';

const value = (c) => (c === '<' ? 0 : c >= '0' && c <= '9' ? Number(c) : c.charCodeAt(0) - 55);
export const key = (text) => String([...text].reduce((sum, c, i) => sum + value(c) * [7, 3, 1][i % 3], 0) % 10);
const letters = (text) => text.normalize('NFKD').replace(/[̀-ͯ]/g, '').replace(/ł/g, 'l').replace(/Ł/g, 'L').replace(/œ/gi, 'OE').replace(/ß/g, 'SS').toUpperCase().replace(/'/g, '').replace(/[^A-Z0-9]+/g, '<');
const fill = (text, length) => text.slice(0, length).padEnd(length, '<');
const six = (iso) => iso.slice(2, 4) + iso.slice(5, 7) + iso.slice(8, 10);
const names = (p, length) => fill(`${letters(p.nom)}<<${[p.prenom, ...(p.autres ?? [])].map(letters).join('<')}`, length);

// p: { nom, prenom, autres?, naissance, sexe, numero, expiration, delivrance?, document?, state?, nationality? }
export function td1(p) {
  const one = fill(`${fill(p.document ?? 'ID', 2)}${fill(p.state ?? 'FRA', 3)}${fill(p.numero, 9)}${key(fill(p.numero, 9))}`, 30);
  const birth = six(p.naissance), end = six(p.expiration);
  const two = `${birth}${key(birth)}${p.sexe}${end}${key(end)}${fill(p.nationality ?? 'FRA', 3)}${'<'.repeat(11)}`;
  return [one, two + key(one.slice(5) + two.slice(0, 7) + two.slice(8, 15) + two.slice(18, 29)), names(p, 30)];
}

export function td2(p) {
  const birth = six(p.naissance), end = six(p.expiration), number = fill(p.numero, 9);
  const two = `${number}${key(number)}${fill(p.nationality ?? 'ROU', 3)}${birth}${key(birth)}${p.sexe}${end}${key(end)}${'<'.repeat(7)}`;
  return [`${fill(p.document ?? 'ID', 2)}${fill(p.state ?? 'ROU', 3)}${names(p, 31)}`, two + key(two.slice(0, 10) + two.slice(13, 20) + two.slice(21, 35))];
}

export function td3(p) {
  const birth = six(p.naissance), end = six(p.expiration), number = fill(p.numero, 9), personal = '<'.repeat(14);
  const two = `${number}${key(number)}${fill(p.nationality ?? 'FRA', 3)}${birth}${key(birth)}${p.sexe}${end}${key(end)}${personal}<`;
  return [`P<${fill(p.state ?? 'FRA', 3)}${names(p, 39)}`, two + key(two.slice(0, 10) + two.slice(13, 20) + two.slice(21, 43))];
}

// p.numero: 12 digits, year and month of issue first.
export function oldCard(p) {
  const one = `IDFRA${fill(letters(p.nom), 25)}${fill(p.office ?? '380001', 6)}`;
  const birth = six(p.naissance), given = fill([p.prenom, ...(p.autres ?? [])].map(letters).join('<<'), 14);
  const two = `${p.numero}${key(p.numero)}${given}${birth}${key(birth)}${p.sexe}`;
  return [one, two + key(one + two)];
}

export function drivingLicence(p) {
  const head = `D1FRA${fill(p.numero, 9)}`;
  const body = `${head}${key(head)}${six(p.expiration)}${fill(letters(p.nom), 8)}`;
  return [body + key(body)];
}

// One digit of line `line` at `at` made another: keys stay what they were.
export const tampered = (lines, line, at) => lines.map((l, i) => (i === line ? `${l.slice(0, at)}${l[at] === '7' ? '4' : '7'}${l.slice(at + 1)}` : l));

const years = (iso, n, less = 1) => { const d = new Date(Date.parse(`${Number(iso.slice(0, 4)) + n}${iso.slice(4)}T12:00:00Z`)); return new Date(d - less * 86400000).toISOString().slice(0, 10); };

// A paper's dates and numbers from a person and a day of issue, drawn from `random`: what the makers above and the cards below take.
export function holder(person, random, { delivrance, ans = 10, sexe = 'F', autres = ['Marie'] } = {}) {
  const month = delivrance.slice(2, 4) + delivrance.slice(5, 7);
  return { ...person, autres, sexe, delivrance, expiration: years(delivrance, ans), numero: `${random.pick(['T', 'X', 'P'])}${random.digits(2)}K${random.digits(5)}`, numeroAncien: `${month}38${random.digits(6)}`, numeroPasseport: `${random.digits(2)}${random.pick(['AA', 'CV', 'HK'])}${random.digits(5)}`, lieu: random.pick(['AUXERRE', 'NEVERS', 'DOLE', 'CAHORS']) };
}

// The sides of a paper, as HTML for sheet.mjs's `pages` on the paper 'carte' (648 × 408, 85.6 × 54 mm): a card is [recto, verso].
const fonts = { ocrb: "'OCR B','OCRB',monospace", mono: "'Liberation Mono',monospace", dejavu: "'DejaVu Sans Mono',monospace" };
export const zone = (lines, { font = 'ocrb', size = 19.5, width = 600 } = {}) => `<svg style="display:block" width="${width}" height="${lines.length * size * 1.75}">${lines.map((l, i) => `<text xml:space="preserve" x="0" y="${size * (1.1 + i * 1.7)}" textLength="${width - width / l.length / 2}" lengthAdjust="spacing" style="font-family:${fonts[font]};font-size:${size}px;font-variant-ligatures:none">${l.replace(/</g, '&lt;')}</text>`).join('')}</svg>`;
const ground = (colour = '#dfe9f2') => `position:absolute;inset:0;padding:22px 26px;background:repeating-linear-gradient(35deg,${colour} 0 3px,#f3f6fa 3px 7px);font-family:'Liberation Sans',sans-serif;color:#111`;
const portrait = '<svg width="130" height="170" style="float:left;margin:0 18px 8px 0;background:#c9d2d8"><circle cx="65" cy="66" r="34" fill="#8d99a2"/><ellipse cx="65" cy="160" rx="56" ry="52" fill="#8d99a2"/></svg>';
const row = (label, text) => `<div style="font-size:10px;color:#345">${label}</div><div style="font-size:17px;margin-bottom:5px">${text}</div>`;
const given = (p) => [p.prenom, ...(p.autres ?? [])].join(', ');
const upper = (text) => text.toUpperCase();

export function newCard(p, lines = td1(p), options = {}) {
  return [`<div style="${ground()}"><div style="font-size:12px">RÉPUBLIQUE FRANÇAISE</div><div style="font-size:16px;margin-bottom:10px"><b>CARTE NATIONALE D'IDENTITÉ</b> / IDENTITY CARD</div>${portrait}${row('NOM / Surname', upper(p.nom))}${row('Prénoms / Given names', given(p))}<div style="display:flex;gap:26px"><div>${row('SEXE / Sex', p.sexe)}</div><div>${row('NATIONALITÉ / Nationality', 'FRA')}</div><div>${row('DATE DE NAISS. / Date of birth', written(p.naissance, 'spaces'))}</div></div>${row('LIEU DE NAISSANCE / Place of birth', p.lieu)}<div style="display:flex;gap:26px"><div>${row('N° DU DOCUMENT / Document No', p.numero)}</div><div>${row("DATE D'EXPIR. / Expiry date", written(p.expiration, 'spaces'))}</div></div></div>`,
    `<div style="${ground('#e6eef0')}">${row('ADRESSE / Address', `${p.adresse ? `${upper(p.adresse.voie)}<br>${p.adresse.code_postal} ${upper(p.adresse.commune)}` : '-'}`)}${row('DATE DE DÉLIVRANCE / Date of issue', written(p.delivrance, 'spaces'))}<div style="position:absolute;left:26px;bottom:16px">${zone(lines, options)}</div></div>`];
}

export function oldCardSides(p, lines = oldCard({ ...p, numero: p.numeroAncien ?? p.numero }), options = {}) {
  return [`<div style="${ground('#dcebf3')}"><div style="font-size:14px;margin-bottom:8px">RÉPUBLIQUE FRANÇAISE &nbsp; <b>CARTE NATIONALE D'IDENTITÉ</b> N° : ${p.numeroAncien}</div>${portrait}<p style="margin:.4em 0">Nationalité Française</p><p style="margin:.4em 0">Nom : <b>${upper(p.nom)}</b></p><p style="margin:.4em 0">Prénom(s) : <b>${upper(given(p))}</b></p><p style="margin:.4em 0">Sexe : ${p.sexe} &nbsp; Né(e) le : <b>${written(p.naissance, 'dots')}</b></p><p style="margin:.4em 0">à : ${p.lieu}</p><div style="position:absolute;left:26px;bottom:16px">${zone(lines, options)}</div></div>`,
    `<div style="${ground('#e3eef4')}"><p>Adresse : <b>${p.adresse ? `${upper(p.adresse.voie)}<br>${upper(p.adresse.commune)} (${p.adresse.code_postal.slice(0, 2)})` : '-'}</b></p><p>Carte valable jusqu'au : <b>${written(p.expiration, 'dots')}</b></p><p>délivrée le : <b>${written(p.delivrance, 'dots')}</b></p><p>par : PRÉFECTURE</p><p>Signature de l'autorité :</p></div>`];
}

export function passport(p, lines = td3({ ...p, numero: p.numeroPasseport ?? p.numero }), options = {}) {
  return [`<div style="${ground('#f0e7ea')}"><div style="font-size:13px;margin-bottom:6px"><b>PASSEPORT</b> / PASSPORT &nbsp; RÉPUBLIQUE FRANÇAISE &nbsp; P &nbsp; FRA &nbsp; ${p.numeroPasseport ?? p.numero}</div>${portrait}${row('Nom / Surname (1)', upper(p.nom))}${row('Prénoms / Given names (2)', given(p))}<div style="display:flex;gap:26px"><div>${row('Nationalité / Nationality (3)', 'Française')}</div><div>${row('Date de naissance / Date of birth (4)', written(p.naissance, 'spaces'))}</div><div>${row('Sexe / Sex (5)', p.sexe)}</div></div><div style="display:flex;gap:26px"><div>${row('Lieu de naissance / Place of birth (8)', p.lieu)}</div><div>${row('Date de délivrance / Date of issue (7)', written(p.delivrance, 'spaces'))}</div><div>${row("Date d'expiration / Date of expiry (8)", written(p.expiration, 'spaces'))}</div></div><div style="position:absolute;left:26px;bottom:14px">${zone(lines, { size: 14.5, ...options })}</div></div>`];
}

export function residencePermit(p, lines = td1({ document: 'IR', nationality: 'MAR', ...p }), options = {}) {
  return [`<div style="${ground('#f4e6ec')}"><div style="font-size:16px;margin-bottom:10px"><b>TITRE DE SÉJOUR</b> &nbsp; RÉPUBLIQUE FRANÇAISE</div>${portrait}${row('NOM Prénoms / Name', `${upper(p.nom)}<br>${given(p)}`)}<div style="display:flex;gap:26px"><div>${row('SEXE', p.sexe)}</div><div>${row('NATIONALITÉ', 'MAR')}</div><div>${row('DATE DE NAISSANCE', written(p.naissance, 'spaces'))}</div></div>${row('CATÉGORIE DU TITRE', 'CARTE DE RÉSIDENT')}${row("VALABLE JUSQU'AU / Card expiry", written(p.expiration, 'spaces'))}</div>`,
    `<div style="${ground('#f2e9ee')}">${row('DATE DE DÉLIVRANCE / LIEU', `${written(p.delivrance, 'spaces')} GRENOBLE`)}${row('REMARQUES', 'AUTORISE SON TITULAIRE À TRAVAILLER')}<div style="position:absolute;left:26px;bottom:16px">${zone(lines, options)}</div></div>`];
}
