// The attacks on a box: the real program on an invented collège, called as pages call it. One JSON line for each, read by
// report.mjs. What a route that is not served would answer is told as such.
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Box } from '../end_to_end/harness.mjs';
import { Client, closeVaultCode, newId, person } from '../contract/client.mjs';
import { Contract } from '../contract/document.mjs';
import { recorder } from './record.mjs';

const row = recorder('box');
const phrase = 'tilleul-jardin-crayon-violon-marmite-soleil';
const tus = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0', 'Upload-Length': '10' };
const lisible = { 'Upload-Metadata': `classe ${Buffer.from('lisible').toString('base64')}` };

const { operations } = await Contract.read();
const box = await Box.demo();
let network = 0;
// From a network of their own: what they exhaust is theirs alone.
const elsewhere = () => new Client(box.origin, { from: `127.1.${(network += 1)}.1` });

// What a person may see of an answer, less the clock.
function seen({ status, headers, bytes }) {
  const { date, ...others } = headers;
  return JSON.stringify([status, Object.entries(others).sort(), bytes.toString('base64')]);
}

// Everything sent by this person, as the box's side of TLS would see it.
async function watched() {
  const sent = [];
  const who = await person(box.origin, { from: `127.1.${(network += 1)}.1` }, (client, method, path, options = {}) => {
    sent.push(`${method} ${path} ${JSON.stringify(options.headers ?? {})} ${JSON.stringify(options.body ?? '')}`);
    return client.call(method, path, options);
  });
  return { who, sent };
}

const served = async (operation) => {
  const answer = await elsewhere().call('OPTIONS', operation.path.replaceAll(/\{\w+\}/g, 'x'));
  return answer.status === 204 && answer.headers.allow.split(', ').includes(operation.method);
};

async function letters(letterA) {
  const { who: anne, sent } = await watched();
  await anne.activate(letterA, phrase);
  const { session } = await anne.signIn(letterA.identifiant, phrase);
  const fragment = letterA.chemin.split('#')[1];
  const secrets = [fragment, fragment.split('.')[2], fragment.split('.')[2].slice(0, 26), phrase, letterA.code];
  await row('A12', 'the letter, the code and the phrase in all that an activation sends', {
    attack: () => sent.some((text) => secrets.some((secret) => text.includes(secret))),
    twin: () => sent.length > 5 && session.identifiant === letterA.identifiant,
  });
  const again = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  const auth = again.vault('letterAuth', { identifiant: letterA.identifiant, code: fragment.split('.')[2] });
  await row('A57', 'the letter used a second time', {
    attack: async () => (await again.client.call('POST', '/api/v1/activation/ouvrir', { body: { identifiant: letterA.identifiant, ...auth } })).status !== 404,
    twin: () => session.role === 'responsable',
  });
  // Whoever opens the letter finds an empty account: what the school knew of her is masked (h•••@example.org).
  const moi = await anne.need(200, 'GET', '/api/v1/moi');
  const told = JSON.stringify(moi);
  await row('A57', 'a telephone or an address of mail in a new account', {
    attack: () => /0[1-9]([ .]?\d\d){4}|\+33|[\w.-]{2,}@/.test(told.replace(/"[0-9a-f]{32}"/g, '""')), twin: () => moi.volets.length > 0,
  });
  return { anne, moi };
}

async function foreignPages(people) {
  const ids = () => ({ volet: newId(), piece: newId(), pli: newId(), envoi: newId(), compte: newId(), responsable: newId(), type: 'justificatif_domicile', version: '1', page: '1' });
  const flaws = [{ 'X-DSCO': null }, { Origin: 'https://ailleurs.example.org' }, { Origin: null }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }];
  const changing = [];
  for (const one of operations) if (!['GET', 'HEAD'].includes(one.method) && (await served(one))) changing.push(one);
  const asked = (operation, headers) => (operation.takesJson ? { body: {}, headers } : { headers: { ...tus, ...lisible, ...headers } });
  const path = (operation) => operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => ids()[name]);
  await row('A53', `${changing.length} routes that change something, ${flaws.length} ways of coming from elsewhere`, {
    attack: async () => {
      for (const operation of changing)
        for (const flaw of flaws) {
          const as = (people[operation.who === 'connecte' ? 'responsable' : operation.who] ?? people.responsable).client;
          const answer = await as.call(operation.method, path(operation), asked(operation, flaw));
          if (answer.status !== 403 || answer.json?.code !== 'requete_etrangere') return true;
        }
      return false;
    },
    twin: async () => {
      for (const operation of changing) {
        const answer = await elsewhere().call(operation.method, path(operation), { ...asked(operation, {}), cookie: '0'.repeat(64) });
        if (answer.json?.code === 'requete_etrangere') return false;
      }
      return changing.length > 15;
    },
  });
}

