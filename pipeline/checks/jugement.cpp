#include "pipeline/checks/check.h"

namespace pipeline {

// A judgment is recognised, its two useful pages are looked for, and that is all: no name is sought, no fact is kept,
// an agent named for it reads it.
Findings check_jugement(const ReadDocument& document, const Expectations&) {
  const auto shows = [&](std::initializer_list<std::string_view> phrases) {
    for (const auto phrase : phrases) {
      if (document.mentions.any(phrase)) return true;
    }
    return false;
  };
  Findings findings;
  findings.undecided = true;
  findings.told.push_back(Reason::lecture_humaine);
  const bool ruling = shows({"PAR CES MOTIFS", "PAR CE MOTIF", "STATUANT PUBLIQUEMENT", "STATUANT EN CHAMBRE",
                             "HOMOLOGUE LA CONVENTION", "HOMOLOGUONS"});
  const bool heading = shows({"TRIBUNAL", "COUR D APPEL", "EXTRAIT DES MINUTES", "MINUTE N", "N RG", "CONVENTION"});
  if (document.all_read_well && !(ruling && heading)) findings.missing.push_back(Reason::page_manquante);
  return findings;
}

}  // namespace pipeline
