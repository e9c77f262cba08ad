// node tests/specimens/generate.mjs FOLDER [--seed N] [--rounds N] [--split tuning|test] [--only TEXT] [--count N (900; 0: all)] [--small]
// Invented papers with what must be said of each: NAME.pdf, .jpg, .png, .webp, .heic or .tif (NAME.1.jpg, NAME.2.jpg for the
// pages of one pièce) beside NAME.expect.json:
//   file, files     the document; in the order of its pages
//   type, expect, today          the slot, the dossier, the day: what `dossiersco check` is given
//   certificates    true when the list of tests/specimens/certificates.json must be believed
//   verdicts        one of them is right
//   reasons         one of these lists is right, in any order; null: any
//   facts           what may be read; a missing one is no fault, another value is
//   kind, layout, case, look, severity, why
//   split           tuning or test: a layout belongs wholly to one of them
//   class           good | wrong | between (either answer is fair: it counts in no rate)
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { cases } from './cases.mjs';
import { looks } from './damage.mjs';
import { seedOf } from './people.mjs';
import { pages, papers } from './sheet.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(here, '..', '..', 'web', 'package.json'))('playwright-core');

const args = process.argv.slice(2);
const text = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const folder = args[0];
if (!folder || folder.startsWith('--')) {
  console.error('usage: generate.mjs FOLDER [--seed N] [--rounds N] [--split tuning|test] [--only TEXT] [--count N] [--small]');
  process.exit(2);
}
const seed = Number(text('--seed') ?? 20260520);
const only = text('--only'), split = text('--split');
mkdirSync(folder, { recursive: true });

let papersToDraw = cases(seed, Number(text('--rounds') ?? 1), args.includes('--small'));
if (split) papersToDraw = papersToDraw.filter((c) => c.layout.split === split);
papersToDraw = papersToDraw.map((c) => ({ ...c, looks: c.looks.filter((look) => !only || `${c.name}.${look}.${c.layout.kind}`.includes(only)) })).filter((c) => c.looks.length > 0);
const count = Number(text('--count') ?? 900);
if (count > 0) {
  // Spread over the whole list rather than its beginning.
  const step = Math.max(1, papersToDraw.reduce((n, c) => n + c.looks.length, 0) / count);
  let at = 0, next = 0;
  papersToDraw = papersToDraw.map((c) => ({ ...c, looks: c.looks.filter(() => (at++ >= next ? ((next += step), true) : false)) })).filter((c) => c.looks.length > 0);
}

const threads = Array.from({ length: 2 }, () => new Worker(new URL('./damaging.mjs', import.meta.url)));
const waiting = new Map();
let jobs = 0;
threads.forEach((thread) => {
  thread.on('message', ({ job }) => { waiting.get(job)(); waiting.delete(job); });
  thread.on('error', (error) => { console.error(error); process.exit(1); });
});
const damage = (pngs, tasks) => new Promise((done) => {
  const job = jobs++;
  waiting.set(job, done);
  threads[job % threads.length].postMessage({ job, pngs, tasks });
});

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--font-render-hinting=none'] });
const context = await browser.newContext({ deviceScaleFactor: 2 });
const tab = await context.newPage();
const session = await context.newCDPSession(tab);
const running = new Set();
let made = 0;
for (const c of papersToDraw) {
  const [width, height] = papers[c.layout.paper];
  await tab.setViewportSize({ width, height: height * c.bodies.length });
  await tab.setContent(pages(c.f, c.layout.paper, c.bodies));
  // A wide font may need more than its sheet: letters shrink, as they do when an office prints.
  await tab.evaluate(() => {
    for (let size = parseFloat(getComputedStyle(document.body).fontSize); size > 9; size -= 0.5) {
      document.body.style.fontSize = `${size}px`;
      if ([...document.querySelectorAll('.sheet')].every((s) => s.scrollHeight <= s.clientHeight && s.scrollWidth <= s.clientWidth)) break;
    }
  });
  const pictures = c.looks.filter((look) => look !== 'pdf');
  const base = (look) => join(folder, `${c.name}.${look}`);
  for (const look of c.looks) {
    const ours = new RegExp(`^${`${c.name}.${look}`.replace(/\W/g, '\\$&')}(\\.\\d+)?\\.(pdf|jpg|png|webp|heic|tif)$`);
    for (const old of readdirSync(folder)) if (ours.test(old)) rmSync(join(folder, old));
  }
  if (c.looks.includes('pdf')) await tab.pdf({ path: `${base('pdf')}.pdf`, preferCSSPageSize: true, printBackground: true });
  const note = () => {
    const present = readdirSync(folder);
    for (const look of c.looks) {
      const name = `${c.name}.${look}`, files = present.filter((f) => f.startsWith(`${name}.`) && !f.endsWith('.json')).sort();
      const truth = c.truth(look);
      writeFileSync(`${base(look)}.expect.json`, JSON.stringify({
        ...(files.length > 1 ? { file: files[0], files } : { file: files[0] }), type: c.slot, today: c.today, ...truth, kind: c.layout.kind, layout: c.layout.name, case: c.case, look,
        severity: looks[look].severity ?? 0, split: c.layout.split, expect: c.expect, ...(c.certificates ? { certificates: true } : {}),
      }, null, 1));
      if (++made % 50 === 0) console.error(`${made} specimens`);
    }
  };
  if (pictures.length === 0) {
    note();
    continue;
  }
  const pngs = [];
  for (let i = 0; i < c.bodies.length; ++i)
    pngs.push(Buffer.from((await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, clip: { x: 0, y: i * height, width, height, scale: 1 } })).data, 'base64'));
  const work = damage(pngs, pictures.map((look) => ({ look, base: base(look), seed: seedOf(seed, `${c.name}.${look}`) }))).then(() => { note(); running.delete(work); });
  running.add(work);
  if (running.size >= 4) await Promise.race(running);
}
await Promise.all(running);
await browser.close();
await Promise.all(threads.map((thread) => thread.terminate()));
console.log(`${made} specimens in ${folder} (seed ${seed})`);
