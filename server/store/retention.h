#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/model/id.h"
#include "server/store/database.h"

namespace server {

// What the night looks at and takes away: by date alone, whoever they are of. Bytes that an erasure named are the
// caller's to forget. Plis and messages have their own (store/plis.h, store/messages.h).

// Children SIECLE says have left: dated by the first night that sees it, undated when they come back.
void date_gone_children(Database& database, std::int64_t now);
struct GoneChild {
  EleveId eleve;
  std::int64_t vu_le = 0;
  std::vector<VoletId> volets;
};
std::vector<GoneChild> gone_children(Database& database);
// Her dossier with each of her responsables, and those of them who have no other child here, their way in included.
std::vector<FileId> erase_child(Database& database, const EleveId& eleve);

struct KeptPieces {
  VoletId volet;
  std::int64_t last_deposit = 0;
};
std::vector<KeptPieces> kept_pieces(Database& database);
// Every pièce of the volet, every version, what was read in them, uploads under way, and the key of all of them: no
// copy of their bytes opens any more, wherever it is.
std::vector<FileId> erase_all_pieces(Database& database, const VoletId& volet);

struct OpenAccess {
  CompteId compte;
  std::int64_t used_le = 0;  // invited, opened or last come in by
  std::vector<VoletId> volets;
};
std::vector<OpenAccess> open_accesses(Database& database);  // of responsables
// Vault, keys, second factor, identifiant: the row stays, so that its generations are never used twice.
void close_access(Database& database, const CompteId& compte);

// Lists of letters, sealed for the nurse.
struct KeptBordereau {
  PliId id;
  FileId corps;
  std::int64_t depose_le = 0;
};
std::vector<KeptBordereau> kept_bordereaux(Database& database);
void erase_bordereau(Database& database, const PliId& id);

// What freed pages and the gaps inside the others still hold is written over: `main` is made anew. Outside any
// transaction; throws DatabaseError (is_busy) when somebody reads. Follow with empty_wal().
void rewrite_main(Database& database);

}  // namespace server
