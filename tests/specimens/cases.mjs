// Which papers are made of each layout: the good one, and twins that differ by one thing, with what must be said.
import { createRequire } from 'node:module';
import { looks } from './damage.mjs';
import { assurance } from './layouts/assurance.mjs';
import { autres, medicaux } from './layouts/autres.mjs';
import { banque } from './layouts/banque.mjs';
import { caf } from './layouts/caf.mjs';
import { domicile } from './layouts/domicile.mjs';
import { ecole } from './layouts/ecole.mjs';
import { famille } from './layouts/famille.mjs';
import { identite } from './layouts/identite.mjs';
import { impots } from './layouts/impots.mjs';
import { jugement } from './layouts/jugement.mjs';
import { notes } from './layouts/notes.mjs';
import { photo, scenes } from './layouts/photo.mjs';
import { drivingLicence, oldCard, tampered, td1, td3 } from './mrz.mjs';
import { days, family, randomFrom, seedOf } from './people.mjs';
import { plain } from './sheet.mjs';
import { addressee, forge, image, sign, taxpayer } from './two_d_doc.mjs';

const today = '2026-05-20';
export const layouts = [...domicile, ...assurance, ...caf, ...impots, ...banque, ...ecole, ...famille, ...identite, ...jugement, ...photo, ...scenes, ...medicaux, ...autres];

const conforme = { class: 'good', verdicts: ['conforme'], reasons: [[]] };
const doubt = (why, ...reasons) => ({ class: 'wrong', verdicts: ['a_verifier'], reasons: reasons.map((r) => (Array.isArray(r) ? r : [r])), why });
const agent = (why, ...reasons) => ({ ...doubt(why, ...reasons), class: 'good' });

const fonts = ['Liberation Sans', 'Liberation Serif', 'DejaVu Sans', 'Liberation Sans Narrow', 'DejaVu Serif', 'Lato', 'Roboto', 'Open Sans', 'EB Garamond', 'Carlito', 'Caladea', 'Linux Libertine O', 'Cantarell', 'Courier Prime'];
const colours = [['#0a6b4f', '#e8f4ef'], ['#1f4e9c', '#e6eefa'], ['#b5471b', '#fbeee6'], ['#6a2c80', '#f3eaf6'], ['#333', '#eee'], ['#8a1538', '#f9e9ee']];
const banks = [['19990', 'VERGFRPP'], ['19991', 'COLIFRPPXXX'], ['19992', 'BOCAFR2A']];

// Mod 97 over letters turned into numbers; the French key over the account's own 23 characters.
export function frenchIban(bank, desk, account) {
  const mod97 = (digits) => [...digits].reduce((r, d) => (r * 10 + Number(d)) % 97, 0);
  const key = String(97 - mod97(`${bank}${desk}${account}00`)).padStart(2, '0'), bban = `${bank}${desk}${account}${key}`;
  return `FR${String(98 - mod97(`${bban}152700`)).padStart(2, '0')}${bban}`;
}

function people(layout, random) {
  const f = family(random), [colour, tint] = random.pick(colours), [bank, bic] = random.pick(banks);
  const issued = layout.on ?? days(today, -random.between(layout.yearly ? 4 : 3, layout.yearly ? 240 : 60));
  return {
    ...f, holder: f.responsable, child: f.enfant, place: f.adresse, issued, digits: random.digits(3), date: random.pick(['slash', 'long', 'dots', 'slash', 'short', 'dashes', 'long', 'capitals']), year: 2026, rc: true, ia: true,
    quotient: random.pick([random.between(98, 999), random.between(1000, 2400)]), rfr: random.between(4200, 61000), parts: random.pick([1.5, 2, 2.5, 3, 4]), revenus: 2024, leaves: random.pick(['2026-07-03', '2026-07-04', '2026-06-30', '2026-05-15']),
    iban: frenchIban(bank, '00000', random.digits(11)), bic,
    style: { font: random.pick(fonts), size: random.pick([13.5, 14, 15, 16]), ink: random.pick(['#111', '#111', '#222', '#1a1a2a', '#333']), colour, tint, round: random.pick(['50%', '8px', '0']), ...layout.style },
  };
}

