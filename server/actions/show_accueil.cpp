#include "server/actions/show_accueil.h"

#include "server/store/etablissement.h"

namespace server {

Etablissement show_accueil(App& app) { return find_etablissement(app.database); }
crypto::PublicKey box_public_key(const App& app) { return app.keys.sign.public_key(); }

}  // namespace server
