#include "server/store/seconds_facteurs.h"

namespace server {

std::optional<Telephone> find_telephone(Database& database, const CompteId& compte) {
  Statement query(database, "SELECT secret, confirme_le, dernier_pas FROM seconds_facteurs WHERE compte = ?1");
  query.bind(1, compte.text());
  if (!query.step()) return std::nullopt;
  return Telephone{query.blob(0), !query.is_null(1), query.integer(2)};
}

void save_proposed_telephone(Database& database, const CompteId& compte, Bytes secret) {
  Statement(database,
            "INSERT INTO seconds_facteurs (compte, secret, dernier_pas) VALUES (?1, ?2, 0) ON CONFLICT (compte) DO "
            "UPDATE SET secret = excluded.secret, dernier_pas = 0 WHERE confirme_le IS NULL")
      .bind(1, compte.text())
      .bind(2, secret)
      .run();
}

void confirm_telephone(Database& database, const CompteId& compte, std::int64_t step, std::int64_t now) {
  Statement(database, "UPDATE seconds_facteurs SET confirme_le = ?3, dernier_pas = ?2 WHERE compte = ?1")
      .bind(1, compte.text())
      .bind(2, step)
      .bind(3, now)
      .run();
}

void use_step(Database& database, const CompteId& compte, std::int64_t step) {
  Statement(database, "UPDATE seconds_facteurs SET dernier_pas = max(dernier_pas, ?2) WHERE compte = ?1")
      .bind(1, compte.text())
      .bind(2, step)
      .run();
}

void save_printed_codes(Database& database, const CompteId& compte, std::span<const crypto::Hash> hashes) {
  Statement(database, "DELETE FROM codes_imprimes WHERE compte = ?1").bind(1, compte.text()).run();
  Statement put(database, "INSERT INTO codes_imprimes (compte, empreinte) VALUES (?1, ?2)");
  for (const auto& hash : hashes) put.bind(1, compte.text()).bind(2, Bytes(hash)).run();
}

bool burn_printed_code(Database& database, const CompteId& compte, const crypto::Hash& hash) {
  Statement(database, "DELETE FROM codes_imprimes WHERE compte = ?1 AND empreinte = ?2")
      .bind(1, compte.text())
      .bind(2, Bytes(hash))
      .run();
  return database.changes() > 0;
}

std::int64_t count_printed_codes(Database& database, const CompteId& compte) {
  Statement query(database, "SELECT count(*) FROM codes_imprimes WHERE compte = ?1");
  query.bind(1, compte.text());
  return query.step() ? query.integer(0) : 0;
}

void erase_second_factor(Database& database, const CompteId& compte) {
  for (const char* table : {"seconds_facteurs", "codes_imprimes"})
    Statement(database, std::string("DELETE FROM ") + table + " WHERE compte = ?1").bind(1, compte.text()).run();
}

}  // namespace server
