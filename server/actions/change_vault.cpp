#include "server/actions/change_vault.h"

#include "crypto/account.h"
#include "crypto/token.h"
#include "server/actions/sign_in.h"
#include "server/store/comptes.h"

namespace server {

Result<std::string> change_vault(App& app, const Visitor& visitor, const VaultChange& change, std::string_view cookie,
                                 std::string_view peer) {
  if (change.k_auth.size() != crypto::SecretKey::size) return refuse(Cause::invalid, "champ_invalide", "k_auth");
  if (change.coffre.empty() || change.coffre.size() > longest_coffre_bytes)
    return refuse(Cause::invalid, "champ_invalide", "coffre");
  const auto proved = prove_phrase(app, visitor, crypto::bytes_of(change.k_auth_before), peer);
  if (!proved) return tl::unexpected(proved.error());
  const auto av = crypto::login_verifier(app.keys.pepper, crypto::id_from_hex(visitor.compte.text()),
                                         crypto::bytes_of(change.k_auth));
  Transaction transaction(app.database);
  if (!replace_coffre(app.database, visitor.compte, crypto::bytes_of(change.coffre_before),
                      crypto::bytes_of(change.coffre), av))
    return refuse(Cause::conflict, "coffre_change");
  record(app.journal, {visitor.compte.text(), JournalAction::phrase_changee, visitor.compte.text()}, app.now());
  auto renewed = renew_session(app, visitor, cookie, std::nullopt);
  transaction.commit();
  return renewed;
}

}  // namespace server
