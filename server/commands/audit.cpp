#include "server/actions/audit.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "crypto/token.h"
#include "server/commands/commands.h"
#include "server/commands/paper.h"
#include "server/model/paris.h"
#include "server/store/etablissement.h"

namespace server {

using nlohmann::json;

namespace {

// What the binder keeps and a person can type again: "1234:chaîne".
std::string text_of(const crypto::JournalHead& head) {
  return std::to_string(head.entries) + ":" + crypto::in_groups(crypto::base32(head.chain));
}

std::optional<crypto::JournalHead> parse_head(const std::string& typed) {
  const auto colon = typed.find(':');
  if (colon == std::string::npos || colon == 0 || colon > 15) return std::nullopt;
  crypto::JournalHead head;
  for (const char c : typed.substr(0, colon)) {
    if (c < '0' || c > '9') return std::nullopt;
    head.entries = head.entries * 10 + static_cast<std::uint64_t>(c - '0');
  }
  const auto code = crypto::canonical_base32(typed.substr(colon + 1));
  const auto chain = code ? crypto::from_base32(*code) : std::nullopt;
  const auto hash = chain ? crypto::fixed<crypto::Hash>(*chain) : tl::unexpected(crypto::Error::wrong_size);
  if (!hash) return std::nullopt;
  head.chain = *hash;
  return head;
}

crypto::SecretKey parse_first_key(const std::string& typed) {
  const auto code = crypto::canonical_base32(typed);
  auto bytes = code ? crypto::from_base32(*code) : std::nullopt;
  auto key = bytes ? crypto::SecretKey::from_bytes(*bytes) : tl::unexpected(crypto::Error::wrong_size);
  if (!key)
    throw BoxError("cle_du_journal",
                   "Cette clé n'a pas la forme attendue : 52 caractères, comme sur la feuille du DPO.");
  return std::move(*key);
}

}  // namespace

int audit_head(const AuditOptions& options) {
  const auto box = Box::open(options.place);
  Desk desk(box);
  const auto [head, signature] = sign_head(desk.app());
  if (options.json) {
    std::printf("%s\n", json{{"entrees", head.entries},
                             {"chaine", crypto::hex(head.chain)},
                             {"moment", head.moment},
                             {"signature", crypto::base64url(signature)}}
                            .dump()
                            .c_str());
    return 0;
  }
  const auto etablissement = find_etablissement(desk.app().database);
  const auto text = text_of(head);
  std::printf("Journal de %s (%s), le %s\n\n  %s\n\n", etablissement.nom.c_str(), etablissement.uai.c_str(),
              iso_day(paris_day(static_cast<std::int64_t>(head.moment))).c_str(), text.c_str());
  print_square("DSCOJOURNAL " + etablissement.uai + " " + text + " " + std::to_string(head.moment) + " " +
               crypto::base64url(signature));
  std::printf("\nÀ ranger dans le classeur de la direction : une copie de plus chaque semaine.\n");
  return 0;
}

int audit_verify(const AuditOptions& options) {
  std::optional<crypto::SecretKey> first_key;
  if (options.with_key) first_key = parse_first_key(typed_line("Clé du journal (feuille du DPO) : "));
  std::optional<crypto::JournalHead> known;
  if (!options.head.empty()) {
    known = parse_head(options.head);
    if (!known) throw BoxError("tete_illisible", "La tête du classeur s'écrit NOMBRE:CODE, comme elle est imprimée.");
  }
  const auto box = Box::open(options.place);
  Desk desk(box);
  const auto verdict = verify_journal(desk.app(), first_key, known);
  if (options.json) {
    std::printf("%s\n", json{{"entier", verdict.whole()},
                             {"entrees", verdict.entries},
                             {"tetes", verdict.heads},
                             {"fausse_a", verdict.broken_at},
                             {"tete_fausse", verdict.broken_head},
                             {"fin_coupee", verdict.beyond},
                             {"sceaux", first_key.has_value()}}
                            .dump()
                            .c_str());
    return verdict.whole() ? 0 : 1;
  }
  const auto entries = static_cast<unsigned long long>(verdict.entries);
  if (verdict.broken_at != 0)
    std::printf("FAUX : la ligne %llu n'est pas celle qui fut écrite.\n",
                static_cast<unsigned long long>(verdict.broken_at));
  if (!verdict.broken_head.empty())
    std::printf("FAUX : la tête %s ne tient pas.\n",
                verdict.broken_head == "connue" ? "du classeur" : ("du " + verdict.broken_head).c_str());
  if (verdict.beyond) std::printf("FAUX : une tête compte plus de lignes que le journal : sa fin a été coupée.\n");
  if (verdict.whole())
    std::printf("Le journal est entier : %llu lignes, %llu têtes signées%s.\n", entries,
                static_cast<unsigned long long>(verdict.heads),
                first_key ? ", chaque sceau vérifié avec la clé du DPO" : "");
  else
    std::printf("Gardez une copie de la boîte et prévenez le DPO.\n");
  if (!first_key) std::printf("Sans la clé du DPO (--cle), qui tient la machine aujourd'hui peut avoir tout récrit.\n");
  return verdict.whole() ? 0 : 1;
}

}  // namespace server
