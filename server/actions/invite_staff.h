#pragma once

#include <string>

#include "server/app.h"
#include "server/model/access.h"

namespace server {

// What the operator hands to a colleague. The box keeps verifiers only: it cannot show this again.
struct StaffInvitation {
  CompteId compte;
  Role role;
  std::string identifiant;  // 10 characters
  std::string code;         // 10 characters, typed
  std::string lien;         // "/agent/activation#1.…": path and fragment on the site of the agents
};
inline constexpr std::int64_t invitation_seconds = 45 * 86400;  // sealing.md 3.1.1

StaffInvitation invite_staff(App& app, Role role, const std::string& nom);

}  // namespace server
