#include "server/store/pieces.h"

#include <algorithm>

#include "server/model/paris.h"
#include "server/store/new_id.h"
#include "server/store/reading_queue.h"

namespace server {
namespace {

constexpr std::string_view piece_columns =
    "p.id, p.volet, p.type, p.version, p.etat, p.octets, p.deposee_le, p.outcome, p.reasons, p.type_guess, "
    "p.decidee_le, coalesce(c.nom, ''), p.motif, p.precision_motif, "
    "p.version = (SELECT max(version) FROM main.pieces o WHERE o.volet = p.volet AND o.type = p.type), "
    "coalesce(l.etat, ''), coalesce(l.etape, ''), coalesce(l.avis, ''), coalesce(l.classe, 2)";
constexpr int columns_of_piece = 19;
constexpr std::string_view piece_tables =
    " FROM main.pieces p LEFT JOIN comptes c ON c.id = p.decidee_par LEFT JOIN lectures l ON l.piece = p.id ";

const std::string_view medical_word = to_string(pipeline::Reason::piece_medicale);

std::vector<std::string> split_words(const std::string& words) {
  std::vector<std::string> list;
  for (std::size_t from = 0; from < words.size();) {
    const auto to = std::min(words.find(' ', from), words.size());
    if (to > from) list.push_back(words.substr(from, to - from));
    from = to + 1;
  }
  return list;
}

Piece piece_of(const Statement& row) {
  Piece piece{stored_id<PieceId>(row.text(0)),
              stored_id<VoletId>(row.text(1)),
              pipeline::parse_piece_type(row.text(2)).value_or(pipeline::PieceType::autre),
              static_cast<int>(row.integer(3)),
              row.integer(14) != 0,
              parse_piece_state(row.text(4)).value_or(PieceState::lue),
              row.integer(5),
              row.integer(6),
              pipeline::parse_outcome(row.text(7)),
              split_words(row.text(8)),
              row.text(9),
              {},
              {},
              row.integer(10),
              row.text(11),
              row.text(12),
              row.text(13),
              {},
              {},
              0,
              {},
              false,
              false};
  const std::string queued = row.text(15);
  // A new look in the background is nobody's concern.
  const bool awaited = (queued == "attente" || queued == "prise") && row.integer(18) < 2;
  if (piece.etat == PieceState::en_lecture || awaited) piece.etape = queued == "prise" ? row.text(16) : "attente";
  if (auto avis = split_words(row.text(17)); piece.etat == PieceState::en_lecture && !avis.empty()) {
    const auto outcome = pipeline::parse_outcome(avis.front()).value_or(pipeline::Outcome::a_verifier);
    avis.erase(avis.begin());
    piece.avis = Piece::Avis{outcome, std::move(avis)};
  }
  piece.en_panne = piece.etat == PieceState::lue && !piece.outcome;
  piece.medicale = std::find(piece.reasons.begin(), piece.reasons.end(), medical_word) != piece.reasons.end();
  return piece;
}

void complete(Database& database, Piece& piece) {
  Statement values(database,
                   "SELECT cle, valeur, sure, page, x, y, largeur, hauteur FROM lues WHERE piece = ?1 ORDER BY cle");
  values.bind(1, piece.id.text());
  while (values.step()) {
    ReadValue value{values.text(0), values.text(1), values.integer(2) != 0, static_cast<int>(values.integer(3)), {}};
    if (!values.is_null(4))
      value.boite =
          pipeline::Box{static_cast<std::uint16_t>(values.integer(4)), static_cast<std::uint16_t>(values.integer(5)),
                        static_cast<std::uint16_t>(values.integer(6)), static_cast<std::uint16_t>(values.integer(7))};
    piece.lues.push_back(std::move(value));
  }
  Statement pages(database, "SELECT numero, largeur, hauteur FROM pages WHERE piece = ?1 ORDER BY numero");
  pages.bind(1, piece.id.text());
  while (pages.step())
    piece.pages.push_back(
        {static_cast<int>(pages.integer(0)), static_cast<int>(pages.integer(1)), static_cast<int>(pages.integer(2))});
  Statement files(database, "SELECT envoi FROM piece_fichiers WHERE piece = ?1 ORDER BY rang");
  files.bind(1, piece.id.text());
  while (files.step()) piece.envois.push_back(files.text(0));
}

std::string sql(std::string_view tail) {
  return "SELECT " + std::string(piece_columns) + std::string(piece_tables) + std::string(tail);
}

Adresse adresse_of(const Statement& row, int first) {
  return Adresse{{row.text(first), row.text(first + 1), row.text(first + 2), row.text(first + 3)},
                 row.text(first + 4),
                 row.text(first + 5),
                 row.text(first + 6),
                 row.text(first + 7)};
}

// The pièce's own people: its volet's child and its volet's responsable.
constexpr std::string_view owner_query =
    "SELECT e.id, e.prenom, e.nom, e.nom_usage, e.naissance, e.division, coalesce(m.libelle, ''), r.id, r.civilite, "
    "r.prenom, "
    "r.nom, r.nom_usage, r.protege, a.ligne_1, a.ligne_2, a.ligne_3, a.ligne_4, a.boite_postale, a.code_postal, "
    "a.libelle_postal, a.commune_etrangere FROM main.pieces p JOIN volets v ON v.id = p.volet JOIN eleves e ON e.id = "
    "v.eleve "
    "JOIN responsables r ON r.id = v.responsable LEFT JOIN mefs m ON m.code = e.mef "
    "LEFT JOIN adresses a ON a.de = 'responsable' AND a.siecle_id = r.adresse WHERE p.id = ?1";

// Columns: the file, its pièce's volet, id and version, the file its key was closed for, the key.
constexpr std::string_view closed_original = "f.fichier, p.volet, p.id, p.version, f.fichier, f.cle";
constexpr std::string_view closed_picture = "g.image, p.volet, p.id, p.version, g.image, g.cle";
constexpr std::string_view closed_thumbnail = "g.vignette, p.volet, p.id, p.version, g.image, g.cle";
constexpr int columns_of_closed = 6;

ClosedFile closed_of(const Statement& row) {
  return {stored_id<FileId>(row.text(0)),
          {stored_id<VoletId>(row.text(1)), row.text(2), row.integer(3), stored_id<FileId>(row.text(4))},
          row.blob(5)};
}

const std::string& usual_name(const std::string& nom, const std::string& nom_usage) {
  return nom_usage.empty() ? nom : nom_usage;
}

}  // namespace

std::optional<Piece> current_piece(Database& database, const VoletAccess& volet, pipeline::PieceType type) {
  Statement query(database, sql("WHERE p.volet = ?1 AND p.type = ?2 ORDER BY p.version DESC LIMIT 1"));
  query.bind(1, volet.volet().text()).bind(2, to_string(type));
  if (!query.step()) return std::nullopt;
  auto piece = piece_of(query);
  complete(database, piece);
  if (piece.etape == "attente") piece.attente = estimated_wait(database, piece.id);
  return piece;
}

std::vector<Piece> current_pieces(Database& database, const VoletAccess& volet) {
  std::vector<Piece> pieces;
  {
    Statement query(database, sql("WHERE p.volet = ?1 AND p.version = (SELECT max(version) FROM main.pieces o WHERE "
                                  "o.volet = p.volet AND o.type = p.type)"));
    query.bind(1, volet.volet().text());
    while (query.step()) pieces.push_back(piece_of(query));
  }
  for (auto& piece : pieces) complete(database, piece);
  return pieces;
}

PieceId save_deposited(Database& database, const VoletAccess& volet, const NewPiece& piece, std::int64_t now) {
  const auto id = new_id<PieceId>();
  // The version before is no longer worth reading.
  Statement(database, "DELETE FROM lectures WHERE piece IN (SELECT id FROM main.pieces WHERE volet = ?1 AND type = ?2)")
      .bind(1, volet.volet().text())
      .bind(2, to_string(piece.type))
      .run();
  std::int64_t octets = 0;
  for (const auto& file : piece.files) octets += file.octets;
  Statement(database,
            "INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) "
            "VALUES (?1, ?2, ?3, ?4, 'en_lecture', ?5, ?6)")
      .bind(1, id.text())
      .bind(2, volet.volet().text())
      .bind(3, to_string(piece.type))
      .bind(4, piece.version)
      .bind(5, octets)
      .bind(6, now)
      .run();
  Statement put(
      database,
      "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets, cle) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  int rang = 0;
  for (const auto& file : piece.files) {
    const auto& fichier = file.fichier.file;
    const auto cle =
        close_key(database, {volet.volet(), id.text(), piece.version, fichier}, open_key(database, file.fichier));
    put.bind(1, id.text()).bind(2, ++rang).bind(3, file.envoi.text()).bind(4, fichier.text()).bind(5, file.octets);
    put.bind(6, crypto::bytes_of(cle)).run();
  }
  return id;
}

std::vector<FileId> erase_pieces(Database& database, const VoletAccess& volet, pipeline::PieceType type,
                                 std::int64_t now) {
  std::vector<FileId> files;
  {
    Statement query(database,
                    "WITH hers AS (SELECT id FROM main.pieces WHERE volet = ?1 AND type = ?2) "
                    "SELECT fichier FROM piece_fichiers WHERE piece IN hers UNION ALL SELECT image FROM pages WHERE "
                    "piece IN hers UNION ALL SELECT vignette FROM pages WHERE piece IN hers");
    query.bind(1, volet.volet().text()).bind(2, to_string(type));
    while (query.step()) files.push_back(stored_id<FileId>(query.text(0)));
  }
  // The day's bytes stay counted: sending and taking back all day long is sending all day long.
  Statement(database,
            "INSERT INTO consommations (volet, jour, retires) SELECT ?1, ?3 / 86400, sum(octets) FROM main.pieces "
            "WHERE volet = ?1 AND type = ?2 AND deposee_le > ?3 - 86400 HAVING count(*) > 0 ON CONFLICT DO UPDATE SET "
            "retires = excluded.retires + CASE WHEN jour = excluded.jour THEN retires ELSE 0 END, "
            "ms = CASE WHEN jour = excluded.jour THEN ms ELSE 0 END, jour = excluded.jour")
      .bind(1, volet.volet().text())
      .bind(2, to_string(type))
      .bind(3, now)
      .run();
  Statement(database, "DELETE FROM main.pieces WHERE volet = ?1 AND type = ?2")
      .bind(1, volet.volet().text())
      .bind(2, to_string(type))
      .run();
  return files;
}

void mark_shown(Database& database, const VoletAccess& volet, const PieceId& piece) {
  Statement(database,
            "UPDATE main.pieces SET montree = 1, etat = 'en_lecture', outcome = NULL, reasons = '', lue_le = NULL "
            "WHERE id = ?1 AND volet = ?2 AND etat = 'lue'")
      .bind(1, piece.text())
      .bind(2, volet.volet().text())
      .run();
}

std::optional<ClosedFile> find_page(Database& database, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                    bool vignette) {
  Statement query(database, "SELECT " + std::string(vignette ? closed_thumbnail : closed_picture) +
                                " FROM main.pieces p JOIN pages g ON g.piece = p.id WHERE p.volet = ?1 AND p.type = ?2 "
                                "AND g.numero = ?3 AND p.version = (SELECT max(version) FROM main.pieces WHERE volet = "
                                "?1 AND type = ?2)");
  query.bind(1, volet.volet().text()).bind(2, to_string(type)).bind(3, numero);
  if (!query.step()) return std::nullopt;
  return closed_of(query);
}

std::optional<Piece> find_piece(Database& database, const AgentAccess&, const PieceId& id) {
  Statement query(database, sql("WHERE p.id = ?1"));
  query.bind(1, id.text());
  if (!query.step()) return std::nullopt;
  auto piece = piece_of(query);
  complete(database, piece);
  if (piece.etape == "attente") piece.attente = estimated_wait(database, piece.id);
  return piece;
}

std::optional<ClosedFile> find_page(Database& database, const AgentAccess&, const PieceId& piece, int numero,
                                    bool vignette) {
  Statement query(database, "SELECT " + std::string(vignette ? closed_thumbnail : closed_picture) +
                                " FROM pages g JOIN main.pieces p ON p.id = g.piece WHERE g.piece = ?1 AND g.numero = "
                                "?2");
  query.bind(1, piece.text()).bind(2, numero);
  if (!query.step()) return std::nullopt;
  return closed_of(query);
}

std::optional<VoletId> volet_of(Database& database, const AgentAccess&, const PieceId& piece) {
  Statement query(database, "SELECT volet FROM pieces WHERE id = ?1");
  query.bind(1, piece.text());
  return query.step() ? VoletId::parse(query.text(0)) : std::nullopt;
}

std::optional<ClosedFile> find_original(Database& database, const AgentAccess&, const PieceId& piece, int rang) {
  Statement query(database,
                  "SELECT " + std::string(closed_original) +
                      " FROM main.pieces p JOIN piece_fichiers f ON f.piece = p.id WHERE p.id = ?1 AND f.rang = ?2 AND "
                      "p.etat <> 'en_lecture' AND ' ' || p.reasons || ' ' NOT LIKE '% ' || ?3 || ' %'");
  query.bind(1, piece.text()).bind(2, rang).bind(3, medical_word);
  if (!query.step()) return std::nullopt;
  return closed_of(query);
}

std::vector<KeptPage> kept_pages(Database& database, const AgentAccess&, const PieceId& piece) {
  std::vector<KeptPage> pages;
  Statement query(database, "SELECT " + std::string(closed_picture) +
                                ", g.numero, g.largeur, g.hauteur FROM pages g JOIN main.pieces p ON p.id = g.piece "
                                "WHERE g.piece = ?1 ORDER BY g.numero");
  query.bind(1, piece.text());
  constexpr int at = columns_of_closed;
  while (query.step())
    pages.push_back({{static_cast<int>(query.integer(at)), static_cast<int>(query.integer(at + 1)),
                      static_cast<int>(query.integer(at + 2))},
                     closed_of(query)});
  return pages;
}

PieceOwner find_owner(Database& database, const AgentAccess&, const PieceId& piece) {
  Statement query(database, owner_query);
  query.bind(1, piece.text());
  PieceOwner owner;
  if (!query.step()) return owner;
  owner.eleve = {query.text(1), query.text(2), query.text(4), query.text(5), query.text(6)};
  const std::string nom = query.text(10), usage = query.text(11), prenom = query.text(9);
  owner.responsable = shown_name(query.text(8), prenom, usual_name(nom, usage));
  owner.noms.push_back(shown_name("", prenom, usual_name(nom, usage)));
  if (!usage.empty() && usage != nom) owner.noms.push_back(shown_name("", prenom, nom));
  owner.protege = query.integer(12) != 0;
  if (!owner.protege) owner.adresse = printed_lines(adresse_of(query, 13));
  return owner;
}

std::vector<Relecture> pieces_to_review(Database& database, const AgentAccess&) {
  std::vector<Relecture> waiting;
  Statement query(
      database, "SELECT " + std::string(piece_columns) +
                    ", e.prenom, e.nom, e.naissance, e.division, coalesce(m.libelle, ''), r.civilite, r.prenom, r.nom, "
                    "r.nom_usage" +
                    std::string(piece_tables) +
                    "JOIN volets v ON v.id = p.volet JOIN eleves e ON e.id = v.eleve JOIN responsables r ON r.id = "
                    "v.responsable LEFT JOIN mefs m ON m.code = e.mef WHERE p.etat = 'lue' AND p.version = (SELECT "
                    "max(version) FROM main.pieces o WHERE o.volet = p.volet AND o.type = p.type) "
                    "ORDER BY p.deposee_le, p.rowid");
  while (query.step())
    waiting.push_back(
        {piece_of(query),
         {query.text(columns_of_piece), query.text(columns_of_piece + 1), query.text(columns_of_piece + 2),
          query.text(columns_of_piece + 3), query.text(columns_of_piece + 4)},
         shown_name(query.text(columns_of_piece + 5), query.text(columns_of_piece + 6),
                    usual_name(query.text(columns_of_piece + 7), query.text(columns_of_piece + 8)))});
  return waiting;
}

ReviewCounts count_to_review(Database& database, const AgentAccess&) {
  Statement query(
      database,
      "SELECT count(*), count(*) FILTER (WHERE p.outcome IS NULL) FROM main.pieces p WHERE p.etat = 'lue' "
      "AND p.version = (SELECT max(version) FROM main.pieces o WHERE o.volet = p.volet AND o.type = p.type)");
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1)};
}

