#include "server/demo/people.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "crypto/account.h"
#include "crypto/directory.h"
#include "crypto/fingerprint.h"
#include "crypto/kit.h"
#include "crypto/letter.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "crypto/trousseau.h"
#include "crypto/vault.h"
#include "server/actions/activate.h"
#include "server/actions/ask_pieces.h"
#include "server/actions/authorize.h"
#include "server/actions/health_office.h"
#include "server/actions/invite_staff.h"
#include "server/actions/record_letters.h"
#include "server/actions/second_factor.h"
#include "server/actions/show_accueil.h"
#include "server/model/totp.h"
#include "server/store/seconds_facteurs.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::string_view secretariat_phrase = "tilleul-jardin-crayon-violon-marmite-soleil";
constexpr std::string_view infirmerie_phrase = "colline-moulin-cerise-tambour-lanterne-rivage";
constexpr std::string_view direction_phrase = "boussole-verger-tortue-citron-fenetre-plume";
constexpr std::string_view technique_phrase = "marteau-nuage-gazelle-pupitre-riviere-cactus";
constexpr std::string_view trousseau_phrase = "noisette-corbeau-horloge-piano-savon-montagne-radis";
constexpr std::string_view loopback = "127.0.0.1";

std::string text(crypto::Bytes bytes) { return std::string(crypto::text_of(bytes)); }

