// People without a browser: the pages' own vault code run in Node, and calls as a page makes them.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../end_to_end/harness.mjs';
import { codeOf } from '../end_to_end/telephone.mjs';

const require = createRequire(join(root, 'web', 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
export const { parse: parseYaml } = await load('yaml');
export { require as webRequire };

let vite;
// The TypeScript that families' phones run, not a second writing of the protocol.
export async function pageModule(path) {
  vite ??= (async () => {
    const { createServer } = await import(pathToFileURL(join(root, 'web/node_modules/vite/dist/node/index.js')).href);
    return createServer({
      root: join(root, 'web'), configFile: false, appType: 'custom', logLevel: 'error',
      server: { middlewareMode: true, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true },
    });
  })();
  return (await vite).ssrLoadModule(path);
}

async function vaultCode() {
  const { pret } = await pageModule('/src/coffre/sodium.ts');
  await pret();
  const [{ apprendre, executer }, { memoireVide }, { gestesInfirmerie }] = await Promise.all(
    ['commandes', 'memoire', 'infirmerie'].map((name) => pageModule(`/src/coffre/${name}.ts`)));
  apprendre(gestesInfirmerie);
  return { executer, memoireVide };
}
export async function closeVaultCode() {
  await (await vite)?.close();
  vite = undefined;
}

export async function openVault() {
  const { executer, memoireVide } = await vaultCode();
  const memory = memoireVide();
  return (command, demand) => {
    const outcome = executer(memory, command, demand);
    if (!outcome.ok) throw new Error(`${command}: ${outcome.code}`);
    return outcome.value;
  };
}

export const newId = () => randomBytes(16).toString('hex');

// One browser: a cookie, an origin, and the address it comes from (throttles count by network).
export class Client {
  constructor(origin, { from = '127.0.0.1' } = {}) {
    this.url = new URL(origin);
    this.from = from;
    this.cookie = '';
  }

  // `body`: an object goes as JSON, bytes go as they are. The answer keeps its bytes; `json` when they are that.
  // `announced`: a length that is told and never sent, so that a refusal is not raced by the bytes it refuses.
  call(method, path, { body, headers = {}, cookie = this.cookie, announced } = {}) {
    const bytes = body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    const sent = {
      Host: this.url.host, 'X-DSCO': '1', Origin: this.url.origin, 'Sec-Fetch-Site': 'same-origin',
      ...(bytes === undefined ? {} : { 'Content-Length': Buffer.byteLength(bytes) }),
      ...(bytes !== undefined && !Buffer.isBuffer(body) ? { 'Content-Type': 'application/json' } : {}),
      ...(announced ? { 'Content-Length': announced } : {}), ...(cookie ? { Cookie: `__Host-dsco=${cookie}` } : {}), ...headers,
    };
    for (const [name, value] of Object.entries(sent)) if (value === null) delete sent[name];
    return new Promise((resolve, reject) => {
      const out = request({ host: '127.0.0.1', port: this.url.port, localAddress: this.from, method, path, headers: sent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const whole = Buffer.concat(parts);
          const set = answer.headers['set-cookie']?.find((one) => one.startsWith('__Host-dsco='));
          if (set) this.cookie = /^__Host-dsco=([^;]*)/.exec(set)[1];
          let json;
          try { json = JSON.parse(whole); } catch { /* not JSON: validated elsewhere */ }
          resolve({ status: answer.statusCode, headers: answer.headers, bytes: whole, json });
          if (announced) out.destroy();
        });
      });
      out.on('error', reject);
      if (announced) out.flushHeaders();
      else out.end(bytes);
    });
  }
}

// A person: a browser with the vault in it. `api` is the client's call unless the caller checks what goes through.
export class Person {
  constructor(client, vault, api) {
    Object.assign(this, { client, vault, api: api ?? ((...words) => client.call(...words)) });
  }

