#include "server/store/reading_queue.h"

#include <algorithm>
#include <thread>

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr int most_tries = 2;
constexpr int most_stops = 5;

// `l`: a job; ?1: now; its volet's share of the day may be spent.
constexpr std::string_view urgency =
    "CASE WHEN coalesce((SELECT c.ms FROM consommations c WHERE c.volet = p.volet AND c.jour = ?1 / 86400), 0) > "
    "120000 THEN 2 ELSE l.classe END";
static_assert(daily_share_ms == 120'000);
// Free to be taken: it waits or its holder is late, and nothing else of its volet is under a reader's eyes.
constexpr std::string_view takeable =
    "(l.etat = 'attente' OR (l.etat = 'prise' AND l.bail <= ?1)) AND NOT EXISTS (SELECT 1 FROM lectures o JOIN "
    "main.pieces q ON q.id = o.piece WHERE o.etat = 'prise' AND o.bail > ?1 AND q.volet = p.volet AND o.piece <> "
    "l.piece AND o.piece <> ?2)";

std::int64_t count(Database& database, std::string_view where) {
  Statement query(database, "SELECT count(*) FROM lectures WHERE " + std::string(where));
  return query.step() ? query.integer(0) : 0;
}

// A pièce whose reading is given up goes to a person, with nothing said of it by the machine.
void hand_over_poisoned(Database& database) {
  Statement(
      database,
      "UPDATE main.pieces SET etat = 'lue', outcome = NULL, reasons = 'lecture_humaine' WHERE etat = 'en_lecture' "
      "AND id IN (SELECT piece FROM lectures WHERE etat = 'poison')")
      .run();
}

}  // namespace

void enqueue_reading(Database& database, const PieceId& piece, ReadingClass classe, std::int64_t now) {
  Statement(database,
            "INSERT INTO lectures (piece, classe, etat, creee_le) VALUES (?1, ?2, 'attente', ?3) ON CONFLICT DO UPDATE "
            "SET classe = excluded.classe, creee_le = excluded.creee_le, etat = 'attente', essais = 0, reprises = 0, "
            "etape = '' WHERE etat <> 'prise'")
      .bind(1, piece.text())
      .bind(2, static_cast<std::int64_t>(classe))
      .bind(3, now)
      .run();
}

std::optional<Job> claim_reading(Database& database, std::int64_t now, int lease_seconds, ReadingClass up_to) {
  {
    // A queue with nothing to take is looked at ten times a second: no lock for that.
    Statement any(database,
                  "SELECT 1 FROM lectures WHERE (etat = 'attente' AND classe <= ?2) OR (etat = 'prise' AND bail <= ?1) "
                  "LIMIT 1");
    any.bind(1, now).bind(2, static_cast<int>(up_to));
    if (!any.step()) return std::nullopt;
  }
  Transaction transaction(database);
  Statement(database,
            "UPDATE lectures SET etat = 'poison', bail = NULL WHERE etat = 'prise' AND bail <= ?1 AND essais >= ?2")
      .bind(1, now)
      .bind(2, most_tries)
      .run();
  if (database.changes() > 0) hand_over_poisoned(database);
  std::optional<Job> job;
  {
    Statement take(
        database,
        "UPDATE lectures SET etat = 'prise', essais = essais + 1, bail = ?1 + ?3, etape = 'ouverture', avis = '' WHERE "
        "piece = (SELECT l.piece FROM lectures l JOIN main.pieces p ON p.id = l.piece WHERE " +
            std::string(takeable) + " AND " + std::string(urgency) + " <= ?4 ORDER BY " + std::string(urgency) +
            // A turn is over when a reading ends: whoever sent five waits for those who came meanwhile with one.
            ", max(l.creee_le, coalesce((SELECT c.servi_le FROM consommations c WHERE c.volet = p.volet), 0)), "
            "l.creee_le, l.rowid LIMIT 1) RETURNING piece, essais, classe");
    take.bind(1, now).bind(2, "").bind(3, lease_seconds).bind(4, static_cast<int>(up_to));
    if (take.step()) {
      const auto piece = stored_id<PieceId>(take.text(0));
      Statement query(database, "SELECT type, volet FROM main.pieces WHERE id = ?1");
      query.bind(1, piece.text());
      query.step();
      job = Job{piece, pipeline::parse_piece_type(query.text(0)).value_or(pipeline::PieceType::autre),
                stored_id<VoletId>(query.text(1)), static_cast<int>(take.integer(1)),
                static_cast<ReadingClass>(take.integer(2))};
    }
  }
  transaction.commit();
  return job;
}

bool renew_reading(Database& database, const PieceId& piece, int essai, std::string_view etape, std::int64_t now,
                   int lease_seconds) {
  Statement(database, "UPDATE lectures SET bail = ?3, etape = ?4 WHERE piece = ?1 AND etat = 'prise' AND essais = ?2")
      .bind(1, piece.text())
      .bind(2, essai)
      .bind(3, now + lease_seconds)
      .bind(4, etape)
      .run();
  return database.changes() == 1;
}

