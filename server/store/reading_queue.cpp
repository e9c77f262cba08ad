#include "server/store/reading_queue.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr int most_tries = 2;
constexpr int most_stops = 5;

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
  Statement(database, "INSERT INTO lectures (piece, classe, etat, creee_le) VALUES (?1, ?2, 'attente', ?3)")
      .bind(1, piece.text())
      .bind(2, static_cast<std::int64_t>(classe))
      .bind(3, now)
      .run();
}

std::optional<Job> claim_reading(Database& database, std::int64_t now, int lease_seconds) {
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
        "UPDATE lectures SET etat = 'prise', essais = essais + 1, bail = ?1 + ?2, etape = 'ouverture' "
        "WHERE piece = (SELECT piece FROM lectures WHERE etat = 'attente' OR (etat = 'prise' AND bail <= ?1) "
        "ORDER BY classe, creee_le, rowid LIMIT 1) RETURNING piece, essais, classe");
    take.bind(1, now).bind(2, lease_seconds);
    if (take.step()) {
      const auto piece = stored_id<PieceId>(take.text(0));
      Statement query(database, "SELECT type, fichier FROM main.pieces WHERE id = ?1");
      query.bind(1, piece.text());
      query.step();
      job = Job{piece, pipeline::parse_piece_type(query.text(0)).value_or(pipeline::PieceType::autre),
                stored_id<FileId>(query.text(1)), static_cast<int>(take.integer(1)),
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

std::int64_t waiting_readings(Database& database) {
  Statement query(database, "SELECT count(*) FROM lectures WHERE etat <> 'poison'");
  return query.step() ? query.integer(0) : 0;
}

std::int64_t poisoned_readings(Database& database) {
  Statement query(database, "SELECT count(*) FROM lectures WHERE etat = 'poison'");
  return query.step() ? query.integer(0) : 0;
}

int estimated_wait(Database& database, const PieceId& piece, int seconds_per_piece) {
  Statement query(database,
                  "SELECT (SELECT count(*) FROM lectures o WHERE o.etat <> 'poison' AND "
                  "(o.etat = 'prise' OR (o.classe, o.creee_le, o.rowid) < (l.classe, l.creee_le, l.rowid))) "
                  "FROM lectures l WHERE l.piece = ?1 AND l.etat = 'attente'");
  query.bind(1, piece.text());
  if (!query.step()) return 0;
  return static_cast<int>((query.integer(0) * seconds_per_piece + 9) / 10 * 10);
}

}  // namespace server
