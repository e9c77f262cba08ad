#pragma once

#include "pipeline/facts.h"
#include "pipeline/verdict.h"
#include "server/app.h"
#include "server/model/id.h"

namespace server {

// What the reading loop ends a job with: pages to the vault, then verdict, facts and state in one transaction, the job
// gone. False when the pièce was replaced meanwhile: the reading is dropped, nothing of it is kept.
bool store_reading(App& app, const PieceId& piece, const pipeline::Reading& reading, const pipeline::Verdict& verdict);

}  // namespace server
