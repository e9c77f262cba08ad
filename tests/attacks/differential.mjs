// The TypeScript decoders beside the C++ ones, on the same bytes: build/PRESET/differential N | node tests/attacks/differential.mjs
// Closes on "N passed, N failed".
import { createInterface } from 'node:readline';
import { closeVaultCode, pageModule } from '../contract/client.mjs';

const load = (name) => pageModule(`/src/coffre/${name}.ts`);
const { pret, Refus } = await load('sodium');
await pret();
const [{ lireManifeste, verifierManifeste, certSoi }, { lireCertificat, lireInstantane, lireRegistre }, { verifierRenveloppe }, { lireFeuille }, { ouvrirVoute }] =
  await Promise.all(['pli', 'annuaire', 'renveloppe', 'kit', 'compte'].map(load));
const { versHex } = await pageModule('/src/commun/octets.ts');
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));

let passed = 0;
let failed = 0;
let accepted = 0;
let decoders;
function about(words) {
  const [root, manifest, nurse, kWrap, pkSign, pkKem, etab, resp] = words.map(bytes);
  const right = lireManifeste(manifest);
  const { coeur } = right;
  // Whoever sealed it is known; so is the one snapshot in force.
  const self = versHex(certSoi(pkKem));
  const certificats = right.languettes.filter(({ cert }) => versHex(cert) !== self).map(({ cert }) => ({ id: cert, pkKem }));
  const attendu = { ...coeur, expediteur: { pkSign, pkKem }, dernier: null, instantanes: [{ epoque: coeur.epoque, instantane: coeur.instantane, certificats }] };
  return {
    manifest: (b) => versHex(lireManifeste(b).empreinte),
    pli: (b) => versHex(verifierManifeste(b, attendu).coeur.etab),
    certificate: (b) => versHex(lireCertificat(b, root).pkKem),
    snapshot: (b) => { const s = lireInstantane(b, root); return `${s.epoque}.${s.certificats.length}.${s.revoques.length}`; },
    record: (b) => { const r = lireRegistre(b); return versHex(r.etab) + r.uai; },
    rewrap: (b) => { const r = verifierRenveloppe(b, right, nurse); return versHex(r.par) + r.moment; },
    sheet: (b) => versHex(lireFeuille(b).parts),
    vault: (b) => `${ouvrirVoute(kWrap, { etab, resp, gen: 1 }, pkSign, pkKem, b).voute.epoqueMin}.`,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [decoder, ...words] = line.split(' ');
  if (decoder === '#') {
    decoders = about(words);
    continue;
  }
  const verdict = words.at(-1);
  let said = '-';
  try {
    said = decoders[decoder](bytes(words.length > 1 ? words[0] : ''));
  } catch (error) {
    if (!(error instanceof Refus)) said = `BROKEN ${error}`;
  }
  if (said !== '-') accepted += 1;
  if (said === verdict) passed += 1;
  else if ((failed += 1) <= 10) console.log(`${decoder}: C++ « ${verdict} », TypeScript « ${said} » on ${words[0].slice(0, 4000)}`);
}
await closeVaultCode();
console.log(`${accepted} accepted by TypeScript`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !accepted ? 1 : 0;
