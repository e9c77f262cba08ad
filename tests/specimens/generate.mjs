// node tests/specimens/generate.mjs FOLDER [--seed N] [--rounds N]: invented papers with what must be said of each.
// NAME.pdf or NAME.jpg, beside NAME.expect.json: {type, expect, today, verdicts, reasons, facts}. A reading passes when its
// verdict is one of `verdicts` and its reasons are one of the lists of `reasons`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { family, randomFrom, days, written } from './people.mjs';
import { domicile, assurance, others } from './papers.mjs';
import { damages } from './damage.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { chromium } = createRequire(join(root, 'web', 'package.json'))('playwright-core');

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
const folder = args[0];
if (!folder || folder.startsWith('--')) {
  console.error('usage: generate.mjs FOLDER [--seed N] [--rounds N]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const random = randomFrom(option('--seed', 20260520));
const rounds = option('--rounds', 1);
const today = '2026-05-20';
const fonts = ['Liberation Sans', 'Liberation Serif', 'DejaVu Sans', 'Liberation Sans Narrow', 'DejaVu Serif'];

const conforme = [['conforme'], [[]]];
const doubt = (...reasons) => [['a_verifier'], [reasons]];

function people() {
  const f = family(random);
  return { ...f, holder: f.responsable, child: f.enfant, place: f.adresse, issued: days(today, -random.between(4, 60)), digits: String(random.between(100, 999)),
    date: random.pick(['slash', 'long', 'dots', 'slash', 'short']), year: 2026, rc: true, ia: true, style: { font: random.pick(fonts), size: random.pick([14, 15, 16]) } };
}

// [layout name, paper, family, slot, [verdicts, reasons], facts]
const specimens = [];
const add = (name, paper, f, type, [verdicts, reasons], facts = {}, looks = ['pdf', 'photo']) => specimens.push({ name, paper, f, type, verdicts, reasons, facts, looks });
const issued = (f) => ({ date_emission: f.issued });

for (let round = 0; round < rounds; ++round) {
  const r = rounds > 1 ? `${round}_` : '';
  const damaged = Object.keys(damages).filter((d) => !['photo', 'flou_fort', 'noir', 'bord_coupe', 'flou_leger'].includes(d));
  let turn = round;
  for (const [kind, paper] of Object.entries(domicile)) {
    const yearly = kind === 'taxe' || kind === 'habitation';
    const more = damaged[turn++ % damaged.length];
    const fresh = people();
    if (kind === 'taxe') fresh.issued = '2025-08-29';
    add(`${r}domicile_${kind}`, paper, fresh, 'justificatif_domicile', conforme, kind === 'taxe' ? {} : issued(fresh), ['pdf', 'photo', 'scan', more]);
    const old = people();
    old.issued = days(today, yearly ? -520 : -random.between(110, 300));
    add(`${r}domicile_${kind}_ancien`, paper, old, 'justificatif_domicile', doubt('trop_ancien'), {}, ['pdf', 'photo']);
    const wrong = people();
    wrong.holder = wrong.stranger;
    if (kind === 'taxe') wrong.issued = '2025-08-29';
    add(`${r}domicile_${kind}_autre_nom`, paper, wrong, 'justificatif_domicile', doubt('nom_absent'), {}, ['pdf', 'scan']);
    const moved = people();
    if (kind === 'taxe') moved.issued = '2025-08-29';
    moved.place = moved.ailleurs;
    add(`${r}domicile_${kind}_ailleurs`, paper, moved, 'justificatif_domicile', doubt('adresse_differente'), {}, ['pdf', 'photo']);
  }
  for (const [kind, paper] of Object.entries(assurance)) {
    const more = damaged[turn++ % damaged.length];
    const good = people();
    add(`${r}assurance_${kind}`, paper, good, 'assurance_scolaire', conforme, { annee_scolaire: '2026-2027' }, ['pdf', 'photo', 'scan', more]);
    const past = people();
    past.year = 2025;
    add(`${r}assurance_${kind}_passee`, paper, past, 'assurance_scolaire', doubt('annee_passee'), {}, ['pdf', 'photo']);
    const other = people();
    other.child = other.fratrie;
    add(`${r}assurance_${kind}_frere`, paper, other, 'assurance_scolaire', doubt('autre_enfant'), {}, ['pdf', 'photo']);
    const half = people();
    half.ia = false;
    add(`${r}assurance_${kind}_sans_ia`, paper, half, 'assurance_scolaire', doubt('garantie_manquante'), {}, ['pdf', 'scan']);
  }
  for (const [kind, paper] of Object.entries(others)) {
    const expected = kind === 'ordonnance' ? doubt('piece_medicale') : doubt('mauvaise_piece');
    const f = people();
    add(`${r}autre_${kind}`, paper, f, turn++ % 2 ? 'assurance_scolaire' : 'justificatif_domicile', expected, {}, ['pdf', 'photo']);
  }
  const f = people();
  add(`${r}croise_domicile`, domicile.energie, f, 'assurance_scolaire', doubt('mauvaise_piece'));
  add(`${r}croise_assurance`, assurance.lettre, f, 'justificatif_domicile', doubt('mauvaise_piece'));
  add(`${r}croise_habitation`, domicile.habitation, people(), 'assurance_scolaire', doubt('mauvaise_piece'));
  for (const [kind, paper] of [['energie', domicile.energie], ['internet', domicile.internet], ['quittance', domicile.quittance]]) {
    const g = people();
    add(`${r}flou_${kind}`, paper, g, 'justificatif_domicile', [['illisible'], [['floue']]], {}, ['flou_fort']);
    // A slight blur may hide a word from the reader; what it must never do is refuse a page that people read.
    add(`${r}flou_leger_${kind}`, paper, g, 'justificatif_domicile', [['conforme', 'a_verifier'], [[], ['floue'], ['lecture_humaine']]], {}, ['flou_leger']);
    add(`${r}noir_${kind}`, paper, g, 'justificatif_domicile', [['illisible', 'a_verifier'], [['sombre'], ['floue']]], {}, ['noir']);
    add(`${r}coupe_${kind}`, paper, g, 'justificatif_domicile', [['a_verifier'], [['coupee']]], {}, ['bord_coupe']);
  }
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--font-render-hinting=none'] });
const tab = await browser.newPage({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: 2 });
let made = 0;
for (const s of specimens) {
  await tab.setContent(s.paper(s.f));
  const png = join(folder, '.page.png');
  if (s.looks.some((look) => look !== 'pdf')) await tab.screenshot({ path: png, clip: { x: 0, y: 0, width: 794, height: 1123 } });
  for (const look of s.looks) {
    const name = `${s.name}.${look}`;
    const file = join(folder, `${name}.${look === 'pdf' ? 'pdf' : 'jpg'}`);
    if (look === 'pdf') await tab.pdf({ path: file, format: 'A4', printBackground: true });
    else damages[look](png, file);
    writeFileSync(join(folder, `${name}.expect.json`), JSON.stringify({
      file: `${name}.${look === 'pdf' ? 'pdf' : 'jpg'}`, type: s.type, today, verdicts: s.verdicts, reasons: s.reasons, facts: s.facts,
      expect: { enfant: s.f.enfant, fratrie: [s.f.fratrie], responsables: [s.f.responsable], adresse: s.f.adresse },
    }, null, 1));
    if (++made % 25 === 0) console.error(`${made} specimens`);
  }
}
await browser.close();
const { rmSync } = await import('node:fs');
rmSync(join(folder, '.page.png'), { force: true });
console.log(`${made} specimens in ${folder} (seed ${option('--seed', 20260520)})`);