template <class T>
T expect(Result<T> result) {
  if (!result) throw std::logic_error("démonstration : " + std::string(result.error().code));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// What a browser does with a letter and a phrase.
void activate(App& app, const crypto::Id& etab, const std::string& identifiant, const crypto::LetterSecret& secret,
              std::string_view phrase) {
  const auto letter = crypto::derive_letter_keys(secret, identifiant);
  const ActivationCode code{identifiant, text(letter.auth_act.bytes()), std::nullopt};
  const auto opened = expect(open_activation(app, code, loopback));
  const auto resp = crypto::id_from_hex(opened.resp_id.text());
  const auto gen = static_cast<std::uint32_t>(opened.gen);
  const auto seed = crypto::SecretKey::random();
  const auto keys = crypto::derive_account_keys(seed);
  const auto password = crypto::split_password(crypto::stretch_password(phrase, identifiant));
  const auto& pk_sign = keys.sign.public_key();
  const auto& pk_kem = keys.kem.public_key();
  const auto pop = crypto::prove_possession(keys.sign, etab, resp, gen, pk_kem);
  const auto tag = crypto::bind_tag(letter.bind, {etab, resp, gen, pk_sign, pk_kem, {}});
  const auto vault = crypto::seal_vault(password.k_wrap, {etab, resp, gen, crypto::current_kdf_id, pk_sign, pk_kem},
                                        {seed.copy(), {}, 0});
  expect(finish_activation(
      app, code, {text(pk_sign), text(pk_kem), text(pop), text(tag), text(password.k_auth.bytes()), text(vault)},
      loopback));
}

// The half minute before: the code of this one is still to be shown.
void take_telephone(App& app, const CompteId& compte, Role role) {
  const Visitor visitor{compte, role, std::nullopt};
  expect(propose_second_factor(app, visitor));
  const auto telephone = find_telephone(app.database, compte).value();
  const auto code = totp_code(crypto::bytes_of(telephone.secret), totp_step(app.now()) - 1);
  expect(confirm_second_factor(app, visitor, code, {}, loopback));
}

DemoPerson settle(App& app, const crypto::Id& etab, Role role, const std::string& nom, std::string_view phrase,
                  CompteId& compte) {
  const auto invitation = invite_staff(app, role, nom);
  const auto code_at = invitation.lien.find(invitation.identifiant) + invitation.identifiant.size() + 1;
  const auto secret = crypto::parse_printed_code(
      std::string_view(invitation.lien).substr(code_at, invitation.lien.find('.', code_at) - code_at));
  activate(app, etab, invitation.identifiant, secret.value(), phrase);
  compte = invitation.compte;
  take_telephone(app, invitation.compte, role);
  return {std::string(to_string(role)), nom, invitation.identifiant, std::string(phrase)};
}

// The ceremony of sealing.md 3.2.1. The kit is not kept: nobody will ever need to rescue invented envelopes.
crypto::Hash make_lock(App& app, const crypto::Id& etab, const std::string& uai, const CompteId& nurse) {
  const auto now = static_cast<std::uint64_t>(app.now());
  const auto kit = crypto::SecretKey::random();
  const auto root = crypto::derive_root_keys(kit);
  const auto record = crypto::encode_root_record({uai, etab, root.root.public_key(), now});
  const auto fingerprint = crypto::root_fingerprint(record);
  const auto kem_seed = crypto::SecretKey::random();
  const auto sign_seed = crypto::SecretKey::random();
  const crypto::KemKey kem(kem_seed.copy());
  const crypto::SigningKey sign(sign_seed.copy());
  const crypto::Certificate nurse_certificate{etab,
                                              *crypto::fixed<crypto::Id>(crypto::random_bytes(16)),
                                              crypto::Role::nurse,
                                              crypto::suite_x25519,
                                              kem.public_key(),
                                              sign.public_key(),
                                              now,
                                              now + crypto::longest_nurse_certificate_seconds};
  const crypto::Certificate recovery_certificate{etab,
                                                 *crypto::fixed<crypto::Id>(crypto::random_bytes(16)),
                                                 crypto::Role::recovery,
                                                 crypto::suite_x25519,
                                                 root.recovery.public_key(),
                                                 root.recovery_sign.public_key(),
                                                 now,
                                                 now + 3ULL * 366 * 86400};
  const auto first = crypto::issue_certificate(root.root, nurse_certificate);
  const auto second = crypto::issue_certificate(root.root, recovery_certificate);
  crypto::Snapshot snapshot;
  snapshot.etab = etab;
  snapshot.issued = now;
  snapshot.expires = now + crypto::longest_nurse_certificate_seconds;
  snapshot.certificates = {crypto::certificate_hash(first), crypto::certificate_hash(second)};
  const auto signed_snapshot = crypto::issue_snapshot(root.root, snapshot);
  const auto trousseau = crypto::seal_trousseau(
      {etab, nurse_certificate.id, kem_seed.copy(), sign_seed.copy(), fingerprint, 1}, trousseau_phrase);
  const auto access = expect(authorize_infirmerie({nurse, Role::infirmerie, std::nullopt, SecondFactor::actif}));
  expect(publish_annuaire(app, access,
                          {text(record), {text(first), text(second)}, text(signed_snapshot), text(trousseau)}));
  return fingerprint;
}

// Two responsables of one child at two addresses first: the pair whose separation is worth looking at. Then whoever
// follows.
std::vector<Courrier> choose(const std::vector<Courrier>& all) {
  std::vector<Courrier> chosen;
  const auto child = [](const Courrier& courrier) {
    const auto& enfant = courrier.enfants.front();
    return enfant.nom + "/" + enfant.prenom + "/" + enfant.naissance;
  };
  for (std::size_t i = 0; i < all.size() && chosen.empty(); ++i) {
    for (std::size_t j = i + 1; j < all.size() && j < i + 40 && chosen.empty(); ++j) {
      if (all[i].enfants.empty() || all[j].enfants.empty() || child(all[i]) != child(all[j])) continue;
      if (all[i].adresse.empty() || all[j].adresse.empty() || all[i].adresse == all[j].adresse) continue;
      chosen = {all[i], all[j]};
    }
  }
  for (const auto& courrier : all) {
    if (chosen.size() >= 3) break;
    const bool taken =
        std::any_of(chosen.begin(), chosen.end(), [&](const auto& one) { return one.resp_id == courrier.resp_id; });
    if (!taken && !courrier.adresse.empty() && courrier.enfants.size() > 1) chosen.push_back(courrier);
  }
  return chosen;
}

}  // namespace

