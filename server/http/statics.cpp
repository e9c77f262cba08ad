#include "server/http/statics.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace server::http {
namespace {

std::string_view media_type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string_view> types = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
  };
  const auto known = types.find(file.extension().string());
  if (known == types.end()) throw std::runtime_error("no media type for " + file.filename().string());
  return known->second;
}

std::shared_ptr<const std::string> read(const std::filesystem::path& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream bytes;
  bytes << input.rdbuf();
  return std::make_shared<const std::string>(std::move(bytes).str());
}

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

Statics Statics::load(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) throw std::runtime_error("no web folder at " + folder.string());
  std::map<std::string, std::string> policies;
  if (const auto csp = folder / "csp.json"; std::filesystem::exists(csp)) {
    try {
      policies = nlohmann::json::parse(*read(csp)).get<std::map<std::string, std::string>>();
    } catch (const nlohmann::json::exception&) {
      throw std::runtime_error("csp.json is not a map from page to policy");
    }
  }
  Statics statics;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto name = entry.path().lexically_relative(folder).generic_string();
    const auto extension = entry.path().extension();
    if (name == "csp.json" || name == "csp.json.gz" || name == "csp.json.br" || extension == ".br" ||
        extension == ".gz")
      continue;
    File file;
    file.media_type = media_type_of(entry.path());
    const bool is_page = extension == ".html";
    file.cache_control = name.starts_with("assets/") ? "public, max-age=31536000, immutable"
                         : is_page                   ? "no-store"
                                                     : "no-cache";
    if (const auto policy = policies.find(name); policy != policies.end()) file.policy = policy->second;
    file.plain = read(entry.path());
    if (const auto path = entry.path().string() + ".gz"; std::filesystem::exists(path)) file.gzip = read(path);
    if (const auto path = entry.path().string() + ".br"; std::filesystem::exists(path)) file.brotli = read(path);
    statics.files_.emplace(name, std::move(file));
  }
  for (const auto& [page, policy] : policies)
    if (!statics.files_.contains(page)) throw std::runtime_error("csp.json names a page that is not there: " + page);
  return statics;
}

std::optional<Reply> Statics::find(std::string_view path, std::string_view accept_encoding) const {
  if (path.empty() || path.front() != '/') return std::nullopt;
  const std::string name(path.substr(1));
  auto found = files_.find(name.empty() ? "index.html" : name);
  if (found == files_.end()) found = files_.find(name + ".html");
  if (found == files_.end()) found = files_.find(name + "/index.html");
  if (found == files_.end()) return std::nullopt;
  const File& file = found->second;

  Reply reply;
  reply.headers.emplace_back("Content-Type", file.media_type);
  reply.headers.emplace_back("Cache-Control", file.cache_control);
  if (!file.policy.empty()) reply.headers.emplace_back("Content-Security-Policy", file.policy);
  if (file.brotli || file.gzip) reply.headers.emplace_back("Vary", "Accept-Encoding");
  // At equal wish the smaller: br, gzip, plain. Plain is sent even to who refuses it: a page is better than a 406.
  const int brotli = file.brotli ? wanted(accept_encoding, "br") : 0;
  const int gzip = file.gzip ? wanted(accept_encoding, "gzip") : 0;
  if (brotli > 0 && brotli >= gzip) {
    reply.headers.emplace_back("Content-Encoding", "br");
    reply.shared_body = file.brotli;
  } else if (gzip > 0) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
    reply.shared_body = file.gzip;
  } else {
    reply.shared_body = file.plain;
  }
  return reply;
}

}  // namespace server::http