async function enumeration(letterA, letterB) {
  const wrong = (identifiant, path, field) => elsewhere().call('POST', path, { body: { identifiant, [field]: Buffer.alloc(32, 7).toString('base64url') } });
  const differ = async (path, field, known, unknown) => seen(await wrong(known, path, field)) !== seen(await wrong(unknown, path, field));
  await row('A54', 'a wrong password for an account and for none', {
    attack: () => differ('/api/v1/session', 'k_auth', letterA.identifiant, 'ZZZZZZZZZZ'),
    twin: () => differ('/api/v1/session', 'k_auth', letterA.identifiant, 7),
  });
  await row('A54', 'a wrong code for a letter that waits, for one used, for none', {
    attack: async () => (await differ('/api/v1/activation/ouvrir', 'auth_act', letterB.identifiant, 'ZZZZZZZZZZ')) || differ('/api/v1/activation/ouvrir', 'auth_act', letterA.identifiant, 'YYYYYYYYYY'),
    twin: async () => {
      const who = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
      const auth = who.vault('letterAuth', { identifiant: letterB.identifiant, code: letterB.chemin.split('.')[2] });
      return (await who.client.call('POST', '/api/v1/activation/ouvrir', { body: { identifiant: letterB.identifiant, ...auth } })).status === 200;
    },
  });
}

// Who shows half of what is asked destroys nothing: the first step of a sign-in, or a session without its phrase.
async function halfProved(anne, letterA, staff) {
  const half = elsewhere();
  const stepped = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  const { k_auth } = stepped.vault('deriveAuth', { identifiant: staff.identifiant, phrase: staff.phrase });
  await row('A38', 'an access cut by an agent who showed no second factor', {
    attack: async () => {
      const first = await half.call('POST', '/api/v1/session', { body: { identifiant: staff.identifiant, k_auth } });
      const cut = await half.call('POST', `/api/v1/agent/responsables/${newId()}/couper`);
      return first.status === 200 || half.cookie !== '' || cut.status !== 401;
    },
    twin: async () => {
      await stepped.signIn(staff.identifiant, staff.phrase);
      return (await stepped.client.call('POST', `/api/v1/agent/responsables/${newId()}/couper`)).status === 404;
    },
  });
  await anne.takeTelephone();
  const right = anne.vault('deriveAuth', { identifiant: letterA.identifiant, phrase }).k_auth;
  const retire = async (shown) => (await anne.client.call('POST', '/api/v1/second-facteur/retirer', { body: { k_auth: shown } })).status;
  await row('A38', 'the second factor taken away by who has the session and not the phrase', {
    attack: async () => (await retire(Buffer.alloc(32, 7).toString('base64url'))) < 300, twin: async () => (await retire(right)) === 204,
  });
}

// Every route that names an object, with hers: his answer is the one he gets for what never was.
async function hersAsNobodys(anne, bruno, real) {
  const at = (operation, ids) => operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]);
  const never = () => ({ ...real, volet: newId(), pli: newId(), envoi: newId() });
  const routes = [];
  for (const one of operations) if (one.who === 'responsable' && one.path.includes('{') && (await served(one))) routes.push(one);
  const asked = (operation) => (operation.takesJson ? { body: operation.path.includes('plis') ? { envoi: newId(), manifeste: 'AAAA' } : { envois: [newId()] } } : { headers: { ...tus, ...lisible } });
  await row('A58', `${routes.length} routes with her ids`, {
    attack: async () => {
      for (const operation of routes) {
        const hers = await bruno.client.call(operation.method, at(operation, real), asked(operation));
        const nobodys = await bruno.client.call(operation.method, at(operation, never()), asked(operation));
        if (hers.status !== 404 || seen(hers) !== seen(nobodys)) return true;
      }
      return false;
    },
    twin: async () => {
      const own = await Promise.all(routes.filter(({ method }) => ['GET', 'HEAD'].includes(method)).map((one) => anne.client.call(one.method, at(one, real), asked(one))));
      return own.filter(({ status }) => status < 300).length >= 4;
    },
  });
}

