#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/directory.h"
#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/model/etablissement.h"
#include "server/store/infirmerie.h"
#include "server/store/plis.h"

namespace server {

// The public record, same bytes for everyone; nothing before the ceremony.
std::optional<crypto::PublishedDirectory> show_annuaire(App& app);
// To whom a pli must be closed now. The box only ever reads what the root signed.
std::optional<crypto::Recipients> current_recipients(App& app);

struct Ceremony {
  std::string racine;
  std::vector<std::string> certificats;
  std::string instantane, trousseau;
  std::optional<std::string> successeur;  // the root in force names this one
};
// The first root, or the one that takes its place: named by the root in force, or let in by the operator. The same
// again is nothing new. The chain is verified whole before anything is kept.
Result<void> publish_annuaire(App& app, const InfirmerieAccess& infirmerie, const Ceremony& ceremony);

struct Publication {
  std::vector<std::string> certificats;  // new ones only
  std::string instantane;
  std::optional<std::string> trousseau;
};
// One more snapshot, chained to the last and signed by the same root.
Result<void> publish_next(App& app, const InfirmerieAccess& infirmerie, const Publication& publication);

Result<void> choose_lecteur(App& app, const InfirmerieAccess& infirmerie, std::string_view untrusted_lecteur);

struct InfirmerieView {
  Etablissement etablissement;
  bool bureau = false;
  std::string trousseau, carnet;  // "" when there is none
  FormCount forms;
  std::int64_t bordereaux = 0;
};
InfirmerieView show_infirmerie(App& app, const InfirmerieAccess& infirmerie);
Result<void> keep_trousseau(App& app, const InfirmerieAccess& infirmerie, std::string_view trousseau);
Result<void> keep_carnet(App& app, const InfirmerieAccess& infirmerie, std::string_view carnet);

struct BordereauView {
  Bordereau bordereau;
  std::string corps;
};
std::vector<BordereauView> show_bordereaux(App& app, const InfirmerieAccess& infirmerie);

struct PlisView {
  std::vector<PliRecu> plis;
  std::int64_t attendus = 0;
};
PlisView show_received_plis(App& app, const InfirmerieAccess& infirmerie);
Result<std::string> read_received_body(App& app, const InfirmerieAccess& infirmerie, std::string_view untrusted_pli,
                                       std::int64_t version);

}  // namespace server
