#pragma once

#include <cstdint>
#include <string>

#include "server/app.h"
#include "server/model/access.h"

namespace server {

// What whoever looks after the box must know without opening it: nothing of a family.
struct BoxState {
  bool base = false;  // its rows read whole; doctor reads the pièces too, which takes minutes
  std::int64_t a_lire = 0, en_panne = 0;
  std::string signataires;  // ISO date of the list of signers of 2D-Doc
  bool signataires_perimes = false;
};
BoxState show_box_state(App& app, const TechniqueAccess& technique);

}  // namespace server
