#pragma once

#include <cstdint>

#include "pipeline/facts.h"
#include "pipeline/verdict.h"
#include "server/app.h"
#include "server/store/pieces.h"

namespace server {

// What the reading loop ends a job with: pages to the vault, then verdict, facts and state in one transaction, the job
// gone. False when the pièce was replaced, withdrawn or decided meanwhile: the reading is dropped, nothing of it kept.
//
// Of a medical paper in the wrong place nothing is kept but that it is one, unless its responsable says it is none
// (`montree`): then a person looks at it. Of a judgment or an identity paper no word is kept.
bool store_reading(App& app, const PieceId& piece, pipeline::PieceType asked, bool montree,
                   const pipeline::Reading& reading, pipeline::Verdict verdict);

// A week for the family to say that it is none; then the bytes go too. How many files went.
inline constexpr std::int64_t misfiled_seconds = 7 * 86400;
std::int64_t purge_misfiled(App& app);

// The same rule for a verdict alone, as the replay of new rules needs it.
pipeline::Verdict as_kept(pipeline::Verdict verdict, bool montree);
bool is_medical(const pipeline::Verdict& verdict);

}  // namespace server
