#include "server/store/messages.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr std::string_view message_query = "SELECT id, volet, manifeste, corps, depose_le, lu_le FROM messages ";

Message message_of(const Statement& row) {
  return {stored_id<PliId>(row.text(0)),
          stored_id<VoletId>(row.text(1)),
          row.blob(2),
          stored_id<FileId>(row.text(3)),
          row.integer(4),
          row.is_null(5) ? std::nullopt : std::optional(row.integer(5))};
}

}  // namespace

std::vector<Message> messages_of(Database& database, const VoletAccess& volet) {
  std::vector<Message> messages;
  Statement query(database, std::string(message_query) + "WHERE volet = ?1 ORDER BY depose_le, rowid");
  query.bind(1, volet.volet().text());
  while (query.step()) messages.push_back(message_of(query));
  return messages;
}

std::optional<Message> find_message(Database& database, const VoletAccess& volet, const PliId& id) {
  Statement query(database, std::string(message_query) + "WHERE volet = ?1 AND id = ?2");
  query.bind(1, volet.volet().text()).bind(2, id.text());
  return query.step() ? std::optional(message_of(query)) : std::nullopt;
}

void mark_read(Database& database, const VoletAccess& volet, const PliId& id, std::int64_t now) {
  Statement(database, "UPDATE messages SET lu_le = ?3 WHERE volet = ?1 AND id = ?2 AND lu_le IS NULL")
      .bind(1, volet.volet().text())
      .bind(2, id.text())
      .bind(3, now)
      .run();
}

std::optional<Addressee> find_addressee(Database& database, const InfirmerieAccess&, const VoletId& volet) {
  Statement query(database,
                  "SELECT v.responsable, k.pk_kem FROM volets v JOIN comptes c ON c.responsable = v.responsable "
                  "JOIN cles k ON k.compte = c.id AND k.gen = c.gen WHERE v.id = ?1");
  query.bind(1, volet.text());
  if (!query.step()) return std::nullopt;
  return Addressee{volet, stored_id<ResponsableId>(query.text(0)), query.blob(1)};
}

std::optional<SentMessage> find_sent_message(Database& database, const InfirmerieAccess&, const PliId& id) {
  Statement query(database, "SELECT volet, empreinte FROM messages WHERE id = ?1");
  query.bind(1, id.text());
  if (!query.step()) return std::nullopt;
  return SentMessage{stored_id<VoletId>(query.text(0)), query.blob(1)};
}

void save_message(Database& database, const InfirmerieAccess&, const NewMessage& message, std::int64_t now) {
  Statement(database,
            "INSERT INTO messages (id, volet, manifeste, empreinte, corps, depose_le) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(1, message.id.text())
      .bind(2, message.volet.text())
      .bind(3, message.manifeste)
      .bind(4, message.empreinte)
      .bind(5, message.corps.text())
      .bind(6, now)
      .run();
}

std::vector<Message> all_messages(Database& database) {
  std::vector<Message> messages;
  Statement query(database, message_query);
  while (query.step()) messages.push_back(message_of(query));
  return messages;
}

void erase_message(Database& database, const PliId& id) {
  Statement(database, "DELETE FROM messages WHERE id = ?1").bind(1, id.text()).run();
}

}  // namespace server
