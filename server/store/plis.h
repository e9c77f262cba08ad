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

// The nurse's receipt for one version.
struct Recu {
  std::string cert;
  std::int64_t jour = 0;
  std::string signature;
};

struct Pli {
  PliId id;
  int kind = 2;
  std::int64_t version = 1;
  std::string manifeste, empreinte;  // manifeste "" once destroyed
  std::optional<FileId> corps;       // none once destroyed
  std::string envoi;
  std::int64_t octets = 0;
  std::int64_t depose_le = 0;
  std::string depot;  // the box's receipt; "" when deposited before there were any
  std::optional<Recu> recu;
  // When the nurse first signed for it or for a later version of it: what a new version replaces was read with it.
  std::optional<std::int64_t> recu_le;
  std::optional<std::int64_t> detruit_le;
};
std::vector<Pli> plis_of(Database& database, const VoletAccess& volet);  // all versions, oldest first
std::optional<Pli> find_pli(Database& database, const VoletAccess& volet, const PliId& pli, std::int64_t version);
std::optional<Pli> last_version(Database& database, const VoletAccess& volet, const PliId& pli);
// The volet's current form, whatever its version.
std::optional<Pli> current_form(Database& database, const VoletAccess& volet);
bool is_pli_taken(Database& database, const PliId& pli);  // by anyone, ever: an id is never used twice
struct KeptPlis {
  std::int64_t plis = 0, octets = 0;  // of all versions whose bytes are here
};
KeptPlis kept_plis(Database& database, const VoletAccess& volet);
// All its versions; the bytes they named, for the caller to forget.
std::vector<FileId> erase_pli(Database& database, const VoletAccess& volet, const PliId& pli, std::int64_t now);
struct NewPli {
  PliId id;
  int kind;
  std::int64_t gen, version;
  crypto::Bytes manifeste, empreinte;
  FileId corps;
  EnvoiId envoi;
  std::int64_t octets;
  crypto::Bytes depot;
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
  std::vector<std::string> renveloppes;         // oldest first
};
std::vector<PliRecu> plis_received(Database& database, const InfirmerieAccess& infirmerie);
// What a receipt or a re-wrap is about.
struct PliSignable {
  VoletId volet;
  std::string manifeste, empreinte;  // manifeste "" once destroyed
  std::optional<FileId> corps;
  std::int64_t depose_le = 0;
  std::optional<Recu> recu;
};
std::optional<PliSignable> find_received(Database& database, const InfirmerieAccess& infirmerie, const PliId& pli,
                                         std::int64_t version);
void save_recu(Database& database, const InfirmerieAccess& infirmerie, const PliId& pli, std::int64_t version,
               const Recu& recu, std::int64_t now);
// The same one twice is kept once.
void save_renveloppe(Database& database, const InfirmerieAccess& infirmerie, const PliId& pli, std::int64_t version,
                     crypto::Bytes record, std::int64_t now);

// --- The purge's: by date alone, whoever they are of.

struct PliToDestroy {
  PliId id;
  std::int64_t version = 1;
  VoletId volet;
  FileId corps;
  std::int64_t depose_le = 0;
  std::optional<std::int64_t> recu_le;
};
std::vector<PliToDestroy> plis_alive(Database& database);
// Body, stanzas and re-wraps; the hash, the dates and the receipts stay. The bytes are the caller's to forget.
void mark_destroyed(Database& database, const PliId& pli, std::int64_t version, std::int64_t now);

struct FormCount {
  std::int64_t deposes = 0, attendus = 0;  // volets with a form, and without
};
FormCount count_forms(Database& database);

}  // namespace server
