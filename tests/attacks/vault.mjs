// The attacks on bytes, against the TypeScript that phones and the nurse's reader run: the shared vectors of rows.json, then
// the commands of the vault's worker. One JSON line for each, read by report.mjs.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { closeVaultCode, pageModule } from '../contract/client.mjs';
import { root } from '../end_to_end/harness.mjs';
import { recorder } from './record.mjs';

const row = recorder('TypeScript');
const load = (name) => pageModule(`/src/coffre/${name}.ts`);
const { sodium, pret, u32, coller, encoder, signer, paireSignature } = await load('sodium');
await pret();
const { Refus } = await load('sodium');
const { apprendre, executer } = await load('commandes');
const { gestesInfirmerie } = await load('infirmerie');
const { memoireVide } = await load('memoire');
const { scellerVoute, clesDe } = await load('compte');
const { certSoi, lireManifeste } = await load('pli');
const { deB64, deHex, versB64, versHex } = await pageModule('/src/commun/octets.ts');
const people = await pageModule('/tests/coffre/personnes.ts');
const { codeDe, courrier, creerCompte, etab, faire, maintenant, phrase, phraseInfirmiere, pli, resp, retourner, volet } = people;
const { lire, operations } = await pageModule('/tests/coffre/operations.ts');
apprendre(gestesInfirmerie);

const ok = (memory, command, demand) => executer(memory, command, demand).ok;

async function replayVectors() {
  const rows = JSON.parse(await readFile(join(root, 'tests/attacks/rows.json'), 'utf8'));
  const groups = new Map();
  const accepted = (group, name, expected) => {
    if (!groups.has(group)) groups.set(group, lire(group));
    const one = groups.get(group).find((found) => found.name === name && found.expect === expected);
    if (!one) throw new Error(`no vector « ${name} » that expects ${expected}`);
    try {
      const out = operations[one.op](one.in);
      return expected === 'refuse' || Object.keys(one.out).every((key) => JSON.stringify(out[key]) === JSON.stringify(one.out[key]));
    } catch (error) {
      if (error instanceof Refus) return false;
      throw error;
    }
  };
  for (const { row: id, vectors = [] } of rows) {
    for (const { group, twin, attacks } of vectors) {
      for (const name of attacks)
        await row(id, name, { attack: () => accepted(group, name, 'refuse'), twin: () => accepted(group, twin, 'accept') });
    }
  }
}

// Agent, responsable, nurse, and the box between them.
function college() {
  const nurse = memoireVide();
  const ceremony = faire(nurse, 'holdCeremony', { uai: '0009990J', etab, phrase: phraseInfirmiere, maintenant });
  const annuaire = { racine: ceremony.racine, certificats: ceremony.certificats, instantanes: [ceremony.instantane] };
  const secretary = creerCompte(people.agent, 'AAAAAAAAA1', '', 0);
  faire(secretary.memoire, 'acceptDirectory', { annuaire, racine: ceremony.empreinte, epoque_min: 1, maintenant });
  const run = (gen) =>
    faire(secretary.memoire, 'makeLetters', { courriers: [{ ...courrier, gen }], etab, avecInfirmerie: true, expire_le: maintenant + 1, maintenant });
  const letters = run(1);
  const [, identifiant, code, racine, epoque] = letters.lettres[0].fragment.split('.');
  const anne = creerCompte(resp, identifiant, racine, Number(epoque), code);
  faire(anne.memoire, 'acceptDirectory', { annuaire, racine, epoque_min: 1, maintenant });
  const form = new TextEncoder().encode('{"schema":"fiche-infirmerie/1","allergies":"noisette"}');
  const sealed = faire(anne.memoire, 'sealPli', { volet, pli, kind: 2, version: 1, precedent: '', maintenant, metadonnees: { nature: 'fiche' }, donnees: form });
  const asShown = {
    id: pli, kind: 2, version: 1, volet, resp_id: resp, responsable: 'Mme Anne BRUYERE', eleve: courrier.enfants[0],
    manifeste: sealed.manifeste, depose_le: maintenant,
    expediteur: { gen: 1, pk_sign: anne.session.pk_sign, pk_kem: anne.session.pk_kem, voie: 'carre', bind_tag: anne.bind_tag },
  };
  const slip = (made) => ({ ...made.envoi.bordereau, depose_le: maintenant, pk_sign: secretary.session.pk_sign, agent: '' });
  return { nurse, annuaire, run, letters, slip, anne, identifiant, sealed, asShown, code };
}

const c = college();
const openVault = (change) => {
  const memory = memoireVide();
  faire(memory, 'deriveAuth', { identifiant: c.identifiant, phrase });
  return { memory, code: codeDe(memory, 'openVault', { session: { ...c.anne.session, ...change }, etab }) };
};
const reread = (change = {}) => executer(c.anne.memoire, 'openOwnPli', { volet, pli, kind: 2, version: 1, manifeste: c.sealed.manifeste, corps: c.sealed.corps, ...change });

