// What `dossiersco check` says of invented papers, kind by kind and damage by damage, beside what it had to say.
//   node tests/bench/accuracy.mjs [FOLDER] [--split test|tuning|all] [--only TEXT] [--seed N] [--failures] [--json FILE] [--jobs 2]
// Without FOLDER the papers are made first (tests/specimens/generate.mjs). The layouts of `test` are nobody's model: only
// their rates are told, unless --failures asks for each.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { quantile, table } from './processes.mjs';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const program = process.env.DOSSIERSCO ?? join(root, 'build', 'release', 'dossiersco');
const split = option('--split', 'test');
const only = option('--only', '');
const given = args[0]?.startsWith('--') ? undefined : args[0];
const scratch = await mkdtemp(join(tmpdir(), 'dossiersco-mesure-'));
const folder = given ?? join(scratch, 'specimens');

async function said(specimen, slot) {
  const expected = join(scratch, `expected-${slot}.json`);
  writeFileSync(expected, JSON.stringify(specimen.expect));
  const words = ['check', '--type', specimen.type, '--expect', expected, '--today', specimen.today, '--json'];
  if (specimen.certificates) words.push('--certificats', join(root, 'tests', 'specimens', 'certificates.json'));
  try {
    const { stdout } = await run(program, [...words, ...(specimen.files ?? [specimen.file]).map((file) => join(folder, file))], { timeout: 60_000 });
    return JSON.parse(stdout);
  } catch (error) {
    return { verdict: `code ${error.code ?? error.signal}`, reasons: [], facts: {}, type_guess: 'none', type_confidence: 0, failed: String(error.stderr ?? error).trim().slice(0, 200) };
  }
}

const spelled = (reasons) => [...reasons].sort().join('+');
// `contenu_retire` is information: it changes no verdict.
const told = (answer) => spelled((answer.reasons ?? []).filter((one) => one !== 'contenu_retire'));

function weigh(specimen, answer) {
  const verdict = specimen.verdicts.includes(answer.verdict);
  const reasons = verdict && (!specimen.reasons?.length || specimen.reasons.some((list) => list === null || spelled(list) === told(answer)));
  const facts = Object.entries(specimen.facts ?? {}).map(([key, value]) => ({ key, value, said: answer.facts?.[key] }));
  const wrongFacts = facts.filter(({ value, said: got }) => got !== undefined && got !== value);
  const flagged = answer.verdict === 'a_verifier' || answer.verdict === 'illisible';
  const caught = flagged && answer.reasons.some((one) => ['code_contredit_le_texte', 'code_non_fiable', 'mrz_incoherente'].includes(one));
  return { specimen, answer, right: specimen.class === 'wrong' ? flagged : verdict, reasons, facts, wrongFacts, caught };
}

