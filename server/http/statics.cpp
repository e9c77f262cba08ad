#include "server/http/statics.h"

#include <algorithm>

namespace server::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// qvalue = "0"["." up to three digits] | "1"["." up to three zeros], in thousandths; anything else counts as unwanted.
int parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.'))
    return 0;
  int thousandths = (text[0] - '0') * 1000, unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 0;
    thousandths += (c - '0') * unit;
    unit /= 10;
  }
  return thousandths <= 1000 ? thousandths : 0;
}

// How much the client wants `coding`, in thousandths; 0 is a refusal.
int wanted(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> exact, any;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto item = accept_encoding.substr(0, comma);
    accept_encoding = comma == std::string_view::npos ? std::string_view() : accept_encoding.substr(comma + 1);
    const auto semicolon = std::min(item.find(';'), item.size());
    std::string name(trimmed(item.substr(0, semicolon)));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    int quality = 1000;
    if (semicolon < item.size()) {
      const auto parameter = trimmed(item.substr(semicolon + 1));
      quality = parameter.starts_with("q=") || parameter.starts_with("Q=") ? parse_quality(parameter.substr(2)) : 0;
    }
    if (name == coding) exact = quality;
    if (name == "*") any = quality;
  }
  return exact ? *exact : any.value_or(0);
}

}  // namespace

std::optional<Reply> find_static(std::span<const Embedded> files, std::string_view path,
                                 std::string_view accept_encoding) {
  if (!path.starts_with('/')) return std::nullopt;
  const auto name = path.substr(1);
  const auto file = std::find_if(files.begin(), files.end(), [&](const Embedded& one) {
    return one.name == name || (one.name.ends_with(".html") && one.name.substr(0, one.name.size() - 5) == name);
  });
  if (file == files.end()) return std::nullopt;

  Reply reply;
  reply.headers.emplace_back("Content-Type", file->media_type);
  // A name in assets/ carries a hash of its content; a page is never kept, since it decides which assets are loaded.
  reply.headers.emplace_back("Cache-Control", name.starts_with("assets/")     ? "public, max-age=31536000, immutable"
                                              : file->name.ends_with(".html") ? "no-store"
                                                                              : "no-cache");
  if (!file->policy.empty()) reply.headers.emplace_back("Content-Security-Policy", file->policy);
  if (!file->brotli.empty() || !file->gzip.empty()) reply.headers.emplace_back("Vary", "Accept-Encoding");
  // At equal wish the smaller: br, gzip, plain. Plain is sent even to who refuses it: a page is better than a 406.
  const int brotli = file->brotli.empty() ? 0 : wanted(accept_encoding, "br");
  const int gzip = file->gzip.empty() ? 0 : wanted(accept_encoding, "gzip");
  if (brotli > 0 && brotli >= gzip) {
    reply.headers.emplace_back("Content-Encoding", "br");
    reply.embedded = file->brotli;
  } else if (gzip > 0) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
    reply.embedded = file->gzip;
  } else {
    reply.embedded = file->plain;
  }
  return reply;
}

}  // namespace server::http