// One thing changed, and what it must make us say.
const otherName = (f) => ({ ...f, holder: f.stranger });
const twins = {
  justificatif_domicile: {
    ancien: [(f, layout, random) => ({ ...f, issued: layout.on ? `2023${layout.on.slice(4)}` : days(today, -(layout.yearly ? random.between(470, 700) : random.between(115, 300))) }), doubt('older than it may be', 'trop_ancien')],
    autre_nom: [otherName, doubt('in the name of somebody else', 'nom_absent')],
    ailleurs: [(f) => ({ ...f, place: f.ailleurs }), doubt('for another address', 'adresse_differente')],
  },
  assurance_scolaire: {
    passee: [(f) => ({ ...f, year: 2025 }), doubt('for the school year that ends', 'annee_passee')],
    frere: [(f) => ({ ...f, child: f.fratrie }), doubt('for the brother or sister', 'autre_enfant')],
    sans_ia: [(f) => ({ ...f, ia: false }), doubt('without the accident cover', 'garantie_manquante')],
    etranger: [(f) => ({ ...f, child: f.other_child, responsable: f.stranger, holder: f.stranger }), doubt('for somebody else', 'nom_absent', 'autre_enfant')],
  },
  caf: {
    ancien: [(f, _, random) => ({ ...f, issued: days(today, -random.between(135, 320)) }), doubt('a quotient of months ago', 'trop_ancien')],
    autre_nom: [(f) => ({ ...f, holder: f.stranger, child: f.other_child, fratrie: { ...f.other_child, prenom: 'Gaspard' } }), doubt('in the name of somebody else', 'nom_absent', ['nom_absent', 'autre_enfant'], 'autre_enfant')],
  },
  impots: {
    vieux: [(f) => ({ ...f, revenus: 2021, issued: '2022-07-29' }), doubt('of incomes of years ago', 'trop_ancien', 'annee_passee')],
    autre_nom: [(f) => ({ ...f, holder: f.stranger, autre_parent: { ...f.autre_parent, nom: f.other_child.nom } }), doubt('in the name of somebody else', 'nom_absent')],
  },
  rib: {
    autre_titulaire: [otherName, doubt('the account of somebody else', 'nom_absent', 'lecture_humaine')],
    iban_faux: [(f) => ({ ...f, iban: f.iban.slice(0, 18) + ((Number(f.iban[18]) + 4) % 10) + f.iban.slice(19) }), doubt('a digit of the IBAN is wrong', 'iban_invalide', 'lecture_humaine')],
  },
  certificat_radiation: {
    frere: [(f) => ({ ...f, child: f.fratrie }), doubt('for the brother or sister', 'autre_enfant')],
    etranger: [(f) => ({ ...f, child: f.other_child, responsable: f.stranger }), doubt('for another child', 'nom_absent', 'autre_enfant')],
  },
  bulletin: {
    frere: [(f) => ({ ...f, child: f.fratrie }), doubt('of the brother or sister', 'autre_enfant')],
    etranger: [(f) => ({ ...f, child: f.other_child, responsable: f.stranger }), doubt('of another child', 'nom_absent', 'autre_enfant')],
  },
  livret_famille: {
    etranger: [(f) => ({ ...f, child: f.other_child, fratrie: { ...f.other_child, prenom: 'Gaspard' }, holder: f.stranger, autre_parent: { ...f.autre_parent, nom: f.other_child.nom } }), doubt('of another family', 'nom_absent', 'autre_enfant', ['nom_absent', 'autre_enfant'])],
    frere: [(f) => ({ ...f, child: f.fratrie, fratrie: { ...f.fratrie, prenom: 'Gaspard' } }), doubt('only the brother or sister is there', 'autre_enfant', 'page_manquante')],
  },
};
const twinsOf = (layout) => twins[layout.family] ?? twins[layout.slot] ?? {};

