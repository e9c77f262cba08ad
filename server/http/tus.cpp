#include "server/http/tus.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "server/actions/authorize.h"
#include "server/actions/receive_upload.h"
#include "server/http/base64.h"

namespace server::http {
namespace {

constexpr std::string_view version = "1.0.0";

std::optional<std::int64_t> parse_count(std::optional<std::string_view> text) {
  if (!text || text->empty() || text->size() > 15) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || text->front() == '-') return std::nullopt;
  return number;
}

// "classe bGlzaWJsZQ==,filename …": pairs of a key and base64; only ours matters.
std::optional<EnvoiClasse> parse_classe(std::string_view metadata) {
  while (!metadata.empty()) {
    auto pair = metadata.substr(0, metadata.find(','));
    metadata.remove_prefix(std::min(pair.size() + 1, metadata.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto blank = pair.find(' ');
    if (blank == std::string_view::npos || pair.substr(0, blank) != "classe") continue;
    const auto word = from_base64(pair.substr(blank + 1));
    return word ? parse_envoi_classe(*word) : std::nullopt;
  }
  return std::nullopt;
}

std::string http_date(std::int64_t moment) {
  using namespace std::chrono;
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds utc{seconds(moment)};
  const auto midnight = floor<std::chrono::days>(utc);
  const year_month_day day(midnight);
  const hh_mm_ss time(utc - midnight);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday(midnight).c_encoding()],
                static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                static_cast<int>(day.year()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return text.data();
}

bool speaks_our_version(const Request& request) { return request.header("tus-resumable") == version; }

Reply other_version() {
  Reply reply = Reply::problem(412, "version_tus");
  reply.headers.emplace_back("Tus-Version", version);
  return reply;
}

Reply with_expiry(Reply reply, const Envoi& envoi) {
  reply.headers.emplace_back("Upload-Expires", http_date(envoi.cree_le + upload_seconds));
  return reply;
}

}  // namespace

bool is_tus(std::string_view path) {
  return path.starts_with("/api/v1/envois/") || (path.starts_with("/api/v1/volets/") && path.ends_with("/envois"));
}

void add_tus_version(Reply& reply) { reply.headers.emplace_back("Tus-Resumable", version); }

void add_tus_offer(Reply& reply) {
  reply.headers.emplace_back("Tus-Version", version);
  reply.headers.emplace_back("Tus-Extension", "creation,expiration,termination");
  reply.headers.emplace_back("Tus-Max-Size", std::to_string(longest_sealed_bytes));
}

Result<Reply> post_envoi(Exchange& exchange) {
  const auto& request = exchange.request;
  if (!speaks_our_version(request)) return other_version();
  const auto volet = authorize_volet(exchange.app, *exchange.visitor, request.param("volet"));
  if (!volet) return tl::unexpected(volet.error());
  const auto longueur = parse_count(request.header("upload-length"));
  if (!longueur) return refuse(Cause::invalid, "champ_invalide", "Upload-Length");
  const auto classe = parse_classe(request.header("upload-metadata").value_or(""));
  if (!classe) return refuse(Cause::invalid, "champ_invalide", "Upload-Metadata");
  const auto envoi = create_upload(exchange.app, *volet, *classe, *longueur);
  if (!envoi) return tl::unexpected(envoi.error());
  Reply reply = Reply::empty(201);
  reply.headers.emplace_back("Location", "/api/v1/envois/" + envoi->id.text());
  return with_expiry(std::move(reply), *envoi);
}

Result<Reply> head_envoi(Exchange& exchange) {
  if (!speaks_our_version(exchange.request)) return other_version();
  const auto famille = authorize_famille(*exchange.visitor);
  if (!famille) return tl::unexpected(famille.error());
  const auto envoi = find_upload(exchange.app, *famille, exchange.request.param("envoi"));
  if (!envoi) return tl::unexpected(envoi.error());
  Reply reply = Reply::empty(200);
  reply.headers.emplace_back("Upload-Offset", std::to_string(envoi->recu));
  reply.headers.emplace_back("Upload-Length", std::to_string(envoi->longueur));
  return with_expiry(std::move(reply), *envoi);
}

Result<Reply> patch_envoi(Exchange& exchange) {
  const auto& request = exchange.request;
  if (!speaks_our_version(request)) return other_version();
  const auto famille = authorize_famille(*exchange.visitor);
  if (!famille) return tl::unexpected(famille.error());
  const auto offset = parse_count(request.header("upload-offset"));
  if (!offset) return refuse(Cause::invalid, "champ_invalide", "Upload-Offset");
  const auto envoi = receive_slice(exchange.app, *famille, request.param("envoi"), *offset,
                                   std::as_bytes(std::span(request.untrusted_body)));
  if (!envoi) return tl::unexpected(envoi.error());
  Reply reply = Reply::empty(204);
  reply.headers.emplace_back("Upload-Offset", std::to_string(envoi->recu));
  return with_expiry(std::move(reply), *envoi);
}

Result<Reply> delete_envoi(Exchange& exchange) {
  if (!speaks_our_version(exchange.request)) return other_version();
  const auto famille = authorize_famille(*exchange.visitor);
  if (!famille) return tl::unexpected(famille.error());
  const auto dropped = drop_upload(exchange.app, *famille, exchange.request.param("envoi"));
  if (!dropped) return tl::unexpected(dropped.error());
  return Reply::empty(204);
}

}  // namespace server::http
