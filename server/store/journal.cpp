#include "server/store/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace server {
namespace {

bool is_word(const std::string& text) {
  return text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == ':' || c == '-';
         });
}

std::string details_of(const JournalFact& fact) {
  nlohmann::json details = nlohmann::json::object();
  if (!fact.volet.empty()) details["volet"] = fact.volet;
  for (const auto& [name, value] : fact.details) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      details[name] = *number;
    } else if (const auto& word = std::get<std::string>(value); is_word(word)) {
      details[name] = word;
    } else {
      throw std::logic_error("journal: ids and codes only");
    }
  }
  return details.empty() ? "" : details.dump();
}

template <class Array>
Array array_of(const std::string& blob) {
  const auto array = crypto::fixed<Array>(crypto::bytes_of(blob));
  return array ? *array : Array{};  // of another size: spoilt, and no hash of anything
}

struct Last {
  std::uint64_t number = 0;
  crypto::Hash chain = crypto::journal_start;
};
Last last_of(Database& database) {
  Statement query(database, "SELECT numero, chaine FROM journal ORDER BY numero DESC LIMIT 1");
  if (!query.step()) return {};
  return {static_cast<std::uint64_t>(query.integer(0)), array_of<crypto::Hash>(query.blob(1))};
}

}  // namespace

void record(Journal& journal, const JournalFact& fact, std::int64_t now) {
  auto& database = journal.database_;
  if (!database.in_transaction()) throw std::logic_error("journal: inside the transaction that acts");
  const auto last = last_of(database);
  const crypto::JournalEntry entry{last.number + 1, static_cast<std::uint64_t>(now),
                                   fact.acteur,     std::string(to_string(fact.action)),
                                   fact.objet,      details_of(fact)};
  auto& next = journal.next_;
  if (!next || next->number != entry.number) next = {entry.number, journal.key_.key_of(entry.number)};
  auto step = crypto::append(last.chain, next->key, entry);
  Statement(database,
            "INSERT INTO journal (numero, moment, acteur, action, objet, details, feuille, chaine, sceau) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .bind(1, static_cast<std::int64_t>(entry.number))
      .bind(2, now)
      .bind(3, entry.actor)
      .bind(4, entry.action)
      .bind(5, entry.object)
      .bind(6, entry.details)
      .bind(7, Bytes(step.link.leaf))
      .bind(8, Bytes(step.link.chain))
      .bind(9, Bytes(step.link.tag))
      .run();
  next = {entry.number + 1, std::move(step.next_key)};
  // Not before: rolled back, the entry would have to be made again under a key that is gone.
  database.after_commit([&journal, number = entry.number + 1] { journal.key_.advance_to(number); });
}

bool is_recorded(Database& database, const JournalFact& fact, std::int64_t since) {
  Statement query(
      database,
      "SELECT 1 FROM journal WHERE objet = ?1 AND objet <> '' AND acteur = ?2 AND action = ?3 AND moment > ?4");
  query.bind(1, fact.objet).bind(2, fact.acteur).bind(3, to_string(fact.action)).bind(4, since);
  return query.step();
}

bool is_last_of_its_kind(Database& database, const JournalFact& fact) {
  Statement query(database, "SELECT objet, details FROM journal WHERE action = ?1 ORDER BY numero DESC LIMIT 1");
  query.bind(1, to_string(fact.action));
  return query.step() && query.text(0) == fact.objet && query.text(1) == details_of(fact);
}

std::vector<OwnEntry> own_entries(Database& database, const FamilleAccess& famille, int most) {
  std::vector<OwnEntry> entries;
  Statement query(database,
                  "SELECT j.moment, j.action, coalesce(j.volet, ''), coalesce(c.nom, '') FROM ("
                  "SELECT o.* FROM journal o JOIN volets v ON v.id = o.volet WHERE v.responsable = ?1 "
                  "UNION ALL SELECT o.* FROM journal o WHERE o.objet = ?1 AND o.objet <> '' AND o.volet IS NULL) j "
                  "LEFT JOIN comptes c ON c.id = j.acteur ORDER BY j.numero DESC LIMIT ?2");
  query.bind(1, famille.responsable().text()).bind(2, most);
  while (query.step()) {
    OwnEntry entry{query.integer(0), query.text(1), query.text(2), {}};
    if (is_decision(entry.action)) entry.agent = query.text(3);
    entries.push_back(std::move(entry));
  }
  return entries;
}

void walk_journal(Database& database, const std::function<bool(const StoredEntry&)>& visit) {
  Statement query(database,
                  "SELECT numero, moment, acteur, action, objet, details, feuille, chaine, sceau FROM journal "
                  "ORDER BY numero");
  while (query.step()) {
    const StoredEntry stored{
        {static_cast<std::uint64_t>(query.integer(0)), static_cast<std::uint64_t>(query.integer(1)), query.text(2),
         query.text(3), query.text(4), query.text(5)},
        {array_of<crypto::Hash>(query.blob(6)), array_of<crypto::Hash>(query.blob(7)),
         array_of<crypto::Hash>(query.blob(8))}};
    if (!visit(stored)) return;
  }
}

std::uint64_t journal_entries(Database& database) { return last_of(database).number; }

crypto::JournalHead journal_head(Database& database, const crypto::Id& etab, std::int64_t now) {
  const auto last = last_of(database);
  return {etab, last.number, last.chain, static_cast<std::uint64_t>(now)};
}

std::vector<crypto::Hash> leaves_since(Database& database, std::uint64_t number) {
  std::vector<crypto::Hash> leaves;
  Statement query(database, "SELECT feuille FROM journal WHERE numero > ?1 ORDER BY numero");
  query.bind(1, static_cast<std::int64_t>(number));
  while (query.step()) leaves.push_back(array_of<crypto::Hash>(query.blob(0)));
  return leaves;
}

std::vector<KeptHead> kept_heads(Database& database, const crypto::Id& etab) {
  std::vector<KeptHead> heads;
  Statement query(database, "SELECT jour, entrees, chaine, moment, signature FROM journal_tetes ORDER BY jour");
  while (query.step())
    heads.push_back({query.text(0),
                     {etab, static_cast<std::uint64_t>(query.integer(1)), array_of<crypto::Hash>(query.blob(2)),
                      static_cast<std::uint64_t>(query.integer(3))},
                     array_of<crypto::Signature>(query.blob(4))});
  return heads;
}

bool has_head_of(Database& database, const std::string& jour) {
  Statement query(database, "SELECT 1 FROM journal_tetes WHERE jour = ?1");
  query.bind(1, jour);
  return query.step();
}

void save_head(Database& database, const KeptHead& head) {
  Statement(database,
            "INSERT INTO journal_tetes (jour, entrees, chaine, moment, signature) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(1, head.jour)
      .bind(2, static_cast<std::int64_t>(head.head.entries))
      .bind(3, Bytes(head.head.chain))
      .bind(4, static_cast<std::int64_t>(head.head.moment))
      .bind(5, Bytes(head.signature))
      .run();
}

void count_refused_sign_in(Database& database) {
  Statement(database, "UPDATE connexions_refusees SET nombre = nombre + 1").run();
}

std::int64_t take_refused_sign_ins(Database& database) {
  Statement query(database, "SELECT nombre FROM connexions_refusees");
  const auto count = query.step() ? query.integer(0) : 0;
  query.reset();
  if (count > 0) Statement(database, "UPDATE connexions_refusees SET nombre = 0").run();
  return count;
}

}  // namespace server