async function vaults() {
  const signedIn = { twin: () => openVault({}).code === 'ok' };
  // Nothing follows a vault that does not open: not even the keys of the one before.
  await row('A01', 'a command that follows a refused vault', {
    attack: () => {
      const { memory } = openVault({ coffre: retourner(c.anne.session.coffre, 60) });
      return memory.compte !== null || codeDe(memory, 'sealPli', {}) !== 'coffre_ferme';
    },
    ...signedIn,
  });

  // What the box can make by itself: a seed it drew, its own public keys, and k_auth, which it sees at every sign-in.
  const memory = memoireVide();
  const kAuth = deB64(faire(memory, 'deriveAuth', { identifiant: c.identifiant, phrase }).k_auth);
  const drawn = clesDe(sodium.randombytes_buf(32));
  const account = { etab: deHex(etab), resp: deHex(resp), gen: 1 };
  const contents = { graine: drawn.graine, racine: new Uint8Array(32), epoqueMin: 0 };
  const keys = { pk_sign: versB64(drawn.signature.pk), pk_kem: versB64(drawn.kem.pk) };
  await row('A02', 'a vault closed with k_auth', {
    attack: () => openVault({ ...keys, coffre: versB64(scellerVoute(kAuth, account, contents)) }).code === 'ok', ...signedIn,
  });
  const plain = coller(contents.graine, contents.racine, u32(0));
  await row('A21', 'a vault in clear, whose key the box drew', { attack: () => openVault({ ...keys, coffre: versB64(plain), mode: 'serveur' }).code === 'ok', ...signedIn });

  // Whatever is served beside it, the phrase becomes the key that FORMAT.md gives.
  const derived = (served) => faire(memoireVide(), 'deriveAuth', { identifiant: 'K7Q29XFM3T', phrase: 'café-lampe-orage-tulipe-sabot', ...served }).k_auth;
  const known = versB64(deHex('a1b410f602f63c23b7913e67da7dce4dd1ef11c03a8c3b5cb984a7d623077839'));
  await row('A25', 'a cost, a salt and a kdf_id served with the sign-in', {
    attack: () => derived({ kdf_id: 0, cout: { passes: 1, memoire: 8192 }, passes: 1, memoire: 8192, sel: versB64(new Uint8Array(16)) }) !== known,
    twin: () => derived({}) === known,
  });
}

async function oracles() {
  const twin = () => reread().ok;
  const manifest = deB64(c.sealed.manifeste);
  const bodies = [0, 30_000, 65_552].map((at) => ({ corps: c.sealed.corps.map((byte, i) => (i === at ? byte ^ 1 : byte)) }));
  // The core, each stanza, the metadata, the stream's header, its hash, the signature; signed again where she can be lied to.
  const spoiled = [0, 9, 20, 180, 240, 300, 400, 700, 1400, manifest.length - 100, manifest.length - 1].map((at) => ({ manifeste: retourner(c.sealed.manifeste, at) }));
  const own = lireManifeste(manifest).languettes.findIndex(({ cert }) => versHex(cert) === versHex(certSoi(deB64(c.anne.session.pk_kem))));
  const resigned = [148, 200, ...[16, 60].map((at) => 233 + 96 * own + at), 700, 1400].map((at) => ({ manifeste: signAgain(deB64(retourner(c.sealed.manifeste, at))) }));
  await row('A05', 'twenty ways of spoiling one pli, one answer', {
    attack: () => new Set([...bodies, ...spoiled, ...resigned].map(reread).filter(({ ok: opens }) => !opens).map((answer) => JSON.stringify(answer))).size !== 1,
    twin,
  });
  await row('A16', 'one letter of the sealed JSON, signed again', {
    attack: () => {
      const edited = manifest.slice();
      edited[232 + 1 + 96 * manifest[232] + 4 + 4 + 12] ^= 1;
      return reread({ manifeste: signAgain(edited) }).ok;
    },
    twin,
  });
}

function signAgain(manifest) {
  const signed = manifest.slice(0, manifest.length - 64);
  return versB64(coller(signed, signer(c.anne.memoire.compte.cles.signature, encoder('dsco/pli/manifest/v1', signed))));
}

