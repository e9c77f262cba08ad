#include "server/store/pieces.h"

#include "server/store/new_id.h"
#include "server/store/reading_queue.h"

namespace server {
namespace {

constexpr std::string_view piece_columns =
    "p.id, p.volet, p.type, p.version, p.etat, p.fichier, p.octets, p.deposee_le, p.outcome, p.reasons, p.type_guess, "
    "p.decidee_le, coalesce(c.nom, ''), p.motif, p.precision_motif, p.envoi, "
    "p.version = (SELECT max(version) FROM main.pieces o WHERE o.volet = p.volet AND o.type = p.type), "
    "coalesce(l.etat, ''), coalesce(l.etape, '')";
constexpr std::string_view piece_tables =
    " FROM main.pieces p LEFT JOIN comptes c ON c.id = p.decidee_par LEFT JOIN lectures l ON l.piece = p.id ";

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
              row.integer(16) != 0,
              parse_piece_state(row.text(4)).value_or(PieceState::lue),
              stored_id<FileId>(row.text(5)),
              row.integer(6),
              row.integer(7),
              pipeline::parse_outcome(row.text(8)),
              split_words(row.text(9)),
              row.text(10),
              {},
              {},
              row.integer(11),
              row.text(12),
              row.text(13),
              row.text(14),
              row.text(15),
              {},
              0,
              false};
  const std::string queued = row.text(17);
  if (piece.etat == PieceState::en_lecture) piece.etape = queued == "prise" ? row.text(18) : "attente";
  piece.en_panne = piece.etat == PieceState::lue && !piece.outcome;
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
  if (piece.etat == PieceState::en_lecture) piece.attente = estimated_wait(database, piece.id);
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
  return piece;
}

PieceId save_deposited(Database& database, const VoletAccess& volet, const NewPiece& piece, std::int64_t now) {
  const auto id = new_id<PieceId>();
  // The version before is no longer worth reading.
  Statement(database, "DELETE FROM lectures WHERE piece IN (SELECT id FROM main.pieces WHERE volet = ?1 AND type = ?2)")
      .bind(1, volet.volet().text())
      .bind(2, to_string(piece.type))
      .run();
  Statement(database,
            "INSERT INTO main.pieces (id, volet, type, version, etat, envoi, fichier, octets, deposee_le) "
            "VALUES (?1, ?2, ?3, ?4, 'en_lecture', ?5, ?6, ?7, ?8)")
      .bind(1, id.text())
      .bind(2, volet.volet().text())
      .bind(3, to_string(piece.type))
      .bind(4, piece.version)
      .bind(5, piece.envoi.text())
      .bind(6, piece.fichier.text())
      .bind(7, piece.octets)
      .bind(8, now)
      .run();
  return id;
}

std::optional<FileId> find_page(Database& database, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                bool vignette) {
  Statement query(database,
                  "SELECT g.image, g.vignette FROM main.pieces p JOIN pages g ON g.piece = p.id WHERE p.volet = ?1 "
                  "AND p.type = ?2 AND g.numero = ?3 AND p.version = (SELECT max(version) FROM main.pieces "
                  "WHERE volet = ?1 AND type = ?2)");
  query.bind(1, volet.volet().text()).bind(2, to_string(type)).bind(3, numero);
  if (!query.step()) return std::nullopt;
  return FileId::parse(query.text(vignette ? 1 : 0));
}

std::optional<Piece> find_piece(Database& database, const AgentAccess&, const PieceId& id) {
  Statement query(database, sql("WHERE p.id = ?1"));
  query.bind(1, id.text());
  if (!query.step()) return std::nullopt;
  auto piece = piece_of(query);
  complete(database, piece);
  return piece;
}