std::optional<PieceId> next_to_review(Database& database, const AgentAccess&, const PieceId& after) {
  // The oldest after this one; past the end, the oldest of all.
  Statement query(database,
                  "SELECT p.id FROM main.pieces p, (SELECT deposee_le, rowid AS rang FROM main.pieces WHERE id = ?1) a "
                  "WHERE p.etat = 'lue' AND p.id <> ?1 AND p.version = (SELECT max(version) FROM main.pieces o WHERE "
                  "o.volet = p.volet AND o.type = p.type) "
                  "ORDER BY (p.deposee_le, p.rowid) < (a.deposee_le, a.rang), p.deposee_le, p.rowid LIMIT 1");
  query.bind(1, after.text());
  if (!query.step()) return std::nullopt;
  return PieceId::parse(query.text(0));
}

void save_decision(Database& database, const AgentAccess& agent, const PieceId& piece, PieceState etat,
                   const std::string& motif, const std::string& precision, std::int64_t now) {
  Statement update(
      database,
      "UPDATE main.pieces SET etat = ?2, motif = ?3, precision_motif = ?4, decidee_le = ?5, decidee_par = ?6 "
      "WHERE id = ?1");
  update.bind(1, piece.text()).bind(2, to_string(etat)).bind(4, precision).bind(5, now).bind(6, agent.compte().text());
  if (motif.empty()) {
    update.bind_null(3);
  } else {
    update.bind(3, motif);
  }
  update.run();
  reading_done(database, piece);  // what was set aside for a person has had one
}

