#include "server/actions/record_letters.h"

#include "crypto/pli.h"
#include "crypto/token.h"
#include "server/actions/health_office.h"
#include "server/store/etablissement.h"
#include "server/store/infirmerie.h"

namespace server {
namespace {

Result<NewLetter> parse(const LetterRun::Letter& letter, std::int64_t now) {
  const auto resp = ResponsableId::parse(letter.resp_id);
  if (!resp) return refuse(Cause::invalid, "champ_invalide", "resp_id");
  auto codes = parse_opening_codes(letter.codes, now);
  if (!codes) return tl::unexpected(codes.error());
  return NewLetter{*resp, letter.gen, std::move(*codes)};
}

// The form, the place and the recipients; who made it is vouched for by the slip on paper, not by the box.
Result<crypto::Manifest> check(App& app, const AgentAccess& agent, const PliId& id,
                               const LetterRun::Bordereau& bordereau, const crypto::Recipients& recipients) {
  crypto::PliExpected expected;
  expected.kind = crypto::PliKind::bordereau;
  expected.etab = crypto::id_from_hex(find_etablissement(app.database).etab);
  expected.piece = crypto::id_from_hex(id.text());
  expected.resp = crypto::id_from_hex(agent.compte().text());
  expected.snapshots = {recipients};
  bool given = false;
  const auto manifest = crypto::check_deposit(crypto::bytes_of(bordereau.manifeste), expected, [&]() -> crypto::Bytes {
    return std::exchange(given, true) ? crypto::Bytes{} : crypto::bytes_of(bordereau.corps);
  });
  if (!manifest) return refuse(Cause::invalid, "bordereau_refuse", "bordereau");
  return *manifest;
}

}  // namespace

CourriersView show_courriers(App& app, const AgentAccess& agent) {
  return {find_etablissement(app.database), courriers(app.database, agent)};
}

Result<std::size_t> record_letters(App& app, const AgentAccess& agent, const LetterRun& run) {
  const auto now = app.now();
  if (run.letters.empty() || run.letters.size() > most_letters)
    return refuse(Cause::invalid, "champ_invalide", "lettres");
  std::vector<NewLetter> letters;
  for (const auto& letter : run.letters) {
    auto parsed = parse(letter, now);
    if (!parsed) return tl::unexpected(parsed.error());
    letters.push_back(std::move(*parsed));
  }
  const auto recipients = current_recipients(app);
  if (show_annuaire(app) && !recipients) return refuse(Cause::conflict, "annuaire_perime");
  if (recipients.has_value() && !run.bordereau) return refuse(Cause::invalid, "bordereau_absent", "bordereau");
  if (!recipients && run.bordereau) return refuse(Cause::invalid, "infirmerie_absente", "bordereau");
  std::optional<PliId> bordereau_id;
  std::optional<FileId> body;
  Result<crypto::Manifest> manifest{crypto::Manifest{}};
  if (run.bordereau) {
    bordereau_id = PliId::parse(run.bordereau->id);
    if (!bordereau_id || is_pli_taken(app.database, *bordereau_id))
      return refuse(Cause::invalid, "bordereau_refuse", "bordereau");
    manifest = check(app, agent, *bordereau_id, *run.bordereau, *recipients);
    if (!manifest) return tl::unexpected(manifest.error());
    body = app.vault.keep(now, crypto::bytes_of(run.bordereau->corps));
  }
  Result<void> saved;
  {
    Transaction transaction(app.database);
    for (const auto& letter : letters) {
      switch (save_letter(app.database, agent, letter, now)) {
        case LetterOutcome::saved:
          record(app.journal,
                 {agent.compte().text(),
                  JournalAction::courrier_enregistre,
                  letter.resp_id.text(),
                  "",
                  {{"gen", letter.gen}}},
                 now);
          continue;
        case LetterOutcome::unknown_responsable:
          saved = refuse(Cause::invalid, "responsable_inconnu", "resp_id");
          break;
        case LetterOutcome::wrong_generation:
          saved = refuse(Cause::conflict, "lettre_depassee", "gen");
          break;
        case LetterOutcome::identifiant_taken:
          saved = refuse(Cause::conflict, "identifiant_pris", "identifiant");
          break;
      }
      break;
    }
    if (saved) {
      if (run.bordereau)
        save_bordereau(app.database, agent, *bordereau_id, crypto::bytes_of(run.bordereau->manifeste), manifest->hash,
                       *body, now);
      transaction.commit();
    }
  }
  if (!saved) {
    if (body) app.vault.forget(*body);
    return tl::unexpected(saved.error());
  }
  return letters.size();
}

}  // namespace server
