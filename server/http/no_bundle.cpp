#include "server/http/bundle.h"

namespace server::http {

// Built without its pages (DOSSIERSCO_WEB=OFF): the API alone, under the sanitizers and the fuzzer.
const Bundle& bundle() {
  static const Bundle none;
  return none;
}

}  // namespace server::http