void erase_decision(Database& database, const AgentAccess&, const PieceId& piece) {
  Statement(database,
            "UPDATE main.pieces SET etat = 'lue', motif = NULL, precision_motif = '', decidee_le = NULL, "
            "decidee_par = NULL WHERE id = ?1")
      .bind(1, piece.text())
      .run();
}

ExpectationSource::ExpectationSource(Database& database)
    : owner_(database, owner_query),
      others_(database,
              "SELECT e.nom, e.nom_usage, e.prenom, e.naissance FROM volets v JOIN eleves e ON e.id = v.eleve "
              "WHERE v.responsable = ?1 AND v.eleve <> ?2 ORDER BY e.naissance, e.id") {
  Statement annee(database, "SELECT annee FROM etablissement");
  if (annee.step()) annee_scolaire_ = static_cast<int>(annee.integer(0));
}

pipeline::Expectations ExpectationSource::of(const PieceId& piece, std::chrono::year_month_day today) {
  pipeline::Expectations expected;
  expected.today = today;
  owner_.reset();
  owner_.bind(1, piece.text());
  if (!owner_.step()) return expected;
  const std::string eleve = owner_.text(0), responsable = owner_.text(7);
  expected.enfant = pipeline::Person{usual_name(owner_.text(2), owner_.text(3)), owner_.text(2), owner_.text(1),
                                     parse_iso_day(owner_.text(4))};
  // SIECLE tells no birth date of a responsable.
  expected.responsables.push_back({usual_name(owner_.text(10), owner_.text(11)), owner_.text(10), owner_.text(9), {}});
  const auto adresse = adresse_of(owner_, 13);
  if (owner_.integer(12) == 0 && !adresse.code_postal.empty())
    expected.adresse = pipeline::Expectations::Adresse{street_line(adresse), adresse.code_postal, adresse.commune};
  others_.reset();
  others_.bind(1, responsable).bind(2, eleve);
  while (others_.step())
    expected.fratrie.push_back({usual_name(others_.text(0), others_.text(1)), others_.text(0), others_.text(2),
                                parse_iso_day(others_.text(3))});
  expected.annee_scolaire = annee_scolaire_;
  owner_.reset();
  others_.reset();
  return expected;
}