std::optional<FileId> find_page(Database& database, const AgentAccess&, const PieceId& piece, int numero,
                                bool vignette) {
  Statement query(database, "SELECT image, vignette FROM pages WHERE piece = ?1 AND numero = ?2");
  query.bind(1, piece.text()).bind(2, numero);
  if (!query.step()) return std::nullopt;
  return FileId::parse(query.text(vignette ? 1 : 0));
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
  if (query.integer(12) == 0) owner.adresse = printed_lines(adresse_of(query, 13));
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
    waiting.push_back({piece_of(query),
                       {query.text(19), query.text(20), query.text(21), query.text(22), query.text(23)},
                       shown_name(query.text(24), query.text(25), usual_name(query.text(26), query.text(27)))});
  return waiting;
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

pipeline::Expectations expectations(Database& database, const PieceId& piece, std::chrono::year_month_day today) {
  pipeline::Expectations expected;
  expected.today = today;
  Statement query(database, owner_query);
  query.bind(1, piece.text());
  if (!query.step()) return expected;
  const std::string eleve = query.text(0), responsable = query.text(7);
  expected.enfant = pipeline::Person{usual_name(query.text(2), query.text(3)), query.text(2), query.text(1)};
  expected.responsables.push_back({usual_name(query.text(10), query.text(11)), query.text(10), query.text(9)});
  const auto adresse = adresse_of(query, 13);
  if (query.integer(12) == 0 && !adresse.code_postal.empty())
    expected.adresse = pipeline::Expectations::Adresse{street_line(adresse), adresse.code_postal, adresse.commune};
  Statement others(database,
                   "SELECT e.nom, e.nom_usage, e.prenom FROM volets v JOIN eleves e ON e.id = v.eleve "
                   "WHERE v.responsable = ?1 AND v.eleve <> ?2 ORDER BY e.naissance, e.id");
  others.bind(1, responsable).bind(2, eleve);
  while (others.step())
    expected.fratrie.push_back({usual_name(others.text(0), others.text(1)), others.text(0), others.text(2)});
  Statement annee(database, "SELECT annee FROM etablissement");
  if (annee.step()) expected.annee_scolaire = static_cast<int>(annee.integer(0));
  return expected;
}

std::optional<pipeline::Facts> stored_facts(Database& database, const PieceId& piece) {
  Statement query(database, "SELECT facts FROM main.pieces WHERE id = ?1 AND facts IS NOT NULL");
  query.bind(1, piece.text());
  if (!query.step()) return std::nullopt;
  const std::string blob = query.blob(0);
  return pipeline::decode_facts(std::as_bytes(std::span(blob)));
}

bool save_reading(Database& database, const PieceId& piece, const pipeline::Facts& facts,
                  const pipeline::Verdict& verdict, const std::vector<KeptPage>& pages, std::int64_t now) {
  std::string reasons;
  for (const auto reason : verdict.reasons) reasons.append(reasons.empty() ? "" : " ").append(to_string(reason));
  const auto encoded = pipeline::encode(facts);
  Statement(database,
            "UPDATE main.pieces SET etat = 'lue', lue_le = ?2, outcome = ?3, reasons = ?4, type_guess = ?5, facts = ?6 "
            "WHERE id = ?1 AND etat = 'en_lecture' AND version = (SELECT max(version) FROM main.pieces o WHERE "
            "o.volet = main.pieces.volet AND o.type = main.pieces.type)")
      .bind(1, piece.text())
      .bind(2, now)
      .bind(3, to_string(verdict.outcome))
      .bind(4, reasons)
      .bind(5, to_string(verdict.type_guess))
      .bind(6, Bytes(encoded))
      .run();
  if (database.changes() == 0) return false;
  Statement page(
      database, "INSERT INTO pages (piece, numero, largeur, hauteur, image, vignette) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  for (const auto& kept : pages)
    page.bind(1, piece.text())
        .bind(2, kept.size.numero)
        .bind(3, kept.size.largeur)
        .bind(4, kept.size.hauteur)
        .bind(5, kept.image.text())
        .bind(6, kept.vignette.text())
        .run();
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
  return true;
}

}  // namespace server
