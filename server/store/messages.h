#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "server/model/access.h"
#include "server/store/database.h"

namespace server {

// From the nurse to one responsable about one child; opaque here.

struct Message {
  PliId id;
  VoletId volet;
  std::string manifeste;
  FileId corps;
  std::int64_t depose_le = 0;
  std::optional<std::int64_t> lu_le;
};
std::vector<Message> messages_of(Database& database, const VoletAccess& volet);  // oldest first
std::optional<Message> find_message(Database& database, const VoletAccess& volet, const PliId& id);
void mark_read(Database& database, const VoletAccess& volet, const PliId& id,
               std::int64_t now);  // the first time counts

// --- The nurse's.

struct Addressee {
  VoletId volet;
  ResponsableId responsable;
  std::string pk_kem;  // of her keys now
};
std::optional<Addressee> find_addressee(Database& database, const InfirmerieAccess& infirmerie, const VoletId& volet);
struct SentMessage {
  VoletId volet;
  std::string empreinte;
};
std::optional<SentMessage> find_sent_message(Database& database, const InfirmerieAccess& infirmerie, const PliId& id);
struct NewMessage {
  PliId id;
  VoletId volet;
  crypto::Bytes manifeste, empreinte;
  FileId corps;
};
void save_message(Database& database, const InfirmerieAccess& infirmerie, const NewMessage& message, std::int64_t now);

// --- The purge's. The bytes are the caller's to forget.

std::vector<Message> all_messages(Database& database);
void erase_message(Database& database, const PliId& id);

}  // namespace server
