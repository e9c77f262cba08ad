// After a campaign, what is nobody's but the family's and the nurse's is looked for everywhere the box keeps or holds
// anything: the two bases page by page with their keys, freed pages and logs included, every file as it lies, what was
// said, temporary files, the server's whole memory. Each word, text or key, in six encodings. The twin: every place with
// every encoding planted in it, and what the box does know, found where it must be. Closes on "N passed, N failed".
import { createDecipheriv } from 'node:crypto';
import { existsSync, openSync, readFileSync, readSync, closeSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Box, closeBrowser } from '../end_to_end/harness.mjs';
import { asPdf, invoice } from '../end_to_end/papers.mjs';
import { Client, closeVaultCode, newId, pageModule, Person } from '../contract/client.mjs';

let passed = 0, failed = 0;
const check = (name, flaw) => {
  if (flaw) { failed += 1; console.log(`✗ ${name}: ${flaw}`); } else { passed += 1; console.log(`✓ ${name}`); }
};

// --- the words, and how each may lie
const alphabets = [(text) => text, (text) => text.replaceAll('+', '-').replaceAll('/', '_')];
function base64(bytes, offset) {
  const coded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
  // Characters that the neighbours' bits are part of say nothing of the word.
  return coded.slice(offset === 0 ? 0 : offset + 1, (offset + bytes.length) % 3 === 0 ? undefined : -1);
}
function faces({ text, bytes = Buffer.from(text) }) {
  const faces = { 'as it is': [bytes], hex: [bytes.toString('hex'), bytes.toString('hex').toUpperCase()].map((one) => Buffer.from(one)) };
  if (text) faces['UTF-16'] = [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()];
  for (const offset of [0, 1, 2]) faces[`base64+${offset}`] = alphabets.map((spell) => Buffer.from(spell(base64(bytes, offset))));
  return faces;
}
// Streams that zlib, gzip, PNG, PDF or ZIP would have left, opened from their head as far as they go.
function inflated(bytes) {
  const opened = [];
  const attempt = (at) => {
    try {
      const out = inflateRawSync(bytes.subarray(at, at + (1 << 18)), { finishFlush: 2, maxOutputLength: 1 << 20 });
      if (out.length > 8) opened.push(out);
    } catch { /* was no stream */ }
  };
  for (const [head, skip] of [['789c', 2], ['7801', 2], ['785e', 2], ['78da', 2], ['1f8b08', 10]])
    for (let at = bytes.indexOf(head, 0, 'hex'); at >= 0; at = bytes.indexOf(head, at + 1, 'hex')) attempt(at + skip);
  return opened;
}
function search(bytes, words) {
  const found = [];
  const streams = inflated(bytes);
  for (const word of words) {
    for (const [face, forms] of Object.entries(faces(word))) if (forms.some((form) => bytes.includes(form))) found.push(`${word.name} ${face}`);
    const plain = faces(word)['as it is'][0];
    if (streams.some((stream) => stream.includes(plain))) found.push(`${word.name} deflate`);
  }
  return found;
}
const encodings = 7; // as it is, hex, UTF-16 (text only), base64 at three offsets, deflate

// --- the places
const { pret, KDF } = await pageModule('/src/coffre/sodium.ts');
await pret();

// A file of SQLCipher 4 and its log as they lie: pages of AES-256-CBC, then 16 bytes of IV and 64 of HMAC.
function pagesOf(file, key, size) {
  const open = (page, first) => {
    const cipher = createDecipheriv('aes-256-cbc', key, page.subarray(size - 80, size - 64)).setAutoPadding(false);
    return Buffer.concat([cipher.update(page.subarray(first ? 16 : 0, size - 80)), cipher.final()]);
  };
  const base = readFileSync(file), plain = [];
  for (let at = 0; at + size <= base.length; at += size) plain.push(open(base.subarray(at, at + size), at === 0));
  const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0), frames = [];
  for (let at = 32; at + 24 + size <= log.length; at += 24 + size) frames.push(open(log.subarray(at + 24, at + 24 + size), log.readUInt32BE(at) === 1));
  return { base: Buffer.concat(plain), log: Buffer.concat(frames) };
}

// Every readable range of a process, piece by piece; neighbours overlap, so that no word is cut.
function* memoryOf(pid) {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [range, rights, , , , name = ''] = line.split(/\s+/);
      if (!rights?.startsWith('r') || name === '[vvar]' || name === '[vsyscall]') continue;
      const [from, to] = range.split('-').map((hex) => Number.parseInt(hex, 16));
      for (let at = from; at < to; at += 8 << 20) {
        const part = Buffer.alloc(Math.min(to - at, (8 << 20) + 4096));
        let read = 0;
        try { read = readSync(memory, part, 0, part.length, at); } catch { /* a guard page */ }
        if (read > 0) yield part.subarray(0, read);
      }
    }
  } finally {
    closeSync(memory);
  }
}

async function filesOf(folder) {
  const found = [];
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (one.isFile()) found.push(await readFile(join(one.parentPath ?? one.path, one.name)));
  return found;
}