// An identity paper of somebody, issued one day: what is printed on it and the lines its machine reads.
const anniversary = (iso, years) => days(`${Number(iso.slice(0, 4)) + years}${iso.slice(4)}`, -1);
function identity(layout, f, person, random, { delivrance, printed = 10, real = printed, visual = {}, touch = (lines) => lines } = {}) {
  const issued = delivrance ?? `${{ french_card: 2015, td1: 2022, td3: 2019, permit: 2021, licence: 2018 }[layout.format] + (Number(f.digits[0]) % 4)}-${`0${random.between(1, 9)}`.slice(-2)}-${random.between(10, 28)}`;
  const years = layout.format === 'french_card' && !delivrance ? 15 : layout.format === 'licence' ? 15 : printed;
  const birth = person.nom_naissance || person.nom, sexe = (person === f.enfant || person === f.fratrie || person === f.other_child ? f.girl : f.mother) ? 'F' : 'M';
  const p = { nom: birth, prenom: person.prenom, autres: ['Ambroise'], naissance: person.naissance, sexe, delivrance: issued, expiration: anniversary(issued, years), nationality: layout.format === 'permit' ? (layout.split === 'test' ? 'TUN' : 'SEN') : 'FRA', document: layout.format === 'permit' ? 'IR' : 'ID' };
  p.numero = { french_card: `${issued.slice(2, 4)}${issued.slice(5, 7)}58${random.digits(6)}`, td1: `${random.pick(['T', 'X', 'D'])}${random.digits(2)}K${random.digits(5)}`, td3: `${random.digits(2)}${random.pick(['AA', 'CV', 'HK'])}${random.digits(5)}`, permit: random.digits(9), licence: `${random.digits(2)}AB${random.digits(5)}` }[layout.format];
  const lignes = touch({ french_card: oldCard, td1, td3, permit: td1, licence: drivingLicence }[layout.format](p));
  const id = { ...p, usage: person.nom_naissance ? person.nom : '', imprime: p.naissance, expiration_imprimee: p.expiration, expiration: layout.format === 'french_card' ? undefined : p.expiration, lignes, ...visual };
  return { ...f, id, real };
}
// Where the birth date stands in each zone, to change one of its digits.
const birthAt = { french_card: [1, 28], td1: [1, 1], td3: [1, 14], permit: [1, 1], licence: [0, 16] };

// Slots a paper is not for. A tax notice proves an address, a birth certificate an identity: those pairs are not here.
const elsewhere = {
  justificatif_domicile: ['assurance_scolaire', 'certificat_radiation', 'rib'], assurance_scolaire: ['justificatif_domicile', 'quotient_familial', 'bulletin'], quotient_familial: ['assurance_scolaire', 'rib'],
  rib: ['justificatif_domicile', 'quotient_familial'], certificat_radiation: ['assurance_scolaire', 'bulletin'], bulletin: ['certificat_radiation', 'justificatif_domicile'], livret_famille: ['justificatif_domicile', 'assurance_scolaire'],
  jugement: ['livret_famille', 'justificatif_domicile'], photo_identite: ['justificatif_domicile'],
};
const wrongSlots = ['justificatif_domicile', 'assurance_scolaire', 'quotient_familial', 'rib', 'certificat_radiation', 'livret_famille', 'bulletin', 'photo_identite', 'identite_enfant'];

const picture = (src, width) => `<img src="${src}" style="width:${width}px;display:block;margin:8px 0">`;
// A printer's dot is half a millimetre and a little more.
const printed = (text) => {
  const src = image(text), pixels = Buffer.from(src.split(',')[1], 'base64').readUInt32BE(16);
  return `<div style="display:inline-block"><span class="xs">2D-DOC</span>${picture(src, Math.round((pixels / 4) * 2.15))}</div>`;
};
const latin = (p) => ({ ...p, nom: plain(p.nom), prenom: plain(p.prenom) });
function signed(layout, f, options) {
  if (layout.code === 'facture') return sign('01', addressee({ civilite: plain(f.civilite).replace('.', ''), ...latin(f.holder) }, { ...f.place, voie: plain(f.place.voie), commune: plain(f.place.commune) }), { issued: f.issued, ...options });
  return sign('28', taxpayer(latin(f.holder), { ...f.place, voie: plain(f.place.voie), commune: plain(f.place.commune) }, { parts: f.parts, reference: `2538${f.digits}000077`, annee: f.revenus, rfr: f.rfr, etabli: f.issued }), { issued: f.issued, ...options });
}

