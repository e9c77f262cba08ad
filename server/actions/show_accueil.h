#pragma once

#include "crypto/bytes.h"
#include "server/app.h"
#include "server/model/etablissement.h"

namespace server {

Etablissement show_accueil(App& app);
crypto::PublicKey box_public_key(const App& app);  // of the deposit receipts

}  // namespace server
