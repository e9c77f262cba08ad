#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/model/access.h"
#include "server/store/volet_keys.h"

namespace server {

// Uploads under way.

enum class EnvoiClasse { lisible, scelle };
std::string_view to_string(EnvoiClasse classe);
std::optional<EnvoiClasse> parse_envoi_classe(std::string_view word);

struct Envoi {
  EnvoiId id;
  VoletId volet;
  EnvoiClasse classe = EnvoiClasse::lisible;
  std::int64_t longueur = 0, recu = 0;
  FileId fichier;
  std::int64_t cree_le = 0;
  std::string cle;  // "" of what is sealed before it comes
  ClosedFile closed() const;
};

Envoi save_envoi(Database& database, const VoletAccess& volet, EnvoiClasse classe, std::int64_t longueur,
                 const FileId& fichier, std::int64_t now);
std::optional<Envoi> find_envoi(Database& database, const FamilleAccess& famille, const EnvoiId& envoi);
std::optional<Envoi> find_envoi(Database& database, const VoletAccess& volet, const EnvoiId& envoi);
struct OpenEnvois {
  std::int64_t nombre = 0, octets = 0;  // octets announced
};
OpenEnvois open_envois(Database& database, const VoletAccess& volet, EnvoiClasse classe);
// What the volet has sent or announced since: uploads, pièces and plis.
std::int64_t bytes_since(Database& database, const VoletAccess& volet, std::int64_t moment);

// One slice at a time: whoever holds the lock writes its bytes, then says so. A lock of a dead writer falls at `until`.
bool lock_envoi(Database& database, const EnvoiId& envoi, std::int64_t offset, std::int64_t now, std::int64_t until);
void advance_envoi(Database& database, const EnvoiId& envoi, std::int64_t from, std::int64_t to);

// The row only: its bytes are then another row's, or the caller's to forget.
// True for the one who took the row away: nobody else may touch the bytes it named, a deposit may have them now.
bool erase_envoi(Database& database, const EnvoiId& envoi);
std::vector<Envoi> envois_before(Database& database, std::int64_t moment);

}  // namespace server
