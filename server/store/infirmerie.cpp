#include "server/store/infirmerie.h"

#include "server/store/new_id.h"

namespace server {
namespace {

crypto::Buffer buffer_of(const std::string& blob) {
  const auto bytes = crypto::bytes_of(blob);
  return {bytes.begin(), bytes.end()};
}

std::string one_blob(Database& database, std::string_view sql) {
  Statement query(database, sql);
  return query.step() ? query.blob(0) : std::string();
}

}  // namespace

std::optional<crypto::PublishedDirectory> find_annuaire(Database& database) {
  Statement query(database,
                  "SELECT racine, certificats, instantane, successeur, reprise FROM annuaire ORDER BY epoque");
  std::vector<crypto::PublishedDirectory> roots;
  while (query.step()) {
    auto record = buffer_of(query.blob(0));
    if (query.integer(4) != 0) roots.clear();
    if (roots.empty() || roots.back().root_record != record)
      roots.push_back({std::move(record), {}, {}, buffer_of(query.blob(3)), {}});
    auto& directory = roots.back();
    // Each epoch's row holds the certificates of its root known then: the last one's are all of them.
    directory.certificates = crypto::split(buffer_of(query.blob(1))).value_or(std::vector<crypto::Buffer>{});
    directory.snapshots.push_back(buffer_of(query.blob(2)));
  }
  if (roots.empty()) return std::nullopt;
  auto directory = std::move(roots.back());
  roots.pop_back();
  directory.earlier = std::move(roots);
  return directory;
}

std::int64_t published_at(Database& database) {
  Statement query(database, "SELECT publie_le FROM annuaire ORDER BY epoque DESC LIMIT 1");
  return query.step() ? query.integer(0) : 0;
}

void save_annuaire(Database& database, const InfirmerieAccess&, std::uint32_t epoque,
                   const crypto::PublishedDirectory& directory, std::int64_t now) {
  Statement insert(database,
                   "INSERT INTO annuaire (epoque, racine, certificats, instantane, publie_le, successeur, reprise) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  insert.bind(1, static_cast<std::int64_t>(epoque))
      .bind(2, Bytes(directory.root_record))
      .bind(3, Bytes(crypto::join(directory.certificates)))
      .bind(4, Bytes(directory.snapshots.back()))
      .bind(5, now);
  if (!directory.successor.empty()) insert.bind(6, Bytes(directory.successor));
  insert.bind(7, directory.earlier.empty() && directory.snapshots.size() == 1 ? 1 : 0);
  insert.run();
}

bool may_start_anew(Database& database, const InfirmerieAccess&, std::int64_t now) {
  Statement query(database, "SELECT serrure_jusque > ?1 FROM etablissement");
  query.bind(1, now);
  return query.step() && query.integer(0) != 0;
}

void close_new_start(Database& database, const InfirmerieAccess&) {
  database.execute("UPDATE etablissement SET serrure_jusque = 0");
}

// The nurse's key is the health office's: whoever takes her place finds it under an access of her own, and still needs
// the phrase. A substitute's is on her stick and nowhere else.
std::string find_trousseau(Database& database, const InfirmerieAccess&) {
  return one_blob(database, "SELECT coffre FROM trousseaux ORDER BY depose_le DESC, rowid DESC LIMIT 1");
}

void save_trousseau(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes coffre, std::int64_t now) {
  Statement(database, "INSERT OR REPLACE INTO trousseaux (compte, coffre, depose_le) VALUES (?1, ?2, ?3)")
      .bind(1, infirmerie.compte().text())
      .bind(2, coffre)
      .bind(3, now)
      .run();
}

std::string find_carnet(Database& database, const InfirmerieAccess&) {
  return one_blob(database, "SELECT corps FROM carnets ORDER BY depose_le DESC, rowid DESC LIMIT 1");
}

void save_carnet(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes corps, std::int64_t now) {
  Statement(database, "INSERT OR REPLACE INTO carnets (compte, corps, depose_le) VALUES (?1, ?2, ?3)")
      .bind(1, infirmerie.compte().text())
      .bind(2, corps)
      .bind(3, now)
      .run();
}

std::vector<Bordereau> bordereaux_for(Database& database, const InfirmerieAccess&) {
  std::vector<Bordereau> list;
  Statement query(database,
                  "SELECT b.id, b.manifeste, b.corps, b.depose_le, k.pk_sign, c.nom FROM bordereaux b "
                  "LEFT JOIN comptes c ON c.id = b.compte LEFT JOIN cles k ON k.compte = c.id AND k.gen = c.gen "
                  "ORDER BY b.depose_le, b.rowid");
  while (query.step())
    list.push_back({stored_id<PliId>(query.text(0)), query.blob(1), stored_id<FileId>(query.text(2)), query.integer(3),
                    query.blob(4), query.text(5)});
  return list;
}

void save_bordereau(Database& database, const AgentAccess& agent, const PliId& id, crypto::Bytes manifeste,
                    crypto::Bytes empreinte, const FileId& corps, std::int64_t now) {
  Statement(
      database,
      "INSERT INTO bordereaux (id, compte, manifeste, empreinte, corps, depose_le) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(1, id.text())
      .bind(2, agent.compte().text())
      .bind(3, manifeste)
      .bind(4, empreinte)
      .bind(5, corps.text())
      .bind(6, now)
      .run();
}

}  // namespace server
