// What leaves the printer: the page as PDF, its words with their place in millimetres, the squares as a phone reads them.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const millimetres = (points) => (Number(points) * 25.4) / 72;

export async function printed(page) {
  const folder = await mkdtemp(join(tmpdir(), 'dossiersco-impression-'));
  const file = join(folder, 'page.pdf');
  await writeFile(file, await page.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true }));
  const { stdout } = await run('pdftotext', ['-bbox', file, '-'], { maxBuffer: 64 << 20 });
  const pages = stdout.split('<page ').slice(1).map((text) => [...text.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g)]
    .map(([, x, y, right, bottom, word]) => ({ x: millimetres(x), y: millimetres(y), right: millimetres(right), bottom: millimetres(bottom), word: word.replaceAll('&apos;', "'").replaceAll('&amp;', '&') })));
  await run('pdftoppm', ['-r', '150', '-png', file, join(folder, 'p')]);
  const squares = [];
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.png')).sort()) {
    const read = await run('zbarimg', ['--quiet', '--raw', join(folder, name)]).catch(() => ({ stdout: '' }));
    squares.push(read.stdout.trim().split('\n').filter(Boolean));
  }
  return { file, folder, pages, squares, forget: () => rm(folder, { recursive: true, force: true }) };
}