// Welch's t over the middle of each: what a scheduler adds falls on both alike.
function welch(a, b) {
  const middle = (times) => [...times].sort((x, y) => x - y).slice(Math.floor(times.length * 0.05), Math.floor(times.length * 0.75));
  const stats = [a, b].map((times) => {
    const kept = middle(times);
    const mean = kept.reduce((x, y) => x + y, 0) / kept.length;
    return { mean, share: kept.reduce((x, y) => x + (y - mean) ** 2, 0) / (kept.length - 1) / kept.length };
  });
  return Math.abs(stats[0].mean - stats[1].mean) / Math.sqrt(stats[0].share + stats[1].share);
}

async function timing(bruno, envoi) {
  const time = async (path, planted) => {
    const begin = process.hrtime.bigint();
    await bruno.client.call('HEAD', path, { headers: { 'Tus-Resumable': '1.0.0' } });
    if (planted) for (const until = process.hrtime.bigint() + planted; process.hrtime.bigint() < until; );
    return Number(process.hrtime.bigint() - begin);
  };
  // `planted`: nanoseconds that each of the second kind takes longer.
  const compare = async (one, other, pairs, planted = 0n) => {
    const times = [[], []];
    for (let i = 0; i < pairs + 20; i += 1) {
      const order = i % 2 ? [0, 1] : [1, 0];
      for (const which of order) {
        const took = await time([one, other][which](), which === 1 ? planted : 0n);
        if (i >= 20) times[which].push(took);
      }
    }
    return welch(...times);
  };
  const foreign = () => `/api/v1/envois/${envoi}`;
  const never = () => `/api/v1/envois/${newId()}`;
  await row('A55', 'hers and what never was, 300 pairs, |t| of Welch below 4.5', {
    attack: async () => (await compare(foreign, never, 300)) >= 4.5 && (await compare(foreign, never, 300)) >= 4.5,
    // What never was, and the same half a millisecond late: as many pairs see it.
    twin: async () => (await compare(never, never, 300, 500_000n)) >= 4.5 || (await compare(never, never, 300, 500_000n)) >= 4.5,
  });
}

// All he can read, before she did anything and after.
async function channels(anne, bruno, volet, act) {
  const his = (await bruno.need(200, 'GET', '/api/v1/moi')).volets[0].id;
  const paths = ['/api/v1/moi', '/api/v1/session', '/api/v1/annuaire', `/api/v1/volets/${his}/plis`, `/api/v1/volets/${his}/pieces/justificatif_domicile`, `/api/v1/volets/${his}/pieces/rib`];
  const view = async (who, list) => (await Promise.all(list.map((path) => who.client.call('GET', path)))).map(seen).join('\n');
  const before = await view(bruno, paths);
  const hers = paths.map((path) => path.replace(his, volet));
  const hersBefore = await view(anne, hers);
  const acted = await act();
  await row('A59', 'all he reads, before and after she deposits and seals', {
    attack: async () => (await view(bruno, paths)) !== before, twin: async () => (await view(anne, hers)) !== hersBefore,
  });
  return acted;
}

async function seal(anne, volet) {
  const { racine, epoque_min } = anne.pin;
  const { maintenant } = await anne.need(200, 'GET', '/api/v1/accueil');
  await anne.acceptDirectory(racine, epoque_min);
  const pli = newId();
  const one = anne.vault('sealPli', { volet, pli, kind: 2, version: 1, precedent: '', maintenant, metadonnees: { nature: 'fiche' }, donnees: new TextEncoder().encode('{"schema":"fiche-infirmerie/1"}') });
  const envoi = await anne.upload(volet, one.corps, 'scelle');
  await anne.need(201, 'PUT', `/api/v1/volets/${volet}/plis/${pli}/1`, { body: { envoi, manifeste: one.manifeste } });
  return pli;
}

