#pragma once

#include <string>

#include "crypto/secret_key.h"
#include "server/model/id.h"
#include "server/store/database.h"

namespace server {

// Where a file's key opens: the volet, the pièce and its version, or the upload that is none yet (version 0).
struct FilePlace {
  VoletId volet;
  std::string piece;  // 32 hex digits
  std::int64_t version = 0;
  FileId file;  // of a page, its picture: the key is the thumbnail's too
};

// A file of the vault that the server may read, and what opens it.
struct ClosedFile {
  FileId file;
  FilePlace place;
  std::string cle;
};

// Inside a transaction: the volet's own key is made when it has none.
std::string close_key(Database& database, const FilePlace& place, const crypto::SecretKey& key);
// Throws DatabaseError when it does not open: the row was moved, or its volet's key is gone.
crypto::SecretKey open_key(Database& database, const ClosedFile& closed);
// Nothing of the volet opens any more.
void erase_volet_key(Database& database, const VoletId& volet);

// Files of before the volets had keys: closed one by one, so that a stop loses nothing and the next opening goes on.
// How many were.
std::int64_t close_old_files(Database& database);

}  // namespace server
