#include "server/actions/bag.h"

#include <memory>
#include <stdexcept>

#include "server/store/etablissement.h"
#include "server/store/infirmerie.h"

namespace server {

Bag pack_bag(App& app, const InfirmerieAccess& infirmerie) {
  {
    Transaction transaction(app.database);
    record(app.journal, {infirmerie.compte().text(), JournalAction::sacoche_prise}, app.now());
    transaction.commit();
  }
  return {find_etablissement(app.database),
          app.now(),
          show_annuaire(app),
          find_trousseau(app.database, infirmerie),
          find_carnet(app.database, infirmerie),
          show_bordereaux(app, infirmerie),
          plis_received(app.database, infirmerie),
          prove_journal(app, infirmerie, 0),
          app.keys.sign.public_key()};
}

std::function<std::string()> bag_bodies(App& app, const InfirmerieAccess&, const std::vector<PliRecu>& plis) {
  struct Place {
    FileId file;
    std::int64_t bytes;
  };
  struct Progress {
    std::vector<Place> places;
    std::size_t at = 0;
    std::int64_t row = 0, given = 0;
  };
  auto progress = std::make_shared<Progress>();
  for (const auto& one : plis)
    if (one.pli.corps) progress->places.push_back({*one.pli.corps, one.pli.octets});
  return [&app, progress]() -> std::string {
    auto& [places, at, row, given] = *progress;
    if (at == places.size()) return {};
    auto part = app.vault.read_row(places[at].file, row++);
    given += static_cast<std::int64_t>(part.size());
    if (part.empty() || given > places[at].bytes) throw std::runtime_error("a pli changed while the bag was packed");
    if (given == places[at].bytes) {
      ++at;
      row = given = 0;
    }
    return part;
  };
}

}  // namespace server