// Papers with a signed code: agreeing, altered afterwards, or signed by nobody.
function codeCases(layout, f) {
  const test = { authority: 'FR00' }, ours = { authority: 'FR99' };
  const altered = layout.code === 'facture' ? [['nom', { ...f, holder: f.stranger }], ['adresse', { ...f, place: f.ailleurs }]] : [['nom', { ...f, holder: f.stranger }], ['revenu', { ...f, rfr: f.rfr + 21000 }]];
  const broken = signed(layout, f, ours), cell = plain(f.holder.nom);
  const forged = forge(signed(layout, { ...f, holder: f.stranger }, ours), plain(f.stranger.nom), cell);
  const base = layout.code === 'facture' ? { code_type: '01' } : { code_type: '28' };
  return [
    { case: 'code_test', f: { ...f, code: printed(signed(layout, f, test)) }, truth: conforme, facts: { ...base, signature_juste: true, autorite_de_test: true } },
    { case: 'code_juste', f: { ...f, code: printed(broken) }, truth: conforme, facts: { ...base, signature_juste: true, autorite_de_test: false }, certificates: true },
    ...altered.map(([what, other], i) => ({ case: `code_retouche_${what}`, f: { ...f, code: printed(signed(layout, other, i ? test : ours)) }, truth: doubt('the print was altered: its code says otherwise', 'code_contredit_le_texte', ...(i ? [] : [['code_contredit_le_texte', 'nom_absent']])), facts: base, certificates: i === 0, tampered: true })),
    { case: 'code_casse', f: { ...f, code: printed(forged) }, truth: doubt('the code was altered: its signature is not its own', 'code_non_fiable', ['code_contredit_le_texte', 'code_non_fiable']), facts: base, certificates: true, tampered: true },
  ];
}

const anyLook = Object.keys(looks).filter((look) => /_\d$/.test(look) && !looks[look].heavy);
const full = new Set(['domicile_energie', 'domicile_energie_gaz', 'assurance_mutuelle_famille', 'assurance_autonome']);
const turning = /^(exif|tourne)/;
const bases = (layout) => (layout.portrait || layout.kind === 'paysage' ? ['portrait'] : layout.screen ? ['png', 'photo'] : ['pdf', 'photo']);

