#include "server/store/inventory.h"

namespace server {

Inventory take_inventory(Database& database) {
  Statement query(database,
                  "SELECT (SELECT count(*) FROM eleves), (SELECT count(*) FROM responsables), "
                  "(SELECT count(*) FROM main.pieces), (SELECT count(*) FROM plis), (SELECT count(*) FROM journal), "
                  "(SELECT count(*) FROM (SELECT fichier AS f FROM piece_fichiers UNION SELECT image FROM pages "
                  "UNION SELECT corps FROM plis EXCEPT SELECT id FROM pieces.fichiers) "
                  "WHERE f IS NOT NULL AND f <> '')");
  query.step();
  return {query.integer(0), query.integer(1), query.integer(2), query.integer(3), query.integer(4), query.integer(5)};
}

}  // namespace server
