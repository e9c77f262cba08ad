// Each counter taken away, alone: the edits that disable it, and the row that must then turn red, and no other. An edit names
// text that stands exactly once in its file. `by`: the runner that sees it (bytes: C++, vault: TypeScript, box: the server,
// browser: Chromium on the server's pages).
const cpp = (row, ...edits) => ({ row, by: 'bytes', edits });
const ts = (row, ...edits) => ({ row, by: 'vault', edits });
const box = (row, ...edits) => ({ row, by: 'box', edits });
const browser = (row, ...edits) => ({ row, by: 'browser', edits });
const edit = (file, from, to) => ({ file, from, to });
// A page's policy as it leaves, with some of its directives written otherwise.
const policy = (...changes) => edit('server/http/statics.cpp', 'if (!file->policy.empty()) reply.headers.emplace_back("Content-Security-Policy", file->policy);',
  `if (!file->policy.empty()) {
    std::string policy(file->policy);
    for (const auto& [from, to] : {${changes.map(([from, to]) => `std::pair<std::string_view, std::string_view>(${JSON.stringify(from)}, ${JSON.stringify(to)})`).join(', ')}})
      if (const auto at = policy.find(from); at != std::string::npos) policy.replace(at, from.size(), to);
    reply.headers.emplace_back("Content-Security-Policy", policy);
  }`);