export function cases(seed, rounds, small) {
  const all = [];
  let turn = 0;
  const seen = new Map();
  const qrcode = createRequire(new URL('../../web/package.json', import.meta.url))('qrcode-generator');
  for (let round = 0; round < rounds; ++round)
    for (const layout of layouts) {
      const random = randomFrom(seedOf(seed, `${layout.name}#${round}`)), f = people(layout, random);
      const qr = qrcode(0, 'M');
      qr.addData(`https://justificatif.example.org/v/${f.digits}`), qr.make();
      f.qr = qr.createSvgTag({ cellSize: 3, margin: 4 });
      const expect = { enfant: f.enfant, fratrie: [f.fratrie], responsables: [f.responsable], adresse: f.adresse };
      const name = `${rounds > 1 ? `${round}_` : ''}${layout.name}`;
      let count = 0;
      const add = (what, ours, slot, truth, wanted, more = {}) => {
        if (small && ++count > (more.keep ? 4 : 2)) return;
        const drawn = more.bodies ?? layout.draw(ours), smallPrint = notes(layout, randomFrom(seedOf(seed, `${name}/notes`))), bodies = drawn.map((b, i) => (i === 0 ? b + smallPrint : b));
        all.push({
          name: `${name}_${what}`, layout, case: what, f: ours, slot, bodies, today, expect, looks: small ? [wanted[turn % wanted.length]] : [...new Set(wanted)], certificates: more.certificates,
          truth: (look) => {
            const l = looks[look], said = l.class === 'wrong' && truth.class === 'good' ? { class: 'wrong', verdicts: l.verdicts, reasons: l.reasons === 'any' ? null : l.reasons, why: `${look}: nobody reads it` } : l.class !== 'good' ? { class: 'between', verdicts: ['conforme', 'a_verifier', 'illisible'], reasons: null, why: truth.why ?? look } : truth;
            return { verdicts: said.verdicts, reasons: said.reasons, class: said.class, ...(said.why ? { why: said.why } : {}), ...(more.tampered ? { tampered: true } : {}), facts: more.facts ?? (layout.facts?.(ours) ?? {}) };
          },
        });
      };
      if (small) {
        const key = ['domicile', 'autres', 'medical'].includes(layout.family) ? layout.kind : `${layout.kind}/${layout.split}`;
        if (seen.has(key)) continue;
        seen.set(key, true);
      }
      ++turn;
      const [first, second] = bases(layout), one = (n) => [n % 2 && second ? second : first];
      const next = (k) => anyLook[(turn * 7 + k * 13) % anyLook.length];

      if (layout.family === 'medical') {
        add('bon', f, ['justificatif_domicile', 'assurance_scolaire', 'certificat_radiation', 'bulletin', 'livret_famille'][turn % 5], doubt('a paper of health', 'piece_medicale'), ['pdf', 'photo', 'scan_1']);
        continue;
      }
      if (layout.family === 'autres' || layout.kind === 'paysage') {
        const known = ['bulletin_paie', 'devis', 'carte_cantine'].includes(layout.kind), scene = layout.kind === 'paysage';
        const slots = scene ? ['justificatif_domicile', 'assurance_scolaire', 'photo_identite'] : [0, 1].map((k) => wrongSlots[(turn + k * 4) % wrongSlots.length]);
        slots.forEach((slot, k) => add(`pour_${slot}`, f, slot, layout.between?.includes(slot) ? { class: 'between', verdicts: ['conforme', 'a_verifier', 'illisible'], reasons: null } : scene && slot !== 'photo_identite' ? { ...doubt('a picture of no paper', 'pas_un_document', 'mauvaise_piece'), verdicts: ['a_verifier', 'illisible'] } : doubt(`${layout.kind} is no ${slot}`, 'mauvaise_piece', ...(known ? [] : ['lecture_humaine', 'pas_un_document'])), scene ? ['portrait'] : k ? ['photo'] : ['pdf', 'photo']));
        if (!scene && turn % 4 === 0) add('pour_autre', f, 'autre', agent('nothing is asked of it', 'lecture_humaine'), ['pdf', 'photo']);
        continue;
      }
      if (layout.only) {
        add('bon', f, layout.slot, doubt(layout.why, ...layout.only), ['pdf', 'photo', 'scan_2']);
        continue;
      }
      if (layout.portrait) {
        add('bon', f, layout.slot, conforme, ['portrait', 'portrait_png', 'portrait_webp', 'portrait_sombre_leger']);
        add('gate', f, layout.slot, conforme, ['portrait_floue', 'portrait_sombre', 'portrait_petite']);
        add('pour_domicile', f, 'justificatif_domicile', { ...doubt('a face proves no address', 'pas_un_document', 'mauvaise_piece'), verdicts: ['a_verifier', 'illisible'] }, ['portrait']);
        continue;
      }
      if (layout.family === 'identite') {
        const child = layout.slot === 'identite_enfant', person = child ? f.enfant : f.responsable;
        const draw = (more) => identity(layout, f, person, randomFrom(seedOf(seed, `${layout.name}/id`)), more);
        const right = draw(), sheets = layout.draw(right).length, truth = layout.uncertain ? { class: 'between', verdicts: ['conforme', 'a_verifier', 'illisible'], reasons: null } : conforme;
        const cut = (looked) => !/^(coupe|petite|exif|biais)/.test(looked);
        add('bon', right, layout.slot, truth, ['photo', sheets > 1 ? 'deux_pages' : 'scan_2', next(0), 'png'].filter(cut), { keep: true });
        if (layout.uncertain) continue;
        const wrong = (what, ours, said, wanted = [turn % 2 ? 'photo' : 'scan_1'], more = {}) => add(what, ours, layout.slot, said, wanted, { facts: {}, keep: true, ...more });
        const stranger = child ? f.other_child : f.stranger;
        wrong('autre_personne', identity(layout, f, stranger, random), doubt('of somebody else', 'nom_absent', ...(child ? ['autre_enfant'] : [])));
        if (child) wrong('frere', identity(layout, f, f.fratrie, random), doubt('of the brother or sister', 'autre_enfant'));
        const [line, at] = birthAt[layout.format];
        wrong('zone_retouchee', draw({ touch: (lines) => tampered(lines, line, at) }), doubt('a digit of the zone was changed', 'mrz_incoherente', ['nom_absent', 'mrz_incoherente']), ['photo', 'png'], { tampered: true });
        const born = `${Number(person.naissance.slice(0, 4)) - 3}${person.naissance.slice(4)}`;
        wrong('imprime_retouche', draw({ visual: { imprime: born } }), doubt('the print was altered: its zone says otherwise', 'mrz_incoherente'), ['photo', 'png'], { tampered: true });
        if (['td3', 'permit'].includes(layout.format)) wrong('perimee', draw({ delivrance: '2013-10-14' }), doubt('expired', 'expiree'));
        if (layout.format === 'french_card') {
          wrong('perimee', draw({ delivrance: '2008-03-11' }), doubt('expired, five more years counted', 'expiree'));
          const longer = draw({ delivrance: '2012-09-18' });
          add('prolongee', longer, layout.slot, conforme, ['photo', 'scan_1'], { facts: { naissance: person.naissance, expiration_imprimee: longer.id.expiration_imprimee, expiration_reelle: anniversary('2012-09-18', 15) }, keep: true });
        }
        if (layout.sides) {
          wrong('recto_seul', right, doubt('the back is missing', 'page_manquante', 'lecture_humaine'), ['photo'], { bodies: layout.draw(right).slice(0, 1) });
          wrong('verso_seul', right, doubt('the front is missing', 'page_manquante', 'lecture_humaine'), ['photo'], { bodies: layout.draw(right).slice(1) });
        }
        if (turn % 3 === 0) add('pour_justificatif_domicile', right, 'justificatif_domicile', doubt('an identity paper proves no address', 'mauvaise_piece'), ['photo'], { facts: {} });
        continue;
      }
      const good = layout.agent ? agent('always read by an agent', 'lecture_humaine') : conforme;
      const several = layout.draw(f).length > 1;
      const wanted = full.has(layout.name) && round === 0 && !small ? [first, second, ...Object.keys(looks).filter((look) => !looks[look].portrait && !looks[look].pages && (layout.family === 'domicile' || !turning.test(look)))]
        : [first, second, next(0), next(1), ...(several ? ['scan_1', 'tiff'] : []), ...(layout.paper === 'livret' && several ? ['deux_pages'] : []), ...(turn % 9 === 0 ? [['heic', 'webp', 'tiff', 'scan_jpeg', 'photo_12mp'][(turn / 9) % 5]] : [])];
      add('bon', f, layout.slot, good, wanted);
      let k = 0;
      for (const [what, [change, truth]] of Object.entries(twinsOf(layout))) {
        if (layout.without?.includes(what)) continue;
                add(what, change(f, layout, random), layout.slot, truth, one(turn + k++), { facts: {} });
      }
      for (const slot of layout.also ?? []) {
        add(`pour_${slot}`, f, slot, conforme, ['pdf', 'photo'], { facts: {} });
        add(`pour_${slot}_ailleurs`, { ...f, place: f.ailleurs }, slot, doubt('for another address', 'adresse_differente'), one(turn), { facts: {} });
      }
      const body = several ? layout.draw(f) : [];
      const missing = doubt('a page is missing', 'page_manquante');
      if (layout.pageMissing) add('page_absente', f, layout.slot, missing, ['pdf', 'photo'], { bodies: body.filter((_, i) => !layout.pageMissing.includes(i)), facts: {} });
      if (layout.pageMissingAlso) add('page_enfant_seule', f, layout.slot, missing, one(turn), { bodies: body.slice(1), facts: {} });
      if (layout.agent) add('page_absente', f, layout.slot, agent('always read by an agent', 'lecture_humaine', 'page_manquante', ['page_manquante', 'lecture_humaine']), ['pdf'], { bodies: body.slice(0, -1), facts: {} });
      if (layout.code && round === 0) for (const c of codeCases(layout, f)) add(c.case, c.f, layout.slot, c.truth, ['pdf', 'photo', ...(c.case === 'code_test' ? ['scan_1'] : [])], { ...c, f: undefined, keep: c.case !== 'code_test' });
      if (turn % 2 === 0) for (const slot of (elsewhere[layout.slot] ?? []).slice(0, 2)) add(`pour_${slot}`, f, slot, doubt(`${layout.kind} is no ${slot}`, 'mauvaise_piece'), one(turn++ >> 1), { facts: {} });
    }
  return all;
}
