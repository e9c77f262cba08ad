#include "pipeline/codes/trust.h"

namespace pipeline {

struct Trust::List {};

Trust::Trust() : list_(std::make_shared<const List>()) {}

Authenticity Trust::verify(const TwoDDoc&, std::chrono::year_month_day) const { return Authenticity::unknown_signer; }

}  // namespace pipeline