DemoPeople settle_demo_people(App& app) {
  const auto etablissement = show_accueil(app);
  if (!etablissement.demonstration) throw std::logic_error("démonstration : cette boîte est vraie");
  const auto etab = crypto::id_from_hex(etablissement.etab);
  DemoPeople people;
  auto agent = *CompteId::parse(std::string(32, '0'));
  auto nurse = agent, other = agent;
  people.secretariat = settle(app, etab, Role::secretariat, "Mme Roitelet", secretariat_phrase, agent);
  people.infirmerie = settle(app, etab, Role::infirmerie, "Mme Bruyère", infirmerie_phrase, nurse);
  people.direction = settle(app, etab, Role::direction, "M. Charme", direction_phrase, other);
  people.technique = settle(app, etab, Role::technique, "Mme Sittelle", technique_phrase, other);
  people.phrase_trousseau = trousseau_phrase;
  const auto root_fingerprint = make_lock(app, etab, etablissement.uai, nurse);
  people.empreinte = crypto::short_fingerprint(root_fingerprint);

  const auto access = expect(authorize_agent({agent, Role::secretariat, std::nullopt, SecondFactor::actif}));
  using enum pipeline::PieceType;
  expect(set_demandes(app, access,
                      {{justificatif_domicile, Demande::obligatoire},
                       {livret_famille, Demande::obligatoire},
                       {identite_responsable, Demande::souhaitee},
                       {assurance_scolaire, Demande::souhaitee},
                       {certificat_radiation, Demande::souhaitee},
                       {bulletin, Demande::souhaitee},
                       {photo_identite, Demande::souhaitee},
                       {quotient_familial, Demande::souhaitee},
                       {rib, Demande::souhaitee},
                       {jugement, Demande::souhaitee},
                       {autre, Demande::souhaitee},
                       {identite_enfant, Demande::non}}));
  const auto recipients = current_recipients(app);
  LetterRun run;
  json lines = json::array();
  for (const auto& courrier : choose(show_courriers(app, access).courriers)) {
    const auto identifiant = crypto::random_identifiant();
    const auto secret = crypto::random_letter_secret();
    const auto code = crypto::random_short_code();
    const auto keys = crypto::derive_letter_keys(secret, identifiant);
    const auto short_auth = crypto::derive_short_auth(code, identifiant);
    run.letters.push_back(
        {courrier.resp_id,
         courrier.gen,
         {identifiant, text(crypto::activation_verifier(keys.auth_act.bytes())),
          text(crypto::short_activation_verifier(short_auth.bytes())), app.now() + invitation_seconds}});
    json eleves = json::array();
    std::string enfants;
    for (const auto& eleve : courrier.enfants) {
      eleves.push_back({{"volet", eleve.volet},
                        {"nom", eleve.nom},
                        {"prenom", eleve.prenom},
                        {"naissance", eleve.naissance},
                        {"division", eleve.division}});
      enfants += (enfants.empty() ? "" : ", ") + eleve.prenom + " " + eleve.nom + " (" + eleve.division + ")";
    }
    const auto shown = shown_name(courrier.civilite, courrier.prenom, courrier.nom);
    lines.push_back({{"resp", courrier.resp_id},
                     {"gen", courrier.gen},
                     {"bind", crypto::hex(keys.bind.bytes())},
                     {"responsable", shown},
                     {"eleves", eleves}});
    people.lettres.push_back({shown, enfants,
                              "/a#" + crypto::letter_fragment(identifiant, secret, root_fingerprint, recipients->epoch),
                              identifiant, code});
  }
  const auto id = crypto::random_bytes(16);
  const auto data = json{{"schema", "bordereau/1"}, {"lignes", lines}}.dump();
  const auto sealed = crypto::seal_pli({crypto::PliKind::bordereau,
                                        etab,
                                        {},
                                        *crypto::fixed<crypto::Id>(id),
                                        crypto::id_from_hex(agent.text()),
                                        1,
                                        {},
                                        static_cast<std::uint64_t>(app.now()),
                                        "{\"nature\":\"bordereau\"}",
                                        crypto::bytes_of(data)},
                                       *recipients, crypto::SigningKey::random(), std::nullopt);
  run.bordereau = {crypto::hex(id), text(sealed.value().manifest), text(sealed.value().body)};
  people.bordereau = crypto::short_fingerprint(crypto::parse_manifest(sealed->manifest).value().hash);
  expect(record_letters(app, access, run));
  return people;
}

}  // namespace server
