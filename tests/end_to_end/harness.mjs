// What every story starts from: the real server on an invented collège, and Debian's Chromium.
import { spawn, execFile } from 'node:child_process';
import { cp, mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'web', 'package.json'));
export const { chromium } = require('playwright-core');
const axeSource = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

export const program = process.env.DOSSIERSCO ?? join(root, 'build', 'release', 'dossiersco');
export const shots = process.env.DOSSIERSCO_SHOTS ?? join(root, 'build', 'shots');
export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 800 };

const run = promisify(execFile);

// Runs the program to its end; the answer is the JSON object it printed.
export async function cli(...words) {
  const { stdout } = await run(program, words, { maxBuffer: 64 << 20 });
  return JSON.parse(stdout);
}

let prepared;
// An invented collège of 60 élèves, made once per process, copied for each box: same people, same codes.
async function preparedDemo() {
  prepared ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dossiersco-college-'));
    const people = await cli('demo', '--prepare', '--json', '--eleves', '60', '--state', join(folder, 'etat'));
    process.on('exit', () => { try { require('node:fs').rmSync(folder, { recursive: true, force: true }); } catch {} });
    return { folder, people };
  })();
  return prepared;
}

// A box that lives for one story. `stop()` ends it and forgets it.
export class Box {
  constructor(folder, state, people) {
    Object.assign(this, { folder, state, people, program, log: [] });
  }

  static async demo() {
    const { folder: source, people } = await preparedDemo();
    const folder = await mkdtemp(join(tmpdir(), 'dossiersco-boite-'));
    await cp(source, folder, { recursive: true });
    const box = new Box(folder, join(folder, 'etat'), people);
    await box.start();
    return box;
  }

  // An empty box: what an établissement has after `init`, with the activation links of its first two people.
  static async empty(...init) {
    const folder = await mkdtemp(join(tmpdir(), 'dossiersco-boite-'));
    const state = join(folder, 'etat');
    const made = await cli('init', '--json', '--state', state, '--uai', '0009990J', '--nom', 'Collège des Tilleuls', ...init);
    return new Box(folder, state, made);
  }

  // The same address after a restart, so that a page that is open goes on.
  async start(...words) {
    const port = this.origin ? new URL(this.origin).port : 0;
    this.process = spawn(this.program, ['serve', '--state', this.state, '--listen', `127.0.0.1:${port}`, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr.on('data', (text) => this.log.push(String(text)));
    this.exited = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    this.origin = await new Promise((resolve, reject) => {
      let said = '';
      this.process.stdout.on('data', (text) => {
        said += text;
        const found = /http:\/\/localhost:\d+/.exec(said);
        if (found) resolve(found[0]);
      });
      this.exited.then(({ code }) => reject(new Error(`the server stopped (${code}): ${this.log.join('')}`)));
    });
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  async terminate() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGTERM');
      await this.exited;
    }
  }

  async stop() {
    await this.terminate();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let browser;
export async function openBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return browser;
}
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

// A browser nobody used before. Console errors and CSP reports fail the story that caused them: see `complaints`.
export async function freshPage(size = phone, options = {}) {
  const context = await (await openBrowser()).newContext({
    viewport: size, locale: 'fr-FR', timezoneId: 'Europe/Paris', acceptDownloads: true,
    ...(size.width < 600 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}), ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.complaints = [];
  page.on('console', (message) => {
    // The browser itself logs each 4xx answer; refusals are part of the stories.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  return page;
}

// The picture of a screen at both sizes, and axe without a violation on each.
export async function look(page, name) {
  await mkdir(shots, { recursive: true });
  const before = page.viewportSize();
  for (const size of [phone, desk]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(shots, `${name}-${size.width}.png`), fullPage: true });
    const { violations } = await axe(page);
    if (violations.length) {
      const said = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`).join('\n');
      throw new Error(`axe on ${name} at ${size.width}: ${said}`);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) throw new Error(`${name} at ${size.width}: ${overflow} px of side scroll`);
  }
  await page.setViewportSize(before);
}

async function axe(page) {
  // Injected over the debugging protocol: the page's own policy refuses foreign scripts.
  if (!(await page.evaluate(() => 'axe' in window))) {
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axeSource });
    await session.detach();
  }
  return page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
}

export function exists(path) {
  return existsSync(path);
}