// --- the campaign
const temporary = await mkdtemp(join(tmpdir(), 'dossiersco-canari-'));
const box = await Box.demo();
// The server's and its worker's own: the invented people's letters lie with the harness's.
await box.terminate();
process.env.TMPDIR = temporary;
await box.start();
try {
  const sent = [];
  const [{ executer, apprendre }, { memoireVide }, { gestesInfirmerie }, { separer, etirer }, { clesLettre, lireCode }] = await Promise.all(
    ['commandes', 'memoire', 'infirmerie', 'compte', 'lettre'].map((name) => pageModule(`/src/coffre/${name}.ts`)));
  apprendre(gestesInfirmerie);
  const someone = () => {
    const memory = memoireVide();
    const client = new Client(box.origin);
    const vault = (command, demand) => {
      const outcome = executer(memory, command, demand);
      if (!outcome.ok) throw new Error(`${command}: ${outcome.code}`);
      return outcome.value;
    };
    const api = (method, path, options = {}) => {
      const body = Buffer.isBuffer(options.body) ? options.body : Buffer.from(JSON.stringify(options.body ?? ''));
      sent.push(Buffer.from(`${method} ${path} ${JSON.stringify(options.headers ?? {})}\n`), body);
      return client.call(method, path, options);
    };
    return Object.assign(new Person(client, vault, api), { memory });
  };

  const phrase = 'sarcelle-troene-canari-belladone-vanneau-huppe';
  const planted = { form: 'CanariFicheBelladone', name: 'CanariTitreVanneau', file: 'CanariDocumentMesange', message: 'CanariMessageSarcelle', agent: 'CanariPrecisionTroene' };
  const [letter] = box.people.lettres;
  const anne = someone();
  const { identifiant } = await anne.activate(letter, phrase);
  await anne.signIn(identifiant, phrase);
  await anne.acceptDirectory('', 1);
  const moi = await anne.need(200, 'GET', '/api/v1/moi');
  const volet = moi.volets[0].id;
  const { civilite, prenom, nom, adresse } = moi.responsable;
  const bill = Buffer.from(await asPdf(invoice({ holder: `${civilite} ${prenom} ${nom}`, address: adresse })));
  await anne.deposit(volet, 'justificatif_domicile', bill);
  await anne.waitRead(volet, 'justificatif_domicile');
  const { maintenant } = await anne.need(200, 'GET', '/api/v1/accueil');
  const put = async (command, pli, demand) => {
    const one = anne.vault(command, { volet, pli, version: 1, precedent: '', maintenant, ...demand });
    const envoi = await anne.upload(volet, one.corps, 'scelle');
    await anne.need(201, 'PUT', `/api/v1/volets/${volet}/plis/${pli}/1`, { body: { envoi, manifeste: one.manifeste } });
  };
  const pli = newId();
  const words = (text) => new TextEncoder().encode(JSON.stringify({ schema: 'sante/1', allergies: text.repeat(3) }));
  await put('sealPli', pli, { kind: 2, metadonnees: { nature: 'sante', titre: planted.name }, donnees: words(planted.form) });
  await put('sealAttachment', newId(), { metadonnees: { nature: 'pai', nom: `${planted.name}.pdf` }, donnees: new TextEncoder().encode(`%PDF-1.7 ${planted.file} `.repeat(9000)) });

  const carole = someone();
  await carole.signIn(box.people.infirmerie.identifiant, box.people.infirmerie.phrase);
  const state = await carole.need(200, 'GET', '/api/v1/infirmerie/etat');
  const annuaire = await carole.need(200, 'GET', '/api/v1/annuaire');
  carole.vault('openTrousseau', { trousseau: state.trousseau, phrase: box.people.phrase_trousseau, annuaire, maintenant });
  carole.vault('openCarnet', { carnet: '' });
  const { plis } = await carole.need(200, 'GET', '/api/v1/infirmerie/plis');
  carole.vault('judgePlis', { plis });
  const received = plis.find((one) => one.id === pli);
  const corps = (await carole.client.call('GET', `/api/v1/infirmerie/plis/${pli}/1/corps`)).bytes;
  const read = carole.vault('openPli', { pli: received, corps: new Uint8Array(corps) });
  check('the nurse reads the form', Buffer.from(read.donnees).includes(planted.form) ? '' : 'other words');
  const id = newId();
  const message = carole.vault('sealMessage', { sur: received, message: id, texte: planted.message, maintenant });
  await carole.need(200, 'POST', '/api/v1/infirmerie/retours', { body: {
    schema: 'retours/1', carnet: carole.vault('closeCarnet', undefined).carnet, recus: [{ pli, recu: carole.vault('signReceipt', { pli: received, maintenant }) }],
    messages: [{ id, volet, manifeste: message.manifeste, corps: Buffer.from(message.corps).toString('base64url') }],
  } });
  await carole.client.call('GET', '/api/v1/infirmerie/sacoche');

  const agent = someone();
  await agent.signIn(box.people.secretariat.identifiant, box.people.secretariat.phrase);
  const { relectures } = await agent.need(200, 'GET', '/api/v1/agent/relectures');
  const piece = relectures.find((one) => one.type === 'justificatif_domicile');
  await agent.need(200, 'GET', `/api/v1/agent/pieces/${piece.piece}`);
  await agent.need(200, 'POST', `/api/v1/agent/pieces/${piece.piece}/decision`, { body: { decision: 'a_refaire', motif: 'floue', precision: planted.agent, version: piece.version } });

  // Texts, then keys: what opens what was written. The invented nurse's phrase is no secret: it is in the program.
  const [, , code] = letter.chemin.split('#')[1].split('.');
  const A = lireCode(code);
  const bytesOf = (name, value) => ({ name, bytes: Buffer.from(value) });
  const textOf = (name, text) => ({ name, text });
  const secrets = [
    ...['form', 'name', 'file', 'message'].map((name) => textOf(name, planted[name])),
    textOf('phrase', phrase), textOf('code', code), bytesOf('A', A), bytesOf('bind', clesLettre(A, identifiant).bind),
    bytesOf('U', anne.memory.compte.cles.graine), bytesOf('k_wrap', separer(etirer(phrase, identifiant)).kWrap),
    bytesOf("nurse's key", carole.memory.infirmiere.kem.sk), bytesOf("nurse's signing seed", carole.memory.infirmiere.trousseau.graineSignature),
  ];

  // --- the search
  const master = new Uint8Array(Buffer.from((await readFile(`${box.state}.key`, 'utf8')).trim(), 'hex'));
  const raw = (number) => Buffer.from(KDF(master, number, 'DSCOBOX1'));
  const main = pagesOf(join(box.state, 'maison.db'), raw(1), 4096);
  const pieces = pagesOf(join(box.state, 'pieces.db'), raw(2), 16384);
  const memory = [...memoryOf(box.process.pid)];
  const places = {
    'the base': [main.base], "the base's log": [main.log], 'the bytes': [pieces.base], "the bytes' log": [pieces.log],
    'the files as they lie': await filesOf(box.state), 'what was said': [Buffer.from(box.log.join(''))],
    'temporary files': await filesOf(temporary), 'what was sent': sent, "the server's memory": memory,
  };
  for (const [place, parts] of Object.entries(places)) {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    const found = parts.flatMap((part) => search(part, secrets));
    check(`${place}: ${total} bytes, ${secrets.length} words, nothing`, found.length ? [...new Set(found)].join(', ') : '');
  }

  // --- the twin: the same search, where there is something to find
  for (const [place, parts] of Object.entries(places)) {
    // A megabyte of that very place, or a line when it is empty.
    const host = parts.find((part) => part.length > 4096)?.subarray(0, 1 << 20) ?? Buffer.alloc(4096, 32);
    let seen = 0;
    const kinds = new Set();
    for (const word of [secrets[0], secrets.find((one) => one.name === 'U')]) {
      const plant = (form, face) => {
        const copy = Buffer.from(host);
        form.copy(copy, 1111);
        kinds.add(face);
        if (search(copy, [word]).includes(`${word.name} ${face}`)) seen += 1;
      };
      const all = Object.entries(faces(word)).flatMap(([face, forms]) => forms.map((form) => [form, face]));
      for (const [form, face] of all) plant(form, face);
      const zlib = Buffer.concat([Buffer.from('789c', 'hex'), deflateRawSync(Buffer.concat([Buffer.from('before it '), word.bytes ?? Buffer.from(word.text), Buffer.from(' after')]))]);
      plant(zlib, 'deflate');
      seen -= all.length + 1;
    }
    check(`${place}: planted in ${encodings} encodings, found each time`, seen === 0 && kinds.size === encodings ? '' : `${-seen} missed, ${kinds.size} kinds`);
  }
  const known = (parts, text) => parts.some((part) => part.includes(text));
  check('the base is read: what the box does know is there', known([main.base, main.log], planted.agent) && known([main.base, main.log], nom) ? '' : 'not found');
  check('memory is read: the keys of the base are there', known(memory, raw(1)) || known(memory, raw(1).toString('hex')) ? '' : 'not found');
  check('what was sent is watched: the agent’s words are there', known(sent, planted.agent) ? '' : 'not found');
  // A pièce is the server's to read, and lies closed under its volet's key all the same.
  const original = (await agent.client.call('GET', `/api/v1/agent/pieces/${piece.piece}/original`)).bytes;
  check('a pièce comes back as it was sent', original.equals(bill) ? '' : 'other bytes');
  check('and lies closed: its bytes are in no page', search(Buffer.concat([pieces.base, pieces.log]), [bytesOf('piece', bill.subarray(500, 564))]).join(', '));
  check('those pages were read', known([pieces.base, pieces.log], 'CREATE TABLE') ? '' : 'not opened');
} finally {
  await box.stop();
  await closeBrowser();
  await closeVaultCode();
  await rm(temporary, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
