#include "server/http/json.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "server/http/base64.h"

namespace server::http {
namespace {

using nlohmann::json;

}  // namespace

Result<json> parse_body(const Request& request) {
  auto value = json::parse(request.untrusted_body, nullptr, false);
  if (value.is_discarded() || !value.is_object()) return refuse(Cause::invalid, "json_invalide");
  return value;
}

Fields::Fields(const json& object, std::initializer_list<std::string_view> allowed) : object_(object) {
  if (!object.is_object()) throw BadField{};
  for (const auto& [name, value] : object.items())
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) throw BadField{};
}

const json* Fields::find(const char* name) const {
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

std::string Fields::text(const char* name) const {
  const auto* value = find(name);
  if (value == nullptr || !value->is_string()) throw BadField{name};
  return value->get<std::string>();
}

std::string Fields::text_or_empty(const char* name) const { return find(name) == nullptr ? std::string() : text(name); }

std::string Fields::bytes(const char* name) const {
  auto decoded = from_base64url(text(name));
  if (!decoded) throw BadField{name};
  return std::move(*decoded);
}

std::optional<std::string> Fields::bytes_if_present(const char* name) const {
  if (find(name) == nullptr) return std::nullopt;
  return bytes(name);
}

std::int64_t Fields::integer(const char* name) const {
  const auto* value = find(name);
  if (value == nullptr || !value->is_number_integer()) throw BadField{name};
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX) throw BadField{name};
  return value->get<std::int64_t>();
}

std::vector<std::string> Fields::texts(const char* name, std::size_t most) const {
  const auto* list = find(name);
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > most) throw BadField{name};
  std::vector<std::string> texts;
  for (const auto& one : *list) {
    if (!one.is_string()) throw BadField{name};
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Reply json_reply(int status, const json& value) {
  // What a stranger's document gave may hold broken UTF-8: shown as such, never an exception.
  return Reply::json(status, value.dump(-1, ' ', false, json::error_handler_t::replace));
}

json to_json(const EleveCourt& eleve) {
  json shown = {{"prenom", eleve.prenom},
                {"nom", eleve.nom},
                {"naissance", eleve.naissance},
                {"division", eleve.division},
                {"niveau", eleve.niveau}};
  if (!eleve.volet.empty()) shown["volet"] = eleve.volet;
  return shown;
}

std::string quoted_json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view digits = "0123456789abcdef";
      quoted += "\\u00";
      quoted += digits[static_cast<unsigned char>(c) >> 4];
      quoted += digits[static_cast<unsigned char>(c) & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::optional<std::int64_t> parse_rank(std::string_view text) {
  if (text.empty() || text.size() > 9 || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool wants_thumbnail(const Request& request) { return request.query == "vignette=1"; }

}  // namespace server::http
