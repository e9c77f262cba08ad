// How long a family waits for the answer about her pièce, and what it costs, beside ocrmypdf on the same files.
//   node tests/bench/reading.mjs [--runs 20] [--peer-runs 3]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeVaultCode } from '../contract/client.mjs';
import { Box, closeBrowser, program } from '../end_to_end/harness.mjs';
import { fourDocuments } from './documents.mjs';
import { holderOf, settleFamilies, slotsOf } from './families.mjs';
import { childrenOf, cpuSeconds, measured, median, mib, peakMiB, quantile, seconds, table, times, watchChildren } from './processes.mjs';

const option = (name, otherwise) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : otherwise);
const runs = option('--runs', 20);
const peerRuns = option('--peer-runs', 3);

const folder = await mkdtemp(join(tmpdir(), 'dossiersco-mesure-'));
const box = await Box.demo();
const rows = [];
try {
  const { families } = await settleFamilies(box, 4);
  // One name on the paper, so one family's slots; the others take over when the day's bytes are used up.
  const documents = [];
  for (const who of families) {
    documents.push(await fourDocuments({ holder: holderOf(who.moi), address: who.moi.responsable.adresse }));
    await closeBrowser();
  }
  const slots = families.map((who) => slotsOf([who]).filter(({ type }) => type === 'justificatif_domicile'));
  const server = box.process.pid;
  const workers = childrenOf(server); // one per reader, and any of them may take the next document
  const load = cpuSeconds(workers[0]); // nothing was read yet: what starting and loading the models took
  const spent = () => [server, ...workers].reduce((sum, pid) => sum + cpuSeconds(pid), 0);

  for (const [kind, { name, file, bytes }] of documents[0].entries()) {
    const waits = [];
    const outcomes = new Map();
    let cpu = 0;
    let peak = 0;
    // The first run is not counted, and watched for its memory instead.
    for (let i = 0; i <= runs; i += 1) {
      const who = i % families.length;
      const { volet, type } = slots[who][Math.floor(i / families.length) % slots[who].length];
      const envoi = await families[who].upload(volet, documents[who][kind].bytes);
      const watch = i === 0 ? workers.map(watchChildren) : null;
      const before = spent();
      const start = performance.now();
      await families[who].need(202, 'PUT', `/api/v1/volets/${volet}/pieces/${type}`, { body: { envois: [envoi] } });
      const read = await families[who].waitRead(volet, type, { every: 20 });
      if (watch) { peak = Math.max(...watch.map((one) => one.stop())); continue; }
      waits.push((performance.now() - start) / 1000);
      cpu += spent() - before;
      const said = [read.outcome, ...read.reasons].join(' ');
      outcomes.set(said, (outcomes.get(said) ?? 0) + 1);
    }
    const path = join(folder, file);
    await writeFile(path, bytes);
    const said = join(folder, 'said');
    const repeat = async (count, words, env) => {
      const all = [];
      for (let i = 0; i < count; i += 1) all.push(await measured(said, words, env));
      return { cpu: median(all.map((one) => one.cpu)), seconds: median(all.map((one) => one.seconds)), peak: Math.max(...all.map((one) => one.peak)) };
    };
    const cold = await repeat(peerRuns, [program, 'check', '--type', 'justificatif_domicile', '--json', path]);
    const peer = (...more) => repeat(peerRuns, ['ocrmypdf', '-q', '-l', 'fra', '--jobs', '1', '--rotate-pages', '--deskew',
      ...(file.endsWith('.jpg') ? ['--image-dpi', '300'] : []), ...(file === 'texte.pdf' ? ['--skip-text'] : []), ...more, path, join(folder, 'out.pdf')], { OMP_THREAD_LIMIT: '1' });
    const usual = await peer();
    const lean = await peer('--output-type', 'pdf', '--optimize', '0');
    const each = cpu / runs;
    rows.push([`${name} (${(bytes.length / 1048576).toFixed(1)} MiB)`, seconds(median(waits)), seconds(quantile(waits, 0.95)), seconds(each), seconds(cold.cpu), seconds(usual.cpu), seconds(lean.cpu),
      times(cold.cpu / usual.cpu), times(each / usual.cpu), times(each / lean.cpu), mib(peak), mib(usual.peak)]);
    console.log(`${name}: ${waits.length} verdicts, ${[...outcomes].map(([what, n]) => `${n} ${what}`).join(', ')}; p50 ${seconds(median(waits))}, p95 ${seconds(quantile(waits, 0.95))}; `
      + `CPU ${seconds(each)} a document, ${seconds(cold.cpu)} with the start of everything; ocrmypdf ${seconds(usual.cpu)} (${seconds(usual.seconds)} of clock), leanest ${seconds(lean.cpu)}`);
  }
  console.log(`\nWorker at rest: ${mib(peakMiB(workers[0]))}; starting it and loading the models: ${seconds(load)} of CPU. Children's peak counts the pages they share with it.`);
  console.log(`Verdicts: ${runs} a document, from the deposit to the answer seen by the page (asked every 20 ms). CPU: user and system, whole tree. ocrmypdf: -l fra --jobs 1 --rotate-pages --deskew, OMP_THREAD_LIMIT=1 (--skip-text for the PDF with text), median of ${peerRuns}; leanest: with --output-type pdf --optimize 0.\n`);
  console.log(table(['document', 'verdict p50', 'p95', 'CPU a document', 'CPU, cold start included', 'ocrmypdf CPU', 'its leanest', 'cold ÷ ocrmypdf', 'a document ÷ ocrmypdf', '÷ its leanest', 'child at most', 'ocrmypdf at most'], rows));
} finally {
  await closeBrowser();
  await box.stop();
  await closeVaultCode();
  await rm(folder, { recursive: true, force: true });
}