pipeline::Expectations expectations(Database& database, const PieceId& piece, std::chrono::year_month_day today) {
  return ExpectationSource(database).of(piece, today);
}

std::optional<pipeline::Facts> stored_facts(Database& database, const PieceId& piece) {
  return FactsSource(database).of(piece);
}

FactsSource::FactsSource(Database& database)
    : query_(database, "SELECT facts FROM main.pieces WHERE id = ?1 AND facts IS NOT NULL") {}

std::optional<pipeline::Facts> FactsSource::of(const PieceId& piece) {
  query_.reset();
  query_.bind(1, piece.text());
  if (!query_.step()) return std::nullopt;
  const std::string blob = query_.blob(0);
  query_.reset();
  return pipeline::decode_facts(std::as_bytes(std::span(blob)));
}

std::optional<ToRead> find_to_read(Database& database, const PieceId& piece) {
  Statement query(
      database,
      "SELECT " + std::string(closed_original) +
          ", p.deposee_le, p.montree FROM main.pieces p JOIN piece_fichiers f ON f.piece = p.id WHERE p.id = ?1 ORDER "
          "BY f.rang");
  query.bind(1, piece.text());
  ToRead found;
  while (query.step()) {
    found.files.push_back(closed_of(query));
    found.deposee_le = query.integer(columns_of_closed);
    found.montree = query.integer(columns_of_closed + 1) != 0;
  }
  if (found.files.empty()) return std::nullopt;
  return found;
}

