// The attacks that only a browser refuses: Debian's Chromium on the pages of a real box. One JSON line for each, read by
// report.mjs.
import { createServer } from 'node:http';
import { Box, closeBrowser, freshPage } from '../end_to_end/harness.mjs';
import { activate } from '../end_to_end/people.mjs';
import { recorder } from './record.mjs';

const row = recorder('browser');
const box = await Box.demo();
// Somebody else's machine: whatever reaches it is counted, and its pages are another origin's.
const reached = [];
const stranger = createServer((request, answer) => {
  reached.push(request.url);
  const frame = `<!doctype html><title>x</title><iframe id="f" src="${box.origin}/famille"></iframe>`;
  answer.writeHead(200, { 'Content-Type': 'text/html', 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  answer.end(frame);
});
await new Promise((listening) => stranger.listen(0, '127.0.0.1', listening));
const elsewhere = `http://127.0.0.1:${stranger.address().port}`;

// What a text that got into a page as markup would do, all at once; the policy reports what it stops.
async function injected(page) {
  return page.evaluate(async (there) => {
    globalThis.ran = [];
    const settle = () => new Promise((later) => setTimeout(later, 400));
    const inline = document.createElement('script');
    try {
      inline.textContent = 'globalThis.ran.push("inline")';
    } catch { /* Trusted Types stopped it there */ }
    try {
      document.body.append(inline);
    } catch { /* as above */ }
    try {
      document.querySelector('main').insertAdjacentHTML('beforeend', `<img src="${there}/html" onerror="globalThis.ran.push('html')">`);
    } catch { /* as above */ }
    // Out of this evaluation, which the debugger exempts from the policy on eval.
    setTimeout(() => {
      try {
        globalThis.ran.push(new Function('return "eval"')());
      } catch { /* as above */ }
    });
    const far = document.createElement('script');
    try {
      far.src = `${there}/script.js`;
      document.body.append(far);
    } catch { /* as above */ }
    await settle();
    return globalThis.ran;
  }, elsewhere);
}

try {
  const page = await freshPage();
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`));
  const [letter] = box.people.lettres;
  await activate(page, box.origin, letter);
  const code = letter.chemin.split('#')[1].split('.')[2];
  await row('A12', 'the fragment in any request, header or body, or left in the address bar', {
    attack: async () => asked.some((text) => text.includes(code) || text.includes(code.slice(0, 26))) || (await page.url()).includes(code) || (await page.evaluate(() => JSON.stringify(history.state) + document.referrer)).includes(code),
    twin: () => asked.some((text) => text.includes('/api/v1/activation/terminer')),
  });

  await row('A52', 'inline, injected and foreign scripts, eval', {
    attack: async () => (await injected(page)).length > 0 || reached.length > 0, twin: () => page.getByRole('heading', { name: 'Mon espace' }).isVisible(),
  });

  reached.length = 0;
  await row('A24', 'a picture, a call, a beacon and a link announced to another machine', {
    attack: async () => {
      await page.evaluate(async (there) => {
        const picture = new Image();
        picture.src = `${there}/icone.png`;
        document.body.append(picture);
        const sheet = document.createElement('link');
        sheet.rel = 'stylesheet';
        sheet.href = `${there}/style.css`;
        document.head.append(sheet);
        await Promise.allSettled([fetch(`${there}/fetch`, { mode: 'no-cors' }), Promise.resolve(navigator.sendBeacon?.(`${there}/beacon`, 'x'))]);
        await new Promise((later) => setTimeout(later, 400));
      }, elsewhere);
      return reached.length > 0;
    },
    twin: () => page.evaluate(async () => (await fetch('/api/v1/accueil')).ok),
  });

  await row('A56', "the page in another site's frame, or held by the window that opened it", {
    attack: async () => {
      const outside = await freshPage();
      await outside.goto(`${elsewhere}/`);
      await outside.waitForTimeout(600);
      const framed = await Promise.all(outside.frames().slice(1).map((frame) => frame.locator('#app').count().catch(() => 0)));
      const [opened] = await Promise.all([outside.context().waitForEvent('page'), outside.evaluate((url) => { globalThis.held = window.open(url); }, `${box.origin}/famille`)]);
      await opened.waitForLoadState('domcontentloaded').catch(() => {});
      await outside.waitForTimeout(300);
      const held = await outside.evaluate(() => globalThis.held && !globalThis.held.closed);
      await outside.context().close();
      return framed.some((count) => count > 0) || Boolean(held);
    },
    twin: async () => {
      const direct = await freshPage();
      await direct.goto(`${box.origin}/famille`);
      const shown = await direct.locator('#app').count();
      await direct.context().close();
      return shown === 1;
    },
  });
} finally {
  await closeBrowser();
  stranger.close();
  await box.stop();
}