bool is_leased(Database& database, const PieceId& piece, int essai) {
  Statement query(database, "SELECT 1 FROM lectures WHERE piece = ?1 AND etat = 'prise' AND essais = ?2");
  query.bind(1, piece.text()).bind(2, essai);
  return query.step();
}

bool is_awaited(Database& database, const PieceId& piece, std::int64_t now) {
  Statement query(database, "SELECT 1 FROM lectures l JOIN main.pieces p ON p.id = l.piece WHERE l.classe < 2 AND " +
                                std::string(takeable) + " AND " + std::string(urgency) + " < 2 LIMIT 1");
  query.bind(1, now).bind(2, piece.text());
  return query.step();
}

void save_avis(Database& database, const PieceId& piece, int essai, const std::string& words) {
  Statement(database, "UPDATE lectures SET avis = ?3 WHERE piece = ?1 AND etat = 'prise' AND essais = ?2")
      .bind(1, piece.text())
      .bind(2, essai)
      .bind(3, words)
      .run();
}

void add_consumption(Database& database, const VoletId& volet, std::int64_t ms, std::int64_t now) {
  // Nothing, when the volet left the box meanwhile.
  Statement(
      database,
      "INSERT INTO consommations (volet, jour, ms, servi_le) SELECT id, ?3 / 86400, ?2, ?3 FROM volets WHERE id = "
      "?1 ON CONFLICT DO UPDATE SET ms = excluded.ms + CASE WHEN jour = excluded.jour THEN ms ELSE 0 END, "
      "retires = CASE WHEN jour = excluded.jour THEN retires ELSE 0 END, jour = excluded.jour, servi_le = "
      "excluded.servi_le")
      .bind(1, volet.text())
      .bind(2, ms)
      .bind(3, now)
      .run();
}

void reading_done(Database& database, const PieceId& piece) {
  Statement(database, "DELETE FROM lectures WHERE piece = ?1").bind(1, piece.text()).run();
}

void reading_failed(Database& database, const PieceId& piece, bool reprise) {
  Transaction transaction(database);
  if (reprise) {
    Statement(database,
              "UPDATE lectures SET etat = 'attente', bail = NULL, etape = '', essais = max(essais - 1, 0) "
              "WHERE piece = ?1 AND etat = 'prise'")
        .bind(1, piece.text())
        .run();
  } else {
    Statement(database,
              "UPDATE lectures SET etat = CASE WHEN essais >= ?2 THEN 'poison' ELSE 'attente' END, bail = NULL, "
              "etape = '' WHERE piece = ?1 AND etat = 'prise'")
        .bind(1, piece.text())
        .bind(2, most_tries)
        .run();
    hand_over_poisoned(database);
  }
  transaction.commit();
}

void free_readings_at_boot(Database& database) {
  Transaction transaction(database);
  Statement(database,
            "UPDATE lectures SET etat = CASE WHEN reprises + 1 >= ?1 THEN 'poison' ELSE 'attente' END, bail = NULL, "
            "etape = '', essais = max(essais - 1, 0), reprises = reprises + 1 WHERE etat = 'prise'")
      .bind(1, most_stops)
      .run();
  hand_over_poisoned(database);
  Statement(database, "UPDATE envois SET verrou = NULL WHERE verrou IS NOT NULL").run();
  transaction.commit();
}

QueueCounts count_readings(Database& database) {
  return {count(database, "etat = 'attente'"), count(database, "etat = 'prise'"), count(database, "etat = 'poison'")};
}

std::int64_t waiting_readings(Database& database) { return count(database, "etat <> 'poison' AND classe < 2"); }

std::int64_t poisoned_readings(Database& database) { return count(database, "etat = 'poison'"); }

int reading_slots() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U)); }

int estimated_wait(Database& database, const PieceId& piece, int seconds_per_piece, int slots) {
  // Two ranges of the queue's index: asked by many at once when it is long. What the other responsables of her children
  // have waiting is taken off: by one piece more or less, she would know that they sent something.
  Statement query(database,
                  "SELECT (SELECT count(*) FROM lectures o WHERE o.etat = 'prise') + (SELECT count(*) FROM lectures o "
                  "WHERE o.etat = 'attente' AND (o.classe, o.creee_le, o.rowid) < (l.classe, l.creee_le, l.rowid)) - "
                  "(SELECT count(*) FROM lectures o WHERE (o.etat = 'prise' OR (o.etat = 'attente' AND "
                  "(o.classe, o.creee_le, o.rowid) < (l.classe, l.creee_le, l.rowid))) AND o.piece IN ("
                  "SELECT a.id FROM main.pieces m JOIN volets sien ON sien.id = m.volet "
                  "JOIN volets siens ON siens.responsable = sien.responsable "
                  "JOIN volets autre ON autre.eleve = siens.eleve AND autre.responsable <> siens.responsable "
                  "JOIN volets tout ON tout.responsable = autre.responsable "
                  "JOIN main.pieces a ON a.volet = tout.id WHERE m.id = l.piece)) "
                  "FROM lectures l WHERE l.piece = ?1 AND l.etat = 'attente'");
  query.bind(1, piece.text());
  if (!query.step()) return 0;
  return static_cast<int>((query.integer(0) * seconds_per_piece + 10 * slots - 1) / (10 * slots) * 10);
}

}  // namespace server