std::vector<Misfiled> erase_misfiled(Database& database, std::int64_t moment) {
  std::vector<Misfiled> files;
  Statement erase(database,
                  "DELETE FROM piece_fichiers WHERE piece IN (SELECT id FROM main.pieces WHERE montree = 0 AND etat <> "
                  "'en_lecture' AND lue_le <= ?1 AND ' ' || reasons || ' ' LIKE '% ' || ?2 || ' %') RETURNING piece, "
                  "(SELECT p.volet FROM main.pieces p WHERE p.id = piece), fichier");
  erase.bind(1, moment).bind(2, medical_word);
  while (erase.step())
    files.push_back(
        {stored_id<PieceId>(erase.text(0)), stored_id<VoletId>(erase.text(1)), stored_id<FileId>(erase.text(2))});
  return files;
}

std::string words_of(const std::vector<pipeline::Reason>& reasons) {
  std::string words;
  for (const auto reason : reasons) words.append(words.empty() ? "" : " ").append(to_string(reason));
  return words;
}

void save_verdict(Database& database, const PieceId& piece, const pipeline::Verdict& verdict) {
  Statement(database, "UPDATE main.pieces SET outcome = ?2, reasons = ?3, type_guess = ?4, lue_par = ?5 WHERE id = ?1")
      .bind(1, piece.text())
      .bind(2, to_string(verdict.outcome))
      .bind(3, words_of(verdict.reasons))
      .bind(4, to_string(verdict.type_guess))
      .bind(5, DOSSIERSCO_VERSION)
      .run();
  Statement(database, "DELETE FROM lues WHERE piece = ?1").bind(1, piece.text()).run();
  Statement value(database,
                  "INSERT INTO lues (piece, cle, valeur, sure, page, x, y, largeur, hauteur) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  for (const auto& [cle, found] : verdict.facts) {
    value.bind(1, piece.text()).bind(2, cle).bind(3, found.value).bind(4, found.sure ? 1 : 0);
    value.bind(5, static_cast<std::int64_t>(found.page + 1));
    for (int i = 6; i <= 9; ++i) value.bind_null(i);
    if (found.box)
      value.bind(6, found.box->x).bind(7, found.box->y).bind(8, found.box->width).bind(9, found.box->height);
    value.run();
  }
}

