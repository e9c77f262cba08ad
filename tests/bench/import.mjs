// `dossiersco import` of a collège and of fifty of them: time and memory, which should grow with the pupils and no faster.
//   node tests/bench/import.mjs [ELEVES…]      MAKE_EXPORTS: the program that invents them, by default beside dossiersco
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cli, program } from '../end_to_end/harness.mjs';
import { measured, mib, seconds, table, times } from './processes.mjs';

const makeExports = process.env.MAKE_EXPORTS ?? join(dirname(program), 'make_exports');
const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) sizes.push(900, 50_000);

const rows = [];
let reference;
for (const size of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'dossiersco-mesure-'));
  try {
    const state = join(folder, 'etat');
    const exports = join(folder, 'exports');
    await cli('init', '--json', '--state', state, '--uai', '0009990J');
    await measured(join(folder, 'said'), [makeExports, exports, String(size)]);
    const files = (await readdir(exports)).map((name) => join(exports, name));
    let bytes = 0;
    for (const file of files) bytes += (await stat(file)).size;
    const said = join(folder, 'report');
    const words = [program, 'import', '--json', '--state', state, ...files];
    const first = await measured(said, words);
    const report = JSON.parse((await readFile(said, 'utf8')).trim().split('\n').pop());
    if (!report.accepted || report.eleves.created !== size) throw new Error(`not imported whole: ${JSON.stringify(report).slice(0, 400)}`);
    const again = await measured(said, words);
    const second = JSON.parse((await readFile(said, 'utf8')).trim().split('\n').pop());
    if (!second.accepted || second.eleves.created !== 0) throw new Error(`the second time was not a repeat: ${JSON.stringify(second).slice(0, 400)}`);
    const base = (await stat(join(state, 'maison.db'))).size;
    const per = (first.seconds / size) * 1000;
    reference ??= { per, peak: first.peak / size };
    rows.push([`${size.toLocaleString('en')} élèves (${(bytes / 1048576).toFixed(1)} MiB)`, seconds(first.seconds), seconds(first.cpu), `${per.toFixed(3)} ms`, times(per / reference.per), mib(first.peak),
      times(first.peak / size / reference.peak), seconds(again.seconds), mib(base / 1048576)]);
    console.log(`${size} élèves: ${seconds(first.seconds)}, ${mib(first.peak)} at most; the same files again: ${seconds(again.seconds)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
console.log('\nMemory: the largest of the processes, server side or caged reader.\n');
console.log(table(['import', 'time', 'CPU', 'per élève', 'ratio', 'memory at most', 'memory per élève, ratio', 'same files again', 'base'], rows));
