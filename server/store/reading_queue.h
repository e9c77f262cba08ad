#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/piece_type.h"
#include "server/model/id.h"
#include "server/store/database.h"

namespace server {

// The queue is a table: a pièce and its job exist together or not at all, and a job survives whoever held it.

enum class ReadingClass { interactive = 0, asked = 1, background = 2 };

struct Job {
  PieceId piece;
  pipeline::PieceType type = pipeline::PieceType::autre;
  VoletId volet;
  int essai = 1;  // 2: the first try died or ran out of time
  ReadingClass classe = ReadingClass::interactive;
};

// Inside the transaction of the deposit. A job already there waits anew in this class, unless it is being read.
void enqueue_reading(Database& database, const PieceId& piece, ReadingClass classe, std::int64_t now);

// The next job, leased: whoever does not renew in time loses it to another claim, once; after that the pièce is set
// aside for a person (poison). One statement takes it, so two callers never hold the same. Of `up_to` or more urgent.
// Inside a class, volets take turns, and no volet has two of its documents read at once; one that had its share of the
// machine today comes with the background.
std::optional<Job> claim_reading(Database& database, std::int64_t now, int lease_seconds,
                                 ReadingClass up_to = ReadingClass::background);
inline constexpr std::int64_t daily_share_ms = 120'000;

// Somebody sits in front of a screen for a pièce that could be read at once, if the reading of `piece` stopped.
bool is_awaited(Database& database, const PieceId& piece, std::int64_t now);
// What the first page alone says, told while the others are read.
void save_avis(Database& database, const PieceId& piece, int essai, const std::string& words);
// Counted against the volet's share of today.
void add_consumption(Database& database, const VoletId& volet, std::int64_t ms, std::int64_t now);

// False when the lease was lost meanwhile, or the pièce replaced: stop reading. `etape` is told to the family:
// ouverture, image, mesure, texte.
bool renew_reading(Database& database, const PieceId& piece, int essai, std::string_view etape, std::int64_t now,
                   int lease_seconds);

bool is_leased(Database& database, const PieceId& piece, int essai);

void reading_done(Database& database, const PieceId& piece);
// Once more if it was the first try, else set aside. `reprise`: no worker could be reached, which is not held against
// the document: the job waits again.
void reading_failed(Database& database, const PieceId& piece, bool reprise = false);

// At start, before any claim: leases of a server that stopped are nobody's. A document that saw five stops is set
// aside.
void free_readings_at_boot(Database& database);

struct QueueCounts {
  std::int64_t waiting = 0, taken = 0, poison = 0;
};
QueueCounts count_readings(Database& database);
std::int64_t waiting_readings(Database& database);  // what people wait for: the background left out
std::int64_t poisoned_readings(Database& database);

// How many documents this machine reads at once; told to people as a wait.
int reading_slots();
// Seconds before this pièce's turn, rounded up to 10; 0 when it is not waiting.
int estimated_wait(Database& database, const PieceId& piece, int seconds_per_piece = 2, int slots = reading_slots());

}  // namespace server