bool save_reading(Database& database, const PieceId& piece, const KeptReading& reading, std::int64_t now,
                  std::vector<FileId>& replaced) {
  Statement update(
      database,
      "UPDATE main.pieces SET etat = 'lue', lue_le = ?2, facts = ?3 WHERE id = ?1 AND etat IN ('en_lecture', 'lue') "
      "AND EXISTS (SELECT 1 FROM lectures WHERE piece = ?1 AND etat = 'prise') AND version = (SELECT max(version) "
      "FROM main.pieces o WHERE o.volet = main.pieces.volet AND o.type = main.pieces.type)");
  update.bind(1, piece.text()).bind(2, now).bind_null(3);
  std::vector<std::byte> encoded;
  if (reading.facts) update.bind(3, Bytes(encoded = pipeline::encode(*reading.facts)));
  update.run();
  if (database.changes() == 0) return false;
  save_verdict(database, piece, reading.verdict);
  {
    Statement before(database, "SELECT image, vignette FROM pages WHERE piece = ?1");
    before.bind(1, piece.text());
    while (before.step())
      for (const int column : {0, 1}) replaced.push_back(stored_id<FileId>(before.text(column)));
  }
  Statement(database, "DELETE FROM pages WHERE piece = ?1").bind(1, piece.text()).run();
  if (reading.pages.empty()) return true;
  Statement where(database, "SELECT volet, version FROM main.pieces WHERE id = ?1");
  where.bind(1, piece.text());
  if (!where.step()) return false;
  FilePlace place{stored_id<VoletId>(where.text(0)), piece.text(), where.integer(1), reading.pages.front().image};
  where.reset();
  Statement page(database,
                 "INSERT INTO pages (piece, numero, largeur, hauteur, image, vignette, cle) VALUES (?1, ?2, ?3, ?4, "
                 "?5, ?6, ?7)");
  for (const auto& kept : reading.pages) {
    place.file = kept.image;
    const auto cle = close_key(database, place, kept.key);
    page.bind(1, piece.text()).bind(2, kept.size.numero).bind(3, kept.size.largeur).bind(4, kept.size.hauteur);
    page.bind(5, kept.image.text()).bind(6, kept.vignette.text()).bind(7, crypto::bytes_of(cle)).run();
  }
  return true;
}

std::vector<JudgedBefore> judged_before(Database& database) {
  std::vector<JudgedBefore> judged;
  Statement query(database,
                  "SELECT p.id, p.type, p.etat <> 'lue', p.montree, coalesce(p.outcome, ''), p.reasons, "
                  "coalesce(p.type_guess, ''), p.lue_par, p.deposee_le FROM main.pieces p WHERE p.etat <> 'en_lecture' "
                  "AND p.lue_le IS NOT NULL AND p.version = (SELECT max(version) FROM main.pieces o WHERE o.volet = "
                  "p.volet AND o.type = p.type) ORDER BY p.rowid");
  while (query.step()) {
    JudgedBefore one{stored_id<PieceId>(query.text(0)),
                     pipeline::parse_piece_type(query.text(1)).value_or(pipeline::PieceType::autre),
                     query.integer(2) != 0,
                     false,
                     query.integer(3) != 0,
                     query.text(4),
                     query.text(5),
                     query.text(6),
                     query.text(7),
                     query.integer(8)};
    const auto reasons = split_words(one.reasons);
    one.medicale = std::find(reasons.begin(), reasons.end(), medical_word) != reasons.end();
    judged.push_back(std::move(one));
  }
  return judged;
}

}  // namespace server