  async need(status, method, path, options) {
    const answer = await this.api(method, path, options);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes}`);
    return answer.json;
  }

  // From a letter or an invitation to an open account. `court`: as typed, without the square.
  async activate(lettre, phrase, { court = false } = {}) {
    const accueil = await this.need(200, 'GET', '/api/v1/accueil');
    const annuaire = await this.need(200, 'GET', '/api/v1/annuaire');
    const [, identifiant, code, racine, epoque] = (lettre.chemin ?? lettre.lien).split('#')[1].split('.');
    const auth = court ? this.vault('shortCodeAuth', { identifiant, code: lettre.code }) : this.vault('letterAuth', { identifiant, code });
    const opened = await this.need(200, 'POST', '/api/v1/activation/ouvrir', { body: { identifiant, ...auth } });
    let pin = { racine: '', epoque: 0 };
    if (opened.role === 'responsable' && annuaire.racine) {
      pin = this.vault('acceptDirectory', { annuaire, racine: court ? '' : racine, epoque_min: court ? 1 : Number(epoque), maintenant: accueil.maintenant });
    }
    this.vault('deriveAuth', { identifiant, phrase });
    const keys = this.vault('prepareActivation', { identifiant, etab: accueil.etab, resp_id: opened.resp_id, gen: opened.gen, racine: pin.racine, epoque: pin.epoque });
    await this.need(201, 'POST', '/api/v1/activation/terminer', { body: { identifiant, ...auth, ...keys } });
    return { identifiant, auth };
  }

  // With her telephone's code when it is asked: an invented person's is in the answer, anyone else's key was kept.
  async open(login) {
    const answer = await this.api('POST', '/api/v1/session', { body: login });
    if (answer.json?.code !== 'second_facteur_requis') {
      if (answer.status !== 200) throw new Error(`POST /api/v1/session: ${answer.status} ${answer.bytes}`);
      return answer.json;
    }
    const second = answer.json.valeurs?.code ?? codeOf(this.telephone);
    return this.need(200, 'POST', '/api/v1/session', { body: { ...login, second } });
  }

  // The second factor, from what the box proposes. Answers the ten printed codes.
  async takeTelephone() {
    this.telephone = (await this.need(201, 'POST', '/api/v1/second-facteur')).secret;
    return (await this.need(200, 'PUT', '/api/v1/second-facteur', { body: { code: codeOf(this.telephone, -1) } })).codes;
  }

  async signIn(identifiant, phrase) {
    const { etab } = await this.need(200, 'GET', '/api/v1/accueil');
    const { k_auth } = this.vault('deriveAuth', { identifiant, phrase });
    const session = await this.open({ identifiant, k_auth });
    return { session, ...this.vault('openVault', { session, etab }) };
  }

  async acceptDirectory(racine, epoque_min) {
    const { maintenant } = await this.need(200, 'GET', '/api/v1/accueil');
    const annuaire = await this.need(200, 'GET', '/api/v1/annuaire');
    return this.vault('acceptDirectory', { annuaire, racine, epoque_min, maintenant });
  }

  // A whole upload in slices; its id.
  async upload(volet, bytes, classe = 'lisible') {
    const created = await this.api('POST', `/api/v1/volets/${volet}/envois`, {
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(bytes.length), 'Upload-Metadata': `classe ${Buffer.from(classe).toString('base64')}` },
    });
    if (created.status !== 201) throw new Error(`envoi: ${created.status} ${created.bytes}`);
    const place = created.headers.location;
    for (let at = 0; at < bytes.length; at += 1 << 20) {
      const slice = await this.api('PATCH', place, {
        body: Buffer.from(bytes.subarray(at, at + (1 << 20))),
        headers: { 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' },
      });
      if (slice.status !== 204) throw new Error(`tranche: ${slice.status} ${slice.bytes}`);
    }
    return place.split('/').pop();
  }

  // `files`: one, or several that are the pages of one pièce.
  async deposit(volet, type, files) {
    const envois = [];
    for (const bytes of [files].flat()) envois.push(await this.upload(volet, bytes));
    return this.need(202, 'PUT', `/api/v1/volets/${volet}/pieces/${type}`, { body: { envois } });
  }

  async waitRead(volet, type, { every = 50, patience = 60_000 } = {}) {
    for (const end = Date.now() + patience; ; ) {
      const piece = await this.need(200, 'GET', `/api/v1/volets/${volet}/pieces/${type}`);
      if (piece.etat !== 'en_lecture') return piece;
      if (Date.now() > end) throw new Error(`still being read: ${JSON.stringify(piece)}`);
      await new Promise((later) => setTimeout(later, every));
    }
  }
}

export async function person(origin, options, api) {
  const client = new Client(origin, options);
  return new Person(client, await openVault(), api && ((...words) => api(client, ...words)));
}
