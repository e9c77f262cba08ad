#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "server/model/access.h"
#include "server/store/database.h"

namespace server {

// Accounts, their public keys, their sessions, and what failed.

struct Compte {
  CompteId id;
  Role role = Role::responsable;
  std::optional<ResponsableId> responsable;
  std::string nom;
  std::string identifiant;
  std::int64_t gen = 1;
  std::string etat;                // invite, actif, suspendu
  std::string verif, verif_court;  // "" once burnt
  std::int64_t expire_le = 0;
  std::string av, coffre;       // "" until activated
  std::string pk_sign, pk_kem;  // of this generation
  std::int64_t derniere = 0;
};
std::optional<Compte> find_compte(Database& database, const CompteId& compte);
std::optional<Compte> find_compte_by_identifiant(Database& database, std::string_view identifiant);
bool is_identifiant_taken(Database& database, std::string_view identifiant);

// What opens an account for the first time: the box holds verifiers only.
struct OpeningCodes {
  std::string identifiant;
  crypto::Hash verif{}, verif_court{};
  std::int64_t expire_le = 0;
};

struct Activation {
  crypto::PublicKey pk_sign{}, pk_kem{};
  std::optional<crypto::Hash> bind_tag;
  bool by_square = true;
  crypto::Hash av{};
  crypto::Bytes coffre;
};
// Burns both codes and stores the keys. False when the account was not waiting for this generation any more.
bool activate_compte(Database& database, const CompteId& compte, std::int64_t gen, const Activation& activation,
                     std::int64_t now);
void save_sign_in(Database& database, const CompteId& compte, std::int64_t now);
inline constexpr std::size_t longest_coffre_bytes = 4096;
// False when the vault kept here is not `before` any more.
bool replace_coffre(Database& database, const CompteId& compte, Bytes before, Bytes coffre, const crypto::Hash& av);
// Phrase, codes, keys of this generation's vault, second factor, sessions: nothing opens this account until it is
// invited again. Its public keys stay, since what it signed stays.
void suspend_compte(Database& database, const CompteId& compte);

struct Session {
  CompteId compte;
  Role role = Role::responsable;
  std::optional<ResponsableId> responsable;
  std::int64_t ouverte_le = 0, vue_le = 0, precedente = 0;
  std::int64_t facteur_le = 0;  // the second factor was shown, 0 never
  bool second_factor = false;   // the account has one
};
void save_session(Database& database, const crypto::Hash& jeton, const CompteId& compte, std::int64_t now,
                  std::int64_t precedente, std::int64_t facteur_le);
// The same session under another cookie; every other one of the account ends.
void rename_session(Database& database, const CompteId& compte, const crypto::Hash& jeton, const crypto::Hash& renewed);
void save_factor_shown(Database& database, const crypto::Hash& jeton, std::int64_t now);
std::optional<Session> find_session(Database& database, const crypto::Hash& jeton);
void touch_session(Database& database, const crypto::Hash& jeton, std::int64_t now);
void end_session(Database& database, const crypto::Hash& jeton);
void end_sessions(Database& database, const CompteId& compte);
void end_sessions_opened_before(Database& database, std::int64_t moment);

struct Tally {
  std::int64_t nombre = 0, debut = 0, dernier = 0;
};
Tally find_tally(Database& database, std::string_view cle);
void save_tally(Database& database, std::string_view cle, const Tally& tally);
void erase_tally(Database& database, std::string_view cle);
void erase_tallies_before(Database& database, std::int64_t moment);

}  // namespace server