export const mutants = [
  // An AEAD without its tag: what a stream cipher would give.
  cpp('A01', edit('crypto/vault.cpp', 'auto plain = aead_open(k_wrap, nonce, vault.take(vault_bytes - nonce.size()), bound_to(context));',
    'Result<Buffer> plain = aead_seal(k_wrap, nonce, vault.take(vault_bytes - nonce.size() - 16), {});')),
  ts('A01', edit('web/src/coffre/compte.ts', 'new Lecteur(ouvrirAvecNonce(kWrap, scelle, lieA(compte, pkSign, pkKem)))',
    'new Lecteur(scellerSansMarque(kWrap, scelle))'),
    edit('web/src/coffre/compte.ts', 'export const kdfCourant = 1;', `export const kdfCourant = 1;
import { sodium } from "./sodium";
const scellerSansMarque = (cle: Uint8Array, x: Uint8Array): Uint8Array =>
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(x.slice(24, x.length - 16), null, null, x.slice(0, 24), cle).slice(0, 68);`)),
  cpp('A02', edit('crypto/password.cpp', 'derive(stretched, 2, "DSCOPWD1")', 'derive(stretched, 1, "DSCOPWD1")')),
  ts('A02', edit('web/src/coffre/commandes.ts', `    const { voute, cles } = ouvrirVoute(
      phrase.kWrap,
      compte,
      b64(session.pk_sign, 32),
      b64(session.pk_kem, 32),
      b64(session.coffre),
    );`, `    const essai = (cle: Uint8Array) =>
      ouvrirVoute(cle, compte, b64(session.pk_sign, 32), b64(session.pk_kem, 32), b64(session.coffre));
    let lue: ReturnType<typeof essai>;
    try {
      lue = essai(phrase.kWrap);
    } catch {
      lue = essai(phrase.kAuth);
    }
    const { voute, cles } = lue;`)),
  cpp('A03', edit('crypto/letter.cpp', 'return equal_constant_time(bind_tag(bind, context), untrusted_tag);', 'return untrusted_tag.size() == bind_tag(bind, context).size();')),
  ts('A03', edit('web/src/coffre/lettre.ts', 'egal(marqueLiaison(bind, liaison), marque);', 'marqueLiaison(bind, liaison).length === marque.length;')),
  cpp('A04', edit('crypto/pli.cpp', 'if (key && !equal_constant_time(derive_pli_keys(*key).commitment, commitment)) return refuse(Error::tampered);', 'static_cast<void>(commitment);')),
  ts('A04', edit('web/src/coffre/pli.ts', 'exiger(K.length === 32 && egal(engagementDe(K), coeur.engagement), "engagement");', 'void coeur;')),
  ts('A05', edit('web/src/coffre/commandes.ts', 'if (erreur instanceof Refus) return { ok: false, code: refusDe[commande] };', 'if (erreur instanceof Refus) return { ok: false, code: erreur.message as CodeCoffre };')),
  cpp('A06', edit('crypto/directory.cpp', 'if (root_fingerprint(untrusted.root_record) != pin.root_fingerprint) return refuse(Error::wrong_context);', '')),
  ts('A06', edit('web/src/coffre/annuaire.ts', 'exiger(racine === null || egal(empreinte, racine), "empreinte");', '')),
  cpp('A07', edit('crypto/rewrap.cpp', 'if (record && record->manifest_hash != manifest.hash) return refuse(Error::wrong_context);', 'static_cast<void>(manifest);')),
  ts('A07', edit('web/src/coffre/renveloppe.ts', 'exiger(egal(lu.empreinte, manifeste.empreinte), "manifeste");', 'void manifeste;')),
  cpp('A08', edit('crypto/pli_seal.cpp', '  const SecretKey key = SecretKey::random();', '  static const SecretKey key = SecretKey::random();')),
  ts('A08', edit('web/src/coffre/pli.ts', '  const K = hasard(32);', '  const K = new Uint8Array(32).fill(7);')),
  cpp('A09', edit('crypto/vault.cpp', ' || keys.kem.public_key() != context.pk_kem', '')),
  ts('A09', edit('web/src/coffre/compte.ts', ' && egal(cles.kem.pk, pkKem), "cles"', ', "cles"')),
  cpp('A10', edit('crypto/directory.cpp', 'const auto body = body_of(untrusted_certificate, root_pk);', `static_cast<void>(root_pk);
  const Result<Bytes> body = untrusted_certificate.first(untrusted_certificate.size() - std::min<std::size_t>(untrusted_certificate.size(), 64));`)),
  ts('A10', edit('web/src/coffre/annuaire.ts', 'const lecteur = new Lecteur(corpsSigne(octets, racinePk));\n  lecteur.etiquette("dsco/cert/v1");', 'void racinePk;\n  const lecteur = new Lecteur(octets.slice(0, octets.length - 64));\n  lecteur.etiquette("dsco/cert/v1");')),
  cpp('A11', edit('crypto/pli.cpp', 'if (fields.integer<std::uint8_t>() != suite_x25519) return refuse(Error::wrong_suite);', 'fields.integer<std::uint8_t>();')),
  ts('A11', edit('web/src/coffre/pli.ts', 'exiger(egal(lecteur.prendre(8), magie) && lecteur.u8() === 1, "suite");', 'exiger(egal(lecteur.prendre(8), magie), "suite");\n  lecteur.u8();')),
  ts('A12', edit('web/src/coffre/commandes.ts', '        resp_id,\n        gen,\n        identifiant,\n        verif:', '        resp_id,\n        gen,\n        identifiant,\n        ...{ code: codeImprime(A) },\n        verif:')),
  ts('A13', edit('web/src/coffre/sodium.ts', 'export const hasard = (combien: number): Uint8Array => sodium.randombytes_buf(combien);', 'export const hasard = (combien: number): Uint8Array => Uint8Array.from({ length: combien }, () => Math.random() * 256);')),
  cpp('A14', edit('crypto/pli.cpp', 'if (hasher.finish() != manifest->body_hash) return refuse(Error::tampered);', '')),
  ts('A14', edit('web/src/coffre/pli.ts', 'exiger(egal(empreinteCorps(manifeste.entete, corps), manifeste.HB), "corps");', '')),
  cpp('A15', edit('crypto/pli.cpp', 'core.piece != expected.piece ||', '')),
  ts('A15', edit('web/src/coffre/pli.ts', 'egal(coeur.piece, attendu.piece) && ', '')),
  cpp('A16', edit('crypto/pli_open.cpp', 'auto plain = aead_open(key, only_use, manifest.metadata, hc);', 'Result<Buffer> plain = aead_seal(key, only_use, Bytes(manifest.metadata).first(padded_metadata_bytes), hc);\n  plain->resize(padded_metadata_bytes);')),
  ts('A16', edit('web/src/coffre/pli.ts', 'const clair = ouvrir1(kM, scelle, HC);', 'const clair = sceller1(kM, scelle.slice(0, metadonneesClair), HC).slice(0, metadonneesClair);')),
  cpp('A17', edit('crypto/pli.cpp', 'core.volet != expected.volet ||', '')),
  ts('A17', edit('web/src/coffre/pli.ts', 'egal(coeur.volet, attendu.volet) && ', '')),
  cpp('A18', edit('crypto/pli.cpp', 'if (!verify(core.signer, signed_message(unsigned_manifest), manifest->signature)) return refuse(Error::tampered);', 'static_cast<void>(unsigned_manifest);')),
  ts('A18', edit('web/src/coffre/pli.ts', 'signatureVraie(coeur.signataire, encoder("dsco/pli/manifest/v1", manifeste.signe), manifeste.signature),', 'true,')),
  cpp('A19', edit('crypto/directory.cpp', 'const auto body = body_of(untrusted_snapshot, root_pk);', `static_cast<void>(root_pk);
  const Result<Bytes> body = untrusted_snapshot.first(untrusted_snapshot.size() - std::min<std::size_t>(untrusted_snapshot.size(), 64));`)),
  ts('A19', edit('web/src/coffre/annuaire.ts', 'const lecteur = new Lecteur(corpsSigne(octets, racinePk));\n  lecteur.etiquette("dsco/dir/v1");', 'void racinePk;\n  const lecteur = new Lecteur(octets.slice(0, octets.length - 64));\n  lecteur.etiquette("dsco/dir/v1");')),
  cpp('A20', edit('crypto/directory.cpp', ' || current.epoch < pin.epoch_min', '')),
  ts('A20', edit('web/src/coffre/annuaire.ts', 'exiger(dernier.epoque >= epoqueMin, "epoque");', 'void epoqueMin;')),
  ts('A21', edit('web/src/coffre/compte.ts', 'exiger(scelle.length === 24 + 68 + 16, "longueur");', ''), edit('web/src/coffre/compte.ts', 'new Lecteur(ouvrirAvecNonce(kWrap, scelle, lieA(compte, pkSign, pkKem)))', 'new Lecteur(scelle.length === 68 ? scelle : ouvrirAvecNonce(kWrap, scelle, lieA(compte, pkSign, pkKem)))')),
  ts('A22', edit('web/src/coffre/infirmerie.ts', 'exiger(version === pli.version, "version");\n    const metadonnees', 'const metadonnees')),
  cpp('A23', edit('crypto/pli.cpp', 'if (core.kind != expected.kind || ', 'if (')),
  ts('A23', edit('web/src/coffre/pli.ts', 'exiger(coeur.genre === attendu.genre && ', 'exiger(')),
  ts('A25', edit('web/src/coffre/compte.ts', 'export const etirer = (phrase: string, identifiant: string): Uint8Array =>\n  argon2id(32, octetsDe(phrase), selDe(identifiant), coutPhrase);', 'export const etirer = (phrase: string, identifiant: string, cout = coutPhrase): Uint8Array =>\n  argon2id(32, octetsDe(phrase), selDe(identifiant), cout);'),
    edit('web/src/coffre/commandes.ts', 'deriveAuth: (memoire, { identifiant, phrase }) => {', 'deriveAuth: (memoire, demande) => {\n    const { identifiant, phrase, cout } = demande as typeof demande & { cout?: { passes: number; memoire: number } };'),
    edit('web/src/coffre/commandes.ts', 'etirer(canonicalPhrase(phrase), canon)', 'etirer(canonicalPhrase(phrase), canon, cout)')),
  browser('A24', policy(["img-src 'self' blob:", 'img-src *'])),
  cpp('A26', edit('crypto/pli.cpp', 'return known.snapshot == core.snapshot && known.epoch == core.epoch;', 'return known.epoch == core.epoch;')),
  ts('A26', edit('web/src/coffre/pli.ts', 'egal(un.instantane, coeur.instantane) && ', '')),
  cpp('A27', edit('crypto/directory.cpp', 'if (recoveries != 1 || nurses == 0)', 'if (nurses == 0)')),
  ts('A27', edit('web/src/coffre/annuaire.ts', 'exiger(certificats.filter((c) => c.role === 3).length === 1, "secours");', '')),
  cpp('A28', edit('crypto/pli.cpp', 'if (fields.integer<std::uint16_t>() != 0) return refuse(Error::wrong_suite);', 'fields.integer<std::uint16_t>();')),
  ts('A28', edit('web/src/coffre/pli.ts', 'exiger(egal(lecteur.prendre(2), new Uint8Array(2)), "drapeaux");', 'lecteur.prendre(2);')),
  cpp('A29', edit('crypto/vault.cpp', 'keys.sign.public_key() != context.pk_sign || ', '')),
  ts('A29', edit('web/src/coffre/compte.ts', 'exiger(egal(cles.signature.pk, pkSign) && ', 'exiger(')),
  cpp('A30', edit('crypto/pli.cpp', 'if (text_of(fields.take(magic.size())) != magic) return refuse(Error::wrong_suite);', 'fields.take(magic.size());')),
  ts('A30', edit('web/src/coffre/pli.ts', 'exiger(egal(lecteur.prendre(8), magie) && lecteur.u8() === 1, "suite");', 'lecteur.prendre(8);\n  exiger(lecteur.u8() === 1, "suite");')),
  cpp('A31', edit('crypto/pli.cpp', `  return std::equal(wanted.begin(), wanted.end(), manifest.stanzas.begin(), manifest.stanzas.end(),
                    [](const Id& id, const Stanza& stanza) { return id == stanza.cert_id; });`, `  return std::all_of(wanted.begin(), wanted.end(), [&](const Id& id) {
    return std::any_of(manifest.stanzas.begin(), manifest.stanzas.end(), [&](const Stanza& one) { return id == one.cert_id; });
  });`)),
  ts('A31', edit('web/src/coffre/pli.ts', 'voulus.length === manifeste.languettes.length && voulus.every((id, i) => egal(id, manifeste.languettes[i]!.cert)),', 'voulus.every((id) => manifeste.languettes.some((une) => egal(id, une.cert))),')),
  cpp('A32', edit('crypto/directory.cpp', '!is_new && earlier->second != hash)', 'is_new && earlier->second != hash)')),
  ts('A32', edit('web/src/coffre/annuaire.ts', 'exiger(autre === undefined || autre === cle, "deux certificats");', '')),
  cpp('A33', edit('crypto/signed_fields.cpp', 'if (text_of(found) != label) return refuse(Error::wrong_suite);', 'static_cast<void>(label);\n  static_cast<void>(found);')),
  ts('A33', edit('web/src/coffre/sodium.ts', 'exiger(egal(this.champ(), encodeur.encode(label)), "etiquette");', 'this.champ();\n    void label;')),
  cpp('A34', edit('crypto/rewrap.cpp', 'const auto body = body_of(untrusted_record, by_pk_sign);', `static_cast<void>(by_pk_sign);
  const Result<Bytes> body = untrusted_record.first(untrusted_record.size() - std::min<std::size_t>(untrusted_record.size(), 64));`)),
  ts('A34', edit('web/src/coffre/renveloppe.ts', 'lireCorps(corpsSigne(octets, pkSign))', 'lireCorps(octets.slice(0, octets.length - 64))')),
  box('A35', edit('crypto/backup.cpp', 'return keyed_secret(pepper.bytes(), "dsco/backup/target/v1", {});', `static_cast<void>(pepper);
  return SecretKey::filled_by([](std::byte* key) { std::fill_n(key, SecretKey::size, std::byte{1}); });`)),
  cpp('A36', edit('crypto/kit.cpp', 'if (!equal_constant_time(check_of(kit_secret), one.check)) return tl::unexpected(Error::tampered);', '')),
  ts('A36', edit('web/src/coffre/kit.ts', 'exiger(egal(controleDe(secret), une.controle), "controle");', '')),
  cpp('A37', edit('crypto/directory.cpp', 'std::binary_search(current.revoked.begin(), current.revoked.end(), certificate->second.id))', 'false)')),
  ts('A37', edit('web/src/coffre/annuaire.ts', 'exiger(!revoques.has(certificat.id.join()), "certificat revoque");', '')),
  box('A38', edit('server/actions/sign_in.cpp', 'if (!proved) return refuse(Cause::not_allowed, "phrase_refusee");', 'static_cast<void>(proved);')),
  cpp('A39', edit('crypto/argon.h', 'password_cost{3, 64 << 20}', 'password_cost{1, 1 << 20}')),
  cpp('A40', edit('crypto/pli_open.cpp', `    if (tag !=
        (last ?`, `    if (tag == crypto_secretstream_xchacha20poly1305_TAG_REKEY && tag !=
        (last ?`)),
  ts('A40', edit('web/src/coffre/pli.ts', 'exiger(final === (i === nombre - 1), "fin");', '')),
  cpp('A41', edit('crypto/pli_open.cpp', ` ||
      !is_all_zero(Bytes(plain).subspan(8 + static_cast<std::size_t>(length)))`, '')),
  ts('A41', edit('web/src/coffre/pli.ts', 'exiger(toutNul(clair.subarray(8 + longueur)), "rembourrage");', '')),
  ts('A42', edit('web/src/coffre/infirmerie.ts', `    exiger(
      /^[0-9a-f]{64}$/.test(feuillet.trim())
        ? feuillet.trim() === versHex(empreinte)
        : comparerTape(empreinte, feuillet),
      "feuillet",
    );`, '    void feuillet;\n    void empreinte;')),
  ts('A43', edit('web/src/coffre/commandes.ts', 'if (!memoire.apte) exiger(reponsesConnues(), "calcul");', '')),
  ts('A44', edit('web/src/coffre/sodium.ts', 'if (resultat.every((octet) => octet === 0)) throw new MemoireInsuffisante();', '')),
  ts('A45', edit('web/src/coffre/sodium.ts', '  } catch {\n    throw new MemoireInsuffisante();\n  }', '  } catch {\n    resultat = new Uint8Array(longueur).fill(7);\n  }')),
  cpp('A49', edit('crypto/pli.cpp', 'if (!last) return true;', 'if (!last || last->version >= core.version) return true;')),
  ts('A49', edit('web/src/coffre/pli.ts', 'suiteDe(manifeste, attendu.dernier, depot);', 'void suiteDe;\n  void depot;')),
  browser('A52', policy(["script-src 'self'", "script-src 'self' 'unsafe-inline'"], ["; require-trusted-types-for 'script'; trusted-types dossiersco", ''])),
  box('A51', edit('crypto/backup.cpp', 'if (header->pk_kem != mine.public_key()) return tl::unexpected(Error::wrong_context);', ''),
    edit('crypto/backup.cpp', '  SecretKey key = keyed_secret(both, "dsco/backup/wrap/v1", {head});', '  std::fill(both.begin(), both.end(), std::byte{1});\n  SecretKey key = keyed_secret(both, "dsco/backup/wrap/v1", {head});')),
  box('A53', edit('server/http/router.cpp', 'if (is_foreign(request)) return Reply::problem(403, "requete_etrangere");', 'static_cast<void>(is_foreign);')),
  box('A54', edit('server/actions/sign_in.cpp', '  // For an unknown one: same computation', '  if (!compte) {\n    transaction.commit();\n    return refuse(Cause::not_found, "introuvable");\n  }\n  // For an unknown one: same computation')),
  box('A55', edit('server/store/envois.cpp', '  query.bind(1, envoi.text()).bind(2, famille.responsable().text());', `  Statement anyones(database, "SELECT longueur FROM envois WHERE id = ?1");
  anyones.bind(1, envoi.text());
  if (anyones.step()) {
    volatile std::int64_t sum = 0;  // its bytes, looked at before its owner
    for (std::int64_t i = 0; i < anyones.integer(0); ++i) sum = sum + i;
  }
  query.bind(1, envoi.text()).bind(2, famille.responsable().text());`)),
  browser('A56', policy(["frame-ancestors 'none'; ", ''])),
  box('A57', edit('server/actions/activate.cpp', 'const bool waiting = compte && compte->etat == "invite" && compte->expire_le > now;', 'const bool waiting = compte.has_value();'),
    edit('server/store/comptes.cpp', "SET etat = 'actif', verif = NULL, verif_court = NULL, expire_le = NULL, av = ?3, ", "SET etat = 'actif', av = ?3, ")),
  box('A58', edit('server/actions/authorize.cpp', 'if (!hers || !volet) return not_found();', 'static_cast<void>(hers);\n  if (!volet) return not_found();')),
  box('A59', edit('server/store/plis.cpp', 'of_volet("ORDER BY p.depose_le, p.rowid")', 'of_volet("OR true ORDER BY p.depose_le, p.rowid")')),
  box('A60', edit('server/actions/throttle.cpp', 'const auto network = key("r:", network_of(peer));', 'static_cast<void>(peer);\n  const std::string network = "r:";')),
];