// He can't name her account; what he tries elsewhere, and as often as he likes, is his network's affair.
async function lockout(letterA) {
  const bruno = elsewhere();
  const guess = (identifiant) => bruno.call('POST', '/api/v1/session', { body: { identifiant, k_auth: Buffer.alloc(32, 7).toString('base64url') } });
  const statuses = [];
  for (let i = 0; i < 32; i += 1) statuses.push((await guess(`ZZZZZZZZ${String(i).padStart(2, '0')}`)).status);
  const anne = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  await row('A60', 'thirty-two wrong sign-ins from his network', {
    attack: async () => !(await anne.signIn(letterA.identifiant, phrase).then(() => true, () => false)), twin: () => statuses.at(-1) === 429,
  });
}

// What lies on the disk of a stolen or altered box, and in its backups.
async function backups() {
  const run = (words, input = '') => new Promise((resolve) => {
    const child = spawn(box.program, [...words, '--json'], { stdio: ['pipe', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.on('data', (text) => { out += text; });
    child.stdin.end(input);
    child.once('close', (code) => resolve({ code, out }));
  });
  const other = await Box.empty();
  const kept = join(box.folder, 'sauvegardes');
  await mkdir(kept);
  try {
    const key = async (state) => JSON.parse((await run(['backup', 'new-key', '--state', state])).out).cle;
    const paper = await key(box.state);
    const theirs = await key(other.state);
    const backup = async () => {
      const { code, out } = await run(['backup', '--state', box.state, '--to', kept]);
      return code === 0 ? JSON.parse(out).fichier : undefined;
    };
    const opens = async (file, sheet) => (await run(['restore', file, '--drill', '--secrets', '0'], `${sheet}\n`)).code === 0;
    const mine = join(box.state, 'sauvegarde.cle');
    const own = await readFile(mine);
    await row('A35', 'the target of the backups replaced by another box\'s', {
      attack: async () => {
        await writeFile(mine, await readFile(join(other.state, 'sauvegarde.cle')));
        const made = await backup();
        await writeFile(mine, own);
        return made !== undefined;
      },
      twin: async () => opens(await backup(), paper),
    });
    const file = await backup();
    await row('A51', 'a backup under another sheet, and the names in it', {
      attack: async () => (await opens(file, theirs)) || (await readFile(file)).includes('Tilleuls'),
      twin: () => opens(file, paper),
    });
  } finally {
    await other.stop();
  }
}

try {
  const [letterA, letterB] = box.people.lettres;
  const { anne, moi } = await letters(letterA);
  anne.pin = anne.vault('openVault', { session: await (async () => { anne.vault('deriveAuth', { identifiant: letterA.identifiant, phrase }); return anne.need(200, 'GET', '/api/v1/session'); })(), etab: (await anne.need(200, 'GET', '/api/v1/accueil')).etab });
  const volet = moi.volets[0].id;
  await enumeration(letterA, letterB);
  const bruno = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  await bruno.activate(letterB, phrase, { court: true });
  await bruno.signIn(letterB.identifiant, phrase);
  const agent = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  await agent.signIn(box.people.secretariat.identifiant, box.people.secretariat.phrase);
  const carole = await person(box.origin, { from: `127.1.${(network += 1)}.1` });
  await carole.signIn(box.people.infirmerie.identifiant, box.people.infirmerie.phrase);

  await halfProved(anne, letterA, box.people.secretariat);
  const pli = await channels(anne, bruno, volet, async () => {
    await anne.upload(volet, Buffer.alloc(1 << 20, 65));
    return seal(anne, volet);
  });
  const envoi = await anne.upload(volet, Buffer.alloc(1 << 20, 65));
  await hersAsNobodys(anne, bruno, { volet, pli, envoi, type: 'justificatif_domicile', version: '1', page: '1' });
  await foreignPages({ responsable: anne, secretariat: agent, infirmerie: carole, personne: anne });
  await timing(bruno, envoi);
  await lockout(letterA);
  await backups();
} finally {
  await box.stop();
  await closeVaultCode();
}
