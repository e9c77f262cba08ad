#pragma once

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "server/box.h"
#include "server/store/new_id.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"
#include "tests/catch.h"

namespace server::test {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A real box on the disk, of two volets; its worker does what the first word of a document says.
struct House {
  House() : folder(make_folder()), box(Box::create({folder / "etat", folder / "cle"})), desk(box) {
    database().execute(
        "INSERT INTO etablissement (id, uai, etab, nom, annee, campagne) VALUES (1, '0009990J', '" +
        std::string(32, 'e') +
        "', '', 2026, "
        "'ouverte');"
        "INSERT INTO eleves (id, nom, prenom, naissance) VALUES ('e', 'MESANGE', 'Iris', '2015-03-04');"
        "INSERT INTO responsables (id, nom, prenom) VALUES ('m', 'MESANGE', 'Alma'), ('p', 'MESANGE', 'Ulysse');");
    Statement volet(database(), "INSERT INTO volets (id, eleve, responsable) VALUES (?1, 'e', ?2)");
    volet.bind(1, hers).bind(2, "m").run();
    volet.bind(1, his).bind(2, "p").run();
  }
  ~House() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static fs::path make_folder() {
    auto pattern = (fs::temp_directory_path() / "dossiersco-lecture-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    return pattern;
  }
  Database& database() { return desk.app().database; }

  PieceId deposit(const std::string& volet, const std::string& type, const std::vector<std::string>& files,
                  ReadingClass classe = ReadingClass::interactive) {
    const auto piece = new_id<PieceId>();
    const auto now = desk.app().now();
    std::vector<std::pair<FileId, crypto::SecretKey>> kept;
    for (const auto& bytes : files) {
      auto key = crypto::SecretKey::random();
      const auto file = desk.app().vault.keep_closed(now, key, std::as_bytes(std::span(bytes)));
      kept.emplace_back(file, std::move(key));
    }
    Transaction transaction(database());
    Statement(database(),
              "INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) VALUES (?1, ?2, ?3, 1, "
              "'en_lecture', 3, ?4)")
        .bind(1, piece.text())
        .bind(2, volet)
        .bind(3, type)
        .bind(4, now)
        .run();
    Statement put(database(),
                  "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets, cle) VALUES (?1, ?2, ?3, ?4, 3, "
                  "?5)");
    int rang = 0;
    for (const auto& [file, key] : kept) {
      const auto cle = close_key(database(), {*VoletId::parse(volet), piece.text(), 1, file}, key);
      put.bind(1, piece.text()).bind(2, ++rang).bind(3, new_id<EnvoiId>().text()).bind(4, file.text());
      put.bind(5, crypto::bytes_of(cle)).run();
    }
    enqueue_reading(database(), piece, classe, now);
    transaction.commit();
    return piece;
  }
  std::string job(const PieceId& piece) {
    Statement query(database(), "SELECT etat || ' ' || essais || ' ' || reprises FROM lectures WHERE piece = ?1");
    query.bind(1, piece.text());
    return query.step() ? query.text(0) : "";
  }
  std::string etat(const PieceId& piece) {
    Statement query(database(), "SELECT etat || ' ' || coalesce(outcome, '?') FROM main.pieces WHERE id = ?1");
    query.bind(1, piece.text());
    return query.step() ? query.text(0) : "";
  }
  template <class Condition>
  static bool within(std::chrono::milliseconds limit, Condition condition) {
    for (const auto end = Clock::now() + limit; Clock::now() < end;
         std::this_thread::sleep_for(std::chrono::milliseconds(10)))
      if (condition()) return true;
    return condition();
  }
  bool is_read(const PieceId& piece, std::chrono::milliseconds limit = std::chrono::seconds(8)) {
    return within(limit, [&] { return etat(piece).starts_with("lue "); });
  }
  bool is_taken(const PieceId& piece) {
    return within(std::chrono::seconds(8), [&] { return job(piece).starts_with("prise"); });
  }

  fs::path folder;
  Box box;
  Desk desk;
  std::string hers = std::string(32, '1'), his = std::string(32, '2');
};

}  // namespace server::test