async function keysNeverComeTwice() {
  const plis = Array.from({ length: 200 }, () => faire(c.anne.memoire, 'sealPli', { volet, pli, kind: 2, version: 1, precedent: '', maintenant, metadonnees: {}, donnees: new Uint8Array(10) }));
  const manifests = plis.map(({ manifeste }) => lireManifeste(deB64(manifeste)));
  const distinct = (list) => new Set(list.map((one) => versHex(one))).size;
  const ephemerals = manifests.flatMap(({ languettes }) => languettes.map(({ ephemere }) => ephemere));
  await row('A08', 'K, ephemeral keys and headers of 200 plis', {
    attack: () => distinct(manifests.map(({ coeur }) => coeur.engagement)) < plis.length || distinct(manifests.map(({ entete }) => entete)) < plis.length || distinct(ephemerals) < ephemerals.length,
    twin: () => ephemerals.length === 3 * plis.length && plis.every((one) => reread(one).ok),
  });
}

async function letters() {
  const printed = c.letters.lettres[0];
  const A = c.code;
  const secrets = [printed.code, printed.code.replaceAll('-', ''), printed.code_court, printed.fragment, A.slice(0, 26)];
  const found = (text) => secrets.some((secret) => text.includes(secret));
  await row('A12', 'the code, the link and the short code in what the run of letters sends', {
    attack: () => found(JSON.stringify(c.letters.envoi)), twin: () => found(JSON.stringify(c.letters.lettres)),
  });
}

async function nurse() {
  const judged = (shown) => faire(c.nurse, 'judgePlis', { plis: [shown] }).confiances[0];
  const open = (shown) => ok(c.nurse, 'openPli', { pli: shown, corps: c.sealed.corps });
  const fresh = () => faire(c.nurse, 'openCarnet', { carnet: '' });
  const imported = (slip, made) => {
    fresh();
    return ok(c.nurse, 'importBordereau', { bordereau: c.slip(made), feuillet: slip });
  };
  await row('A22', 'shown as version 2, sealed as version 1', {
    attack: () => {
      fresh();
      return open({ ...c.asShown, version: 2 });
    },
    twin: () => open(c.asShown),
  });
  await row('A03', 'keys of the box in her name', {
    attack: () => {
      imported(c.letters.feuillet.texte, c.letters);
      const box = paireSignature(sodium.randombytes_buf(32));
      return judged({ ...c.asShown, expediteur: { ...c.asShown.expediteur, pk_sign: versB64(box.pk) } }) !== 'refusee';
    },
    twin: () => judged(c.asShown) === 'confirmee',
  });
  // The administrator makes a letter himself: without the slip on the nurse's desk, its keys are never « confirmée ».
  await row('A42', 'a bordereau for a new generation, without the slip the office printed', {
    attack: () => imported(c.letters.feuillet.texte, c.run(2)), twin: () => imported(c.letters.feuillet.texte, c.letters),
  });
}

// A phone that computes wrongly (libsodium.js 311, 235, 301): the primitive itself is replaced.
async function devices() {
  const { crypto_pwhash: right } = sodium;
  const on = (faulty, what) => {
    sodium.crypto_pwhash = faulty;
    try {
      return what();
    } finally {
      sodium.crypto_pwhash = right;
    }
  };
  const twin = () => codeDe(memoireVide(), 'selfTest', undefined) === 'ok' && derive() === 'ok';
  const derive = () => codeDe(memoireVide(), 'deriveAuth', { identifiant: c.identifiant, phrase });
  const wrong = (...words) => right(...words).map((byte, i) => (i === 3 ? byte ^ 4 : byte));
  await row('A43', 'one bit of Argon2id wrong at the self-test', { attack: () => on(wrong, () => codeDe(memoireVide(), 'selfTest', undefined) === 'ok'), twin });
  await row('A44', 'Argon2id that gives zeros', { attack: () => on((length) => new Uint8Array(length), derive) === 'ok', twin });
  const noMemory = () => {
    throw new Error('memory');
  };
  await row('A45', 'Argon2id that finds no memory', { attack: () => on(noMemory, derive) !== 'memoire_insuffisante', twin });
}

// Every file that may call a primitive, both languages: nothing without an authenticator, no generator of chance but the library's.
async function sources() {
  const banned = /crypto_stream_(?!.*secretstream)|_(ecb|cbc|ctr)\b|Math\.random|\brand\(|decrypt_detached|\beval\(|innerHTML/;
  const files = [];
  for (const folder of ['crypto', 'web/src'])
    for (const name of await readdir(join(root, folder), { recursive: true })) if (/\.(cpp|h|tsx?)$/.test(name)) files.push(join(root, folder, name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  await row('A13', 'a raw stream, a block mode, another generator in the sources', {
    attack: () => texts.some((text) => banned.test(text)),
    twin: () => texts.length > 50 && banned.test('crypto_stream_xchacha20_xor(a, b)') && banned.test('Math.random()'),
  });
}

await replayVectors();
await vaults();
await oracles();
await keysNeverComeTwice();
await letters();
await nurse();
await devices();
await sources();
await closeVaultCode();
