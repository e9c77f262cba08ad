#include "server/actions/invite_staff.h"

#include "crypto/letter.h"
#include "server/store/equipe.h"

namespace server {

StaffInvitation invite_staff(App& app, Role role, const std::string& nom) {
  const auto identifiant = crypto::random_identifiant();
  const auto secret = crypto::random_letter_secret();
  const auto code = crypto::random_short_code();
  const auto keys = crypto::derive_letter_keys(secret, identifiant);
  const auto short_auth = crypto::derive_short_auth(code, identifiant);
  const auto compte =
      save_staff_invitation(app.database, role, nom,
                            {identifiant, crypto::activation_verifier(keys.auth_act.bytes()),
                             crypto::short_activation_verifier(short_auth.bytes()), app.now() + invitation_seconds},
                            app.now());
  const std::string page = role == Role::infirmerie ? "/infirmerie/activation#" : "/agent/activation#";
  return {compte, role, identifiant, code, page + crypto::letter_fragment(identifiant, secret, {}, 0)};
}

}  // namespace server
