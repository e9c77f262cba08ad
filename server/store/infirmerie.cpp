#include "server/store/infirmerie.h"

#include "server/store/new_id.h"

namespace server {
namespace {

crypto::Buffer buffer_of(const std::string& blob) {
  const auto bytes = crypto::bytes_of(blob);
  return {bytes.begin(), bytes.end()};
}

std::string one_blob(Database& database, std::string_view sql, const CompteId& compte) {
  Statement query(database, sql);
  query.bind(1, compte.text());
  return query.step() ? query.blob(0) : std::string();
}

}  // namespace

std::optional<crypto::PublishedDirectory> find_annuaire(Database& database) {
  Statement query(database, "SELECT racine, certificats, instantane FROM annuaire ORDER BY epoque");
  crypto::PublishedDirectory directory;
  while (query.step()) {
    directory.root_record = buffer_of(query.blob(0));
    // Each epoch's row holds the certificates known then: the last one's are all of them.
    directory.certificates = crypto::split(buffer_of(query.blob(1))).value_or(std::vector<crypto::Buffer>{});
    directory.snapshots.push_back(buffer_of(query.blob(2)));
  }
  if (directory.snapshots.empty()) return std::nullopt;
  return directory;
}

std::int64_t published_at(Database& database) {
  Statement query(database, "SELECT publie_le FROM annuaire ORDER BY epoque DESC LIMIT 1");
  return query.step() ? query.integer(0) : 0;
}

void save_annuaire(Database& database, const InfirmerieAccess&, std::uint32_t epoque,
                   const crypto::PublishedDirectory& directory, std::int64_t now) {
  Statement(database,
            "INSERT INTO annuaire (epoque, racine, certificats, instantane, publie_le) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(1, static_cast<std::int64_t>(epoque))
      .bind(2, Bytes(directory.root_record))
      .bind(3, Bytes(crypto::join(directory.certificates)))
      .bind(4, Bytes(directory.snapshots.back()))
      .bind(5, now)
      .run();
}

std::string find_trousseau(Database& database, const InfirmerieAccess& infirmerie) {
  return one_blob(database, "SELECT coffre FROM trousseaux WHERE compte = ?1", infirmerie.compte());
}

void save_trousseau(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes coffre, std::int64_t now) {
  Statement(database,
            "INSERT INTO trousseaux (compte, coffre, depose_le) VALUES (?1, ?2, ?3) ON CONFLICT (compte) DO UPDATE "
            "SET coffre = excluded.coffre, depose_le = excluded.depose_le")
      .bind(1, infirmerie.compte().text())
      .bind(2, coffre)
      .bind(3, now)
      .run();
}

std::string find_carnet(Database& database, const InfirmerieAccess& infirmerie) {
  return one_blob(database, "SELECT corps FROM carnets WHERE compte = ?1", infirmerie.compte());
}

void save_carnet(Database& database, const InfirmerieAccess& infirmerie, crypto::Bytes corps, std::int64_t now) {
  Statement(database,
            "INSERT INTO carnets (compte, corps, depose_le) VALUES (?1, ?2, ?3) ON CONFLICT (compte) DO UPDATE SET "
            "corps = excluded.corps, depose_le = excluded.depose_le")
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
