#pragma once

#include <string>
#include <vector>

#include "server/app.h"

namespace server {

// The invented people of `dossiersco demo`. This is the one place where the program plays the browsers' part: it draws
// codes, chooses phrases, makes the nurse's lock and runs letters, through the same actions as everyone. Never for a
// box whose etablissement is not a demonstration.
struct DemoPerson {
  std::string role, nom, identifiant, phrase;
};
struct DemoLetter {
  std::string responsable, enfants, chemin, identifiant, code;  // chemin: "/a#1.…"
};
struct DemoPeople {
  DemoPerson secretariat, infirmerie, direction, technique;  // each has a telephone, whose code the site shows
  std::string phrase_trousseau;                              // opens the nurse's key file
  std::string empreinte;                                     // of the health office, 12 characters, as on her feuillet
  std::string bordereau;                                     // slip of the letters below, 12 characters
  std::vector<DemoLetter> lettres;
};
// Throws std::logic_error when an action refuses: the demonstration is not usable then.
DemoPeople settle_demo_people(App& app);

}  // namespace server