// Wilson's interval: what the true rate may be, at 95 %.
function wilson(hits, all) {
  if (all === 0) return [0, 1];
  const z = 1.96, p = hits / all, k = 1 + (z * z) / all;
  const middle = (p + (z * z) / (2 * all)) / k, half = (z / k) * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
const percent = (x) => (100 * x).toFixed(1);
function rate(hits, all) {
  if (all === 0) return '–';
  const [low, high] = wilson(hits, all);
  return `${percent(hits / all)} % (${hits}/${all}; ${percent(low)}–${percent(high)})`;
}

function groups(results, nameOf) {
  const found = new Map();
  for (const one of results) {
    const name = nameOf(one);
    if (name === undefined) continue;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(one);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

function curve(title, results, nameOf) {
  const row = (name, list) => {
    const good = list.filter(({ specimen }) => specimen.class === 'good'), wrong = list.filter(({ specimen }) => specimen.class === 'wrong');
    const hits = (those) => those.filter(({ right }) => right).length;
    const judged = [...good, ...wrong];
    return [name, list.length, list.filter(({ answer }) => answer.verdict === 'conforme' || answer.verdict === 'a_verifier').length, rate(hits(good), good.length), rate(hits(wrong), wrong.length),
      rate(judged.filter(({ reasons }) => reasons).length, judged.length)];
  };
  return table([title, 'papers', 'read', 'good passed', 'wrong flagged', 'and for the right reason'], [...groups(results, nameOf).map(([name, list]) => row(name, list)), row('all', results)]);
}

function confusion(results) {
  const known = results.filter(({ answer }) => answer.verdict !== 'illisible');
  const rows = groups(known, ({ specimen }) => specimen.kind);
  const columns = [...new Set(known.map(({ answer }) => answer.type_guess))].sort();
  return table(['is ↓ looks like →', ...columns], rows.map(([kind, list]) => [kind, ...columns.map((column) => list.filter(({ answer }) => answer.type_guess === column).length || '·')]));
}

// The pièce each kind of paper can be; the others are `autre`.
const slots = {
  asdir: ['quotient_familial'], attestation_caf: ['quotient_familial'], avis_impot: ['quotient_familial', 'justificatif_domicile'],
  assurance_scolaire: ['assurance_scolaire'], assurance_habitation: ['justificatif_domicile'], attestation_contrat: ['justificatif_domicile'],
  declaration_domicile: ['justificatif_domicile'], facture_energie: ['justificatif_domicile'], facture_telecom: ['justificatif_domicile'],
  hebergement: ['justificatif_domicile'], quittance_loyer: ['justificatif_domicile'], taxe_locale: ['justificatif_domicile'],
  bulletin_scolaire: ['bulletin'], exeat: ['certificat_radiation'], jugement: ['jugement'], livret_famille: ['livret_famille'],
  acte_naissance: ['livret_famille'], photo_identite: ['photo_identite'], releve_identite_bancaire: ['rib'],
};
const identity = ['identite_enfant', 'identite_responsable'];
const piecesOf = (kind) => slots[kind] ?? (/^(carte_identite|cni|passeport|titre_sejour|permis|identite)/.test(kind) ? identity : ['autre']);

// Of the guesses said with that confidence, how many were right.
function reliability(results) {
  const known = results.filter(({ answer }) => answer.verdict !== 'illisible' && answer.type_confidence > 0);
  const bins = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.000001];
  let gap = 0;
  const rows = bins.slice(0, -1).map((low, i) => {
    const list = known.filter(({ answer }) => answer.type_confidence >= low && answer.type_confidence < bins[i + 1]);
    if (list.length === 0) return null;
    const mean = list.reduce((sum, { answer }) => sum + answer.type_confidence, 0) / list.length;
    const true_ = list.filter(({ specimen, answer }) => piecesOf(specimen.kind).includes(answer.type_guess)).length;
    gap += Math.abs(mean - true_ / list.length) * (list.length / known.length);
    return [`${low.toFixed(2)}–${Math.min(1, bins[i + 1]).toFixed(2)}`, list.length, percent(mean), rate(true_, list.length)];
  });
  return `${table(['said', 'papers', 'mean said, %', 'were right'], rows.filter(Boolean))}\n\nMean gap between said and true: ${percent(gap)} points over ${known.length} papers.`;
}

function falseAlarms(results) {
  const good = results.filter(({ specimen }) => specimen.class === 'good');
  const count = new Map();
  for (const { specimen, answer } of good) {
    const fair = new Set((specimen.reasons ?? []).flatMap((list) => list ?? answer.reasons));
    for (const reason of answer.reasons) if (!fair.has(reason) && reason !== 'contenu_retire') count.set(reason, (count.get(reason) ?? 0) + 1);
  }
  return table(['false alarm', 'of good papers'], [...count].sort((a, b) => b[1] - a[1]).map(([reason, n]) => [reason, rate(n, good.length)]));
}

function factsTable(results) {
  const all = results.filter(({ specimen }) => specimen.class !== 'between').flatMap(({ facts }) => facts);
  return table(['fact', 'expected', 'right', 'wrong', 'not told'], groups(all, ({ key }) => key).map(([key, list]) => {
    const right = list.filter(({ value, said: got }) => got === value).length, absent = list.filter(({ said: got }) => got === undefined).length;
    return [key, list.length, rate(right, list.length), list.length - right - absent, absent];
  }));
}

const line = ({ specimen, answer, wrongFacts }) => `${specimen.class} ${specimen.file}${specimen.why ? ` (${specimen.why})` : ''}: ${answer.verdict} [${told(answer)}]${answer.failed ? ` ${answer.failed}` : ''} for ${specimen.verdicts.join('|')} `
  + `[${(specimen.reasons ?? []).map((list) => (list === null ? 'any' : list.join('+'))).join(' | ')}]; looks like ${answer.type_guess} ${answer.type_confidence?.toFixed(2)}`
  + wrongFacts.map(({ key, value, said: got }) => `; ${key} ${JSON.stringify(got)} for ${JSON.stringify(value)}`).join('');

try {
  if (!given) {
    const make = ['tests/specimens/generate.mjs', folder, '--seed', option('--seed', '7'), ...(split === 'all' ? [] : ['--split', split]), ...(only ? ['--only', only] : [])];
    await run(process.execPath, make, { cwd: root, maxBuffer: 1 << 24 });
  }
  const specimens = readdirSync(folder).filter((name) => name.endsWith('.expect.json') && name.includes(only)).sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter((one) => (split === 'all' || one.split === split) && (one.files ?? [one.file]).every((file) => existsSync(join(folder, file))));
  if (specimens.length === 0) throw new Error(`no specimen of the split "${split}" in ${folder}`);
  const results = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: Number(option('--jobs', '2')) }, async (_, slot) => {
    while (next < specimens.length) {
      const specimen = specimens[next++];
      results.push(weigh(specimen, await said(specimen, slot)));
    }
  }));
  results.sort((a, b) => (a.specimen.file < b.specimen.file ? -1 : 1));

  const layouts = new Set(specimens.map(({ layout }) => layout));
  const good = results.filter(({ specimen }) => specimen.class === 'good'), wrong = results.filter(({ specimen }) => specimen.class === 'wrong');
  const tampered = results.filter(({ specimen }) => specimen.tampered);
  const hits = (list) => list.filter(({ right }) => right).length;
  console.log(`${specimens.length} invented papers (split "${split}", ${layouts.size} layouts), each through \`dossiersco check\`, in ${((performance.now() - start) / 1000).toFixed(0)} s. In brackets: count; 95 % interval (Wilson).\n`);
  console.log(table(['figure', 'measured', 'target'], [
    ['good papers passed', rate(hits(good), good.length), '≥ 95 %'],
    ['wrong papers flagged', rate(hits(wrong), wrong.length), '≥ 98 %'],
    ['tampered code or zone caught', rate(tampered.filter(({ caught }) => caught).length, tampered.length), '100 %'],
    ['wrong "conforme"', rate(wrong.length - hits(wrong), wrong.length), '≤ 2 %'],
    ['all reasons right, none too many', rate([...good, ...wrong].filter(({ reasons }) => reasons).length, good.length + wrong.length), ''],
    ['readings that broke', rate(results.filter(({ answer }) => answer.failed).length, results.length), '0'],
  ]));
  console.log(`\n${curve('kind', results, ({ specimen }) => specimen.kind)}`);
  console.log(`\n${curve('damage', results, ({ specimen }) => specimen.look)}`);
  console.log(`\n${confusion(results)}`);
  console.log(`\n${reliability(results)}`);
  console.log(`\n${falseAlarms(results)}`);
  console.log(`\n${factsTable(results)}`);
  const times = results.map(({ answer }) => answer.seconds).filter((s) => s > 0);
  if (times.length > 0) console.log(`\nReading, ${option('--jobs', '2')} at a time: p50 ${quantile(times, 0.5).toFixed(2)} s, p95 ${quantile(times, 0.95).toFixed(2)} s, at most ${quantile(times, 1).toFixed(2)} s.`);
  if (args.includes('--failures')) {
    console.log('\nFailures\n');
    for (const [kind, list] of groups(results.filter(({ specimen, right, reasons, wrongFacts }) => specimen.class !== 'between' && (!right || !reasons || wrongFacts.length > 0)), ({ specimen }) => specimen.kind)) {
      console.log(`### ${kind}`);
      for (const one of list) console.log(`- ${one.right ? '(verdict right) ' : ''}${line(one)}`);
    }
  }
  const file = option('--json');
  if (file) writeFileSync(file, JSON.stringify(results.map(({ specimen, answer, right, reasons, caught }) => ({ file: specimen.file, kind: specimen.kind, look: specimen.look, class: specimen.class, split: specimen.split, answer, right, reasons, caught }))));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
