// What a busy day asks of the reader: ten families at once, one dense page after the other, HEIC as the camera made it,
// the first word about a bundle, and a server killed in the middle of all this.
//   node tests/bench/load.mjs [--runs 10]
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeVaultCode } from '../contract/client.mjs';
import { Box, closeBrowser } from '../end_to_end/harness.mjs';
import { fourDocuments } from './documents.mjs';
import { holderOf, settleFamilies, slotsOf } from './families.mjs';
import { median, quantile, seconds, table } from './processes.mjs';

const run = promisify(execFile);
const runs = process.argv.includes('--runs') ? Number(process.argv[process.argv.indexOf('--runs') + 1]) : 10;
const many = 10; // families at once
const pagesOfBundle = 4;

const folder = await mkdtemp(join(tmpdir(), 'dossiersco-mesure-'));
const box = await Box.demo();
try {
  const { families } = await settleFamilies(box, many);
  const papers = await fourDocuments({ holder: holderOf(families[0].moi), address: families[0].moi.responsable.adresse });
  await closeBrowser();
  const [large, phone, , bundle] = papers.map(({ bytes }) => bytes);
  await writeFile(join(folder, 'photo.jpg'), large);
  await run('heif-enc', ['-q', '60', '-o', join(folder, 'photo.heic'), join(folder, 'photo.jpg')]);
  const heic = await readFile(join(folder, 'photo.heic'));

  // The place these papers are right for: one for each child, in turn.
  const turns = new Map(families.map((who) => [who, slotsOf([who]).filter(({ type }) => type === 'justificatif_domicile')]));
  const next = (who) => {
    const slots = turns.get(who);
    slots.push(slots.shift());
    return slots.at(-1);
  };
  // Seconds from the deposit to the first word of advice, and to the answer.
  async function ask(who, bytes) {
    const { volet, type } = next(who);
    const envoi = await who.upload(volet, bytes);
    const start = performance.now();
    const passed = () => (performance.now() - start) / 1000;
    await who.need(202, 'PUT', `/api/v1/volets/${volet}/pieces/${type}`, { body: { envois: [envoi] } });
    for (let first; ; await new Promise((later) => setTimeout(later, 20))) {
      const piece = await who.need(200, 'GET', `/api/v1/volets/${volet}/pieces/${type}`);
      if (piece.etat === 'lue') return { first: first ?? passed(), whole: passed(), pages: piece.pages };
      if (piece.avis) first ??= passed();
      if (passed() > 120) throw new Error(`still being read: ${JSON.stringify(piece)}`);
    }
  }
  async function alone(bytes) {
    await ask(families[0], bytes); // the first is not counted
    const said = [];
    for (let i = 0; i < runs; i += 1) said.push(await ask(families[i % many], bytes));
    return said;
  }

  const rows = [];
  const ofHeic = await alone(heic);
  rows.push([`HEIC of 12 megapixels (${(heic.length / 1048576).toFixed(1)} MiB), alone`, seconds(median(ofHeic.map((one) => one.whole))), seconds(quantile(ofHeic.map((one) => one.whole), 0.95))]);
  const ofBundle = await alone(bundle);
  rows.push(['scanned PDF of 4 pages, alone: first word', seconds(median(ofBundle.map((one) => one.first))), seconds(quantile(ofBundle.map((one) => one.first), 0.95))]);
  rows.push(['the same: the answer', seconds(median(ofBundle.map((one) => one.whole))), seconds(quantile(ofBundle.map((one) => one.whole), 0.95))]);
  const crowd = [];
  for (let round = 0; round < Math.ceil(runs / 2); round += 1) crowd.push(...await Promise.all(families.map((who) => ask(who, phone))));
  rows.push([`photo of 2000 px, ${many} families at once`, seconds(median(crowd.map((one) => one.whole))), seconds(quantile(crowd.map((one) => one.whole), 0.95))]);
  console.log(table(['from the deposit to the answer seen by the page', 'p50', 'p95'], rows));

  const began = performance.now();
  const dense = await Promise.all(families.map((who) => ask(who, bundle)));
  const pages = dense.length * pagesOfBundle;
  if (dense.some((one) => one.pages !== pagesOfBundle)) throw new Error('a bundle lost a page');
  console.log(`\nSustained: ${pages} dense pages of 200 dpi in ${((performance.now() - began) / 1000).toFixed(1)} s, ${(pages / ((performance.now() - began) / 1000)).toFixed(2)} a second on ${availableParallelism()} cores.`);

  let lost = 0, stuck = 0, killed = 0;
  for (let i = 0; i < runs; i += 1) {
    const sent = [];
    for (const who of families.slice(0, 3)) {
      const { volet, type } = next(who);
      await who.deposit(volet, type, phone);
      sent.push({ who, volet, type });
    }
    await new Promise((later) => setTimeout(later, 150 * i));
    await box.kill();
    await box.start();
    killed += 1;
    for (const { who, volet, type } of sent) {
      try {
        const read = await who.waitRead(volet, type, { patience: 60_000 });
        if (read.pages === 0) lost += 1;
      } catch { stuck += 1; }
    }
  }
  console.log(`Killed (SIGKILL) ${killed} times while 3 pièces were read or waited: ${lost} lost, ${stuck} stuck after the restart.`);
} finally {
  await closeBrowser();
  await box.stop();
  await closeVaultCode();
  await rm(folder, { recursive: true, force: true });
}
