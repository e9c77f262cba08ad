#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/actions/health_office.h"

namespace server {

// What a reader made since its bag, on the page or on the nurse's disk.
struct Returns {
  struct Receipt {
    std::string pli;
    std::int64_t version = 0;
    std::string empreinte;
    Recu recu;
  };
  struct Rewrap {
    std::string pli;
    std::int64_t version = 0;
    std::string record;
  };
  struct Letter {
    std::string id, volet, manifeste, corps;
  };
  std::optional<Ceremony> ceremonie;
  std::optional<Publication> publication;
  std::optional<std::string> trousseau, carnet;
  std::vector<Receipt> recus;
  std::vector<Rewrap> renveloppes;
  std::vector<Letter> messages;
};

struct ReturnsReport {
  std::int64_t recus = 0, renveloppes = 0, messages = 0;  // kept now or before
  bool publication = false;
  struct Refused {
    std::string_view quoi;
    std::string id;  // "" of what there is one of
    std::string_view code;
  };
  std::vector<Refused> refuses;
};

// Each piece is believed for what it proves, apart from the others: a signature of the health office of that day, the
// hash of a manifest that is here, ids, lengths. The same returns twice are the same as once.
ReturnsReport take_returns(App& app, const InfirmerieAccess& infirmerie, const Returns& untrusted);

}  // namespace server
