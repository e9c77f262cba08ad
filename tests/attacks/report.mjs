// What the runners said, row by row. A row is refused when every attack tried against it was, and its twins are accepted when
// every one was. Reads the lines on its standard input; closes on the two counts.
//   node tests/attacks/report.mjs [--all] < lines
import { readFileSync } from 'node:fs';

const rows = JSON.parse(readFileSync(new URL('rows.json', import.meta.url), 'utf8'));
const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const unknown = lines.filter((line) => !rows.some(({ row }) => row === line.row));
if (unknown.length) throw new Error(`rows nobody knows: ${unknown.map(({ row }) => row).join(' ')}`);

let refused = 0;
let twins = 0;
let failed = 0;
for (const { row, attack, missing } of rows) {
  const tried = lines.filter((line) => line.row === row);
  const by = [...new Set(tried.map((line) => line.by))].join(', ');
  const held = tried.length > 0 && tried.every((line) => line.refused);
  const alive = tried.length > 0 && tried.every((line) => line.twin);
  if (held) refused += 1;
  if (alive) twins += 1;
  if (tried.length && !(held && alive)) failed += 1;
  const said = !tried.length ? `NOT TRIED, ${missing ?? 'no runner speaks of it'}:` : held && alive ? 'refused' : held ? 'REFUSED WITH ITS TWIN' : 'ACCEPTED';
  console.log(`${row} ${said.padEnd(8)} ${attack}${tried.length ? ` (${tried.length} by ${by})` : ''}`);
  for (const line of tried)
    if (!line.refused || !line.twin) console.log(`    ${line.by}: « ${line.attack} » ${line.refused ? 'refused' : 'ACCEPTED'}, twin ${line.twin ? 'accepted' : 'REFUSED'}${line.broken ? ` — ${line.broken}` : ''}`);
    else if (process.argv.includes('--all')) console.log(`    ${line.by}: « ${line.attack} »`);
}
// A row without a runner and without a written reason is forgotten, and counts as failed.
const forgotten = rows.filter(({ row, missing }) => !missing && !lines.some((line) => line.row === row)).length;
console.log(`${rows.length - rows.filter(({ row }) => !lines.some((line) => line.row === row)).length - failed} passed, ${failed + forgotten} failed — ${refused}/60 refused, ${twins}/60 twins accepted`);
process.exitCode = failed + forgotten ? 1 : 0;
