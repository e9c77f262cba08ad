#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "server/model/access.h"
#include "server/model/personne.h"
#include "server/store/database.h"

namespace server {

// Sealed for the nurse: this program can read none of it.

struct Pli {
  PliId id;
  int kind = 2;
  std::int64_t version = 1;
  std::string manifeste, empreinte;
  FileId corps;
  std::string envoi;
  std::int64_t depose_le = 0;
};
std::vector<Pli> plis_of(Database& database, const VoletAccess& volet);  // all versions, oldest first
std::optional<Pli> find_pli(Database& database, const VoletAccess& volet, const PliId& pli, std::int64_t version);
std::optional<Pli> last_version(Database& database, const VoletAccess& volet, const PliId& pli);
// The volet's current form, whatever its version.
std::optional<Pli> current_form(Database& database, const VoletAccess& volet);
bool is_pli_taken(Database& database, const PliId& pli);  // by any volet: an id is never used twice
struct NewPli {
  PliId id;
  int kind;
  std::int64_t gen, version;
  crypto::Bytes manifeste, empreinte;
  FileId corps;
  EnvoiId envoi;
  std::int64_t octets;
};
void save_pli(Database& database, const VoletAccess& volet, const NewPli& pli, std::int64_t now);

// --- The nurse's.

struct PliRecu {
  Pli pli;
  std::string volet, resp_id;
  EleveCourt eleve;
  std::string responsable;  // civility and name, as SIECLE has it: two adults may send for one child
  std::int64_t gen = 1;
  std::string pk_sign, pk_kem, bind_tag, voie;  // bind_tag "" when there is none
};
std::vector<PliRecu> plis_received(Database& database, const InfirmerieAccess& infirmerie);
std::optional<FileId> find_body(Database& database, const InfirmerieAccess& infirmerie, const PliId& pli,
                                std::int64_t version);
struct FormCount {
  std::int64_t deposes = 0, attendus = 0;  // volets with a form, and without
};
FormCount count_forms(Database& database);

}  // namespace server
