#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "server/error.h"
#include "server/http/reply.h"
#include "server/http/request.h"
#include "server/model/personne.h"
#include "server/model/piece.h"

namespace server::http {

// A body that must be an object with these fields at most. Reading a field that is missing or of another type throws
// BadField, which `with_fields` turns into the refusal that names it.
class Fields {
 public:
  Fields(const nlohmann::json& object, std::initializer_list<std::string_view> allowed);
  std::string text(const char* name) const;
  std::string text_or_empty(const char* name) const;
  std::string bytes(const char* name) const;  // base64url
  std::optional<std::string> bytes_if_present(const char* name) const;
  std::int64_t integer(const char* name) const;
  std::vector<std::string> texts(const char* name, std::size_t most) const;  // one at least
  const nlohmann::json* find(const char* name) const;

 private:
  const nlohmann::json& object_;
};

// `champ` is a literal.
struct BadField {
  std::string_view champ;
};

Result<nlohmann::json> parse_body(const Request& request);
Reply json_reply(int status, const nlohmann::json& value);

nlohmann::json to_json(const EleveCourt& eleve);
std::string quoted_json(std::string_view text);  // for answers written by hand because they are long

template <class Handle>
Result<Reply> with_fields(Handle handle) {
  try {
    return handle();
  } catch (const BadField& bad) {
    return refuse(Cause::invalid, "champ_invalide", bad.champ);
  }
}

// Of a path: a number from 1, written without ornament.
std::optional<std::int64_t> parse_rank(std::string_view text);
bool wants_thumbnail(const Request& request);

}  // namespace server::http
