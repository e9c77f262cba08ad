#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/directory.h"
#include "server/model/access.h"
#include "server/store/database.h"

namespace server {

// The health office's public record, and what the nurse keeps here under her phrase.

std::optional<crypto::PublishedDirectory> find_annuaire(Database& database);
std::int64_t published_at(Database& database);  // the last snapshot; 0 before the ceremony
void save_annuaire(Database& database, const InfirmerieAccess& infirmerie, std::uint32_t epoque,
                   const crypto::PublishedDirectory& directory, std::int64_t now);

// Whether a root that the one before did not name may be published now.
bool may_start_anew(Database& database, const InfirmerieAccess& infirmerie, std::int64_t now);
void close_new_start(Database& database, const InfirmerieAccess& infirmerie);

std::string find_trousseau(Database& database, const InfirmerieAccess& infirmerie);  // "" when there is none
void save_trousseau(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes coffre, std::int64_t now);
std::string find_carnet(Database& database, const InfirmerieAccess& infirmerie);
void save_carnet(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes corps, std::int64_t now);

struct Bordereau {
  PliId id;
  std::string manifeste;
  FileId corps;
  std::int64_t depose_le = 0;
  std::string pk_sign, agent;  // of the agent whose browser made it
};
std::vector<Bordereau> bordereaux_for(Database& database, const InfirmerieAccess& infirmerie);
void save_bordereau(Database& database, const AgentAccess& agent, const PliId& id, crypto::Bytes manifeste,
                    crypto::Bytes empreinte, const FileId& corps, std::int64_t now);

}  // namespace server
