// node tests/specimens/try.mjs FOLDER [--program PATH] [--only TEXT]: every specimen of a folder through `dossiersco check`.
// Prints what differs, a table expected × said, and `N passed, N failed`.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const folder = args[0];
if (!folder || folder.startsWith('--')) {
  console.error('usage: try.mjs FOLDER [--program PATH] [--only TEXT]');
  process.exit(2);
}
const program = option('--program', 'build/release/dossiersco');
const only = option('--only', '');
const scratch = mkdtempSync(join(tmpdir(), 'specimens-'));

const wanted = readdirSync(folder).filter((f) => f.endsWith('.expect.json') && f.includes(only)).sort();
let passed = 0, failed = 0;
const table = new Map(), seconds = [];
for (const name of wanted) {
  const s = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const expectFile = join(scratch, 'expect.json');
  writeFileSync(expectFile, JSON.stringify(s.expect));
  let answer;
  try {
    const { stdout } = await run(program, ['check', '--type', s.type, '--expect', expectFile, '--today', s.today, '--json', join(folder, s.file)], { timeout: 60000 });
    answer = JSON.parse(stdout);
  } catch (error) {
    answer = { verdict: `erreur ${error.code ?? ''}`, reasons: [], facts: {} };
  }
  if (answer.seconds) seconds.push(answer.seconds);
  const said = [...(answer.reasons ?? [])].sort().join('+');
  const good = s.verdicts.includes(answer.verdict) && s.reasons.some((list) => [...list].sort().join('+') === said);
  // A fact may be missing (it is then not told); a wrong one is worse than none.
  const wrong = Object.entries(s.facts).filter(([key, value]) => answer.facts[key] !== undefined && answer.facts[key] !== value);
  const expected = s.reasons[0].join('+') || s.verdicts[0];
  const row = table.get(expected) ?? new Map();
  row.set(said || answer.verdict, (row.get(said || answer.verdict) ?? 0) + 1);
  table.set(expected, row);
  if (good && wrong.length === 0) ++passed;
  else {
    ++failed;
    console.log(`FAILED ${s.file}: ${answer.verdict} [${said}] instead of ${s.verdicts.join('|')} [${s.reasons.map((r) => r.join('+')).join(' | ')}]${wrong.map(([k, v]) => `, ${k} ${answer.facts[k]} for ${v}`).join('')}`);
  }
}
rmSync(scratch, { recursive: true });
console.log('\nexpected → said');
for (const [expected, row] of [...table].sort()) console.log(`  ${expected.padEnd(22)} ${[...row].sort((a, b) => b[1] - a[1]).map(([s, n]) => `${s} ${n}`).join(', ')}`);
seconds.sort((a, b) => a - b);
if (seconds.length > 0) console.log(`reading: p50 ${seconds[seconds.length >> 1].toFixed(2)} s, p95 ${seconds[Math.floor(seconds.length * 0.95)].toFixed(2)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
