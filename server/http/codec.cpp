#include "server/http/codec.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <ctime>
#include <limits>
#include <optional>
#include <utility>

namespace server::http {
namespace {

namespace beast = boost::beast;

// A body that grows with the bytes received. Beast's own string_body reserves what Content-Length claims: a thousand
// connections that only claim would take the memory of a thousand uploads.
struct GrowingBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(beast::http::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, beast::error_code& error) { error = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, beast::error_code& error) {
      std::size_t taken = 0;
      for (const auto buffer : beast::buffers_range_ref(buffers)) {
        body_.append(static_cast<const char*>(buffer.data()), buffer.size());
        taken += buffer.size();
      }
      error = {};
      return taken;
    }
    void finish(beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Method> parse_method(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Method>, 7> methods{{{"GET", Method::get},
                                                                               {"HEAD", Method::head},
                                                                               {"POST", Method::post},
                                                                               {"PUT", Method::put},
                                                                               {"PATCH", Method::patch},
                                                                               {"DELETE", Method::delete_},
                                                                               {"OPTIONS", Method::options}}};
  for (const auto& [text, method] : methods)
    if (text == name) return method;
  return std::nullopt;
}

bool is_token(std::string_view text) {
  static constexpr std::string_view signs = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || signs.find(c) != std::string_view::npos;
  });
}

std::optional<int> hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return std::nullopt;
}

// Well-formed UTF-8 as the Unicode standard tables it: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = 1;
    unsigned low = 0x80, high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else if (lead >= 0x80) {
      return false;
    }
    if (text.size() - i < length) return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if (next < low || next > high) return false;
      low = 0x80;
      high = 0xBF;
    }
    i += length;
  }
  return true;
}

// Percent-decoding, once and for the whole house. What would read differently in two places has no decoded form:
// control characters, a slash or a backslash inside a segment, text that is not UTF-8.
std::optional<std::string> decode_path(std::string_view raw) {
  std::string path;
  path.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    const bool encoded = c == '%';
    if (encoded) {
      const auto high = i + 2 < raw.size() ? hex(raw[i + 1]) : std::nullopt;
      const auto low = i + 2 < raw.size() ? hex(raw[i + 2]) : std::nullopt;
      if (!high || !low) return std::nullopt;
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '\\' || (encoded && c == '/') || (!encoded && byte >= 0x80))
      return std::nullopt;
    path.push_back(c);
  }
  if (path.empty() || path.front() != '/' || !is_utf8(path)) return std::nullopt;
  if (path == "/") return path;
  for (std::size_t from = 1; from <= path.size();) {
    const auto to = std::min(path.find('/', from), path.size());
    const auto segment = std::string_view(path).substr(from, to - from);
    if (segment.empty() || segment == "." || segment == "..") return std::nullopt;
    from = to + 1;
  }
  return path;
}

// The query stays raw; a percent sign in it must still announce two digits, and never a NUL.
bool is_clean_query(std::string_view query) {
  for (std::size_t i = 0; i < query.size(); ++i) {
    const auto byte = static_cast<unsigned char>(query[i]);
    if (byte <= 0x20 || byte >= 0x7F || query[i] == '#') return false;
    if (query[i] != '%') continue;
    if (i + 2 >= query.size() || !hex(query[i + 1]) || !hex(query[i + 2])) return false;
    if (query[i + 1] == '0' && query[i + 2] == '0') return false;
  }
  return true;
}

// host [":" port]: enough to refuse user information, paths and spaces; which names are ours is the router's business.
bool is_clean_host(std::string_view host) {
  static constexpr std::string_view signs = "-._:[]";
  return !host.empty() && host.size() <= 255 && host.find("..") == std::string_view::npos &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
                  signs.find(c) != std::string_view::npos;
         });
}

bool lists_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto item = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (lowered(item) == token) return true;
  }
  return false;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";  // allowed empty, and no program reads it
  }
}

}  // namespace

struct Codec::Parser {
  Parser() : note_chunk([this](std::uint64_t size, auto&&, beast::error_code&) { chunk = size; }) {
    parser.on_chunk_header(note_chunk);
    parser.header_limit(static_cast<std::uint32_t>(max_head_bytes));
    // Ours until admission. Not boost::none, which this version compares as smaller than any length.
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    parser.eager(false);
  }
  beast::http::request_parser<GrowingBody> parser;
  std::uint64_t chunk = 0;  // size of the last chunk announced
  std::function<void(std::uint64_t, beast::string_view, beast::error_code&)> note_chunk;  // Beast keeps a pointer to it
};

Codec::Codec(Admit admit) : admit_(std::move(admit)) {}
Codec::~Codec() = default;
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;

void Codec::feed(std::string_view untrusted_bytes) {
  if (phase_ == Phase::refused) return;
  if (consumed_ == buffer_.size()) {
    buffer_.clear();
    consumed_ = 0;
  }
  buffer_.append(untrusted_bytes);
}

Codec::Event Codec::next() {
  switch (phase_) {
    case Phase::refused:
      return Event::refused;
    case Phase::body:
      return read_body();
    default:
      return read_head();
  }
}

std::size_t Codec::body_received() const { return parser_ ? parser_->parser.get().body().size() : 0; }

Codec::Event Codec::refuse(int status, std::string_view code) {
  phase_ = Phase::refused;
  refusal_ = {status, code};
  parser_.reset();
  buffer_ = {};
  consumed_ = scanned_ = 0;
  return Event::refused;
}

Codec::Event Codec::read_head() {
  // Old clients send a stray CRLF after a body: one is forgiven, as RFC 9112 2.2 asks.
  if (phase_ == Phase::between && !blank_line_skipped_) {
    if (waiting() == "\r") return Event::more;
    if (waiting().starts_with("\r\n")) {
      consumed_ += 2;
      blank_line_skipped_ = true;
    }
  }
  const auto bytes = waiting();
  if (bytes.empty()) return Event::more;
  phase_ = Phase::head;

  // Lines end with CRLF and nothing else: a lone LF or CR is where two parsers part. Each byte is looked at once.
  std::optional<std::size_t> end;
  for (; scanned_ < bytes.size(); ++scanned_) {
    const auto c = static_cast<unsigned char>(bytes[scanned_]);
    const bool after_cr = scanned_ > 0 && bytes[scanned_ - 1] == '\r';
    if (after_cr != (c == '\n')) return refuse(400, "requete_malformee");
    if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F) return refuse(400, "requete_malformee");
    if (scanned_ >= max_head_bytes) return refuse(431, "entetes_trop_lourds");
    if (request_line_ == 0 && scanned_ >= max_request_line_bytes) return refuse(414, "adresse_trop_longue");
    if (c != '\n') continue;
    if (request_line_ == 0) {
      request_line_ = scanned_ - 1;
      if (request_line_ == 0) return refuse(400, "requete_malformee");
    } else if (bytes.substr(0, scanned_ + 1).ends_with("\r\n\r\n")) {
      end = ++scanned_;
      break;
    }
  }
  if (!end) return Event::more;

  const auto request_line = bytes.substr(0, request_line_);
  const auto first = request_line.find(' '), last = request_line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "requete_malformee");
  const auto version = request_line.substr(last + 1);
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digits(version.substr(5, 1)) || version[6] != '.' ||
      !is_digits(version.substr(7)))
    return refuse(400, "requete_malformee");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505, "version_inconnue");
  const auto method = request_line.substr(0, first);
  if (!is_token(method)) return refuse(400, "requete_malformee");
  if (!parse_method(method)) return refuse(501, "methode_inconnue");
  // A folded header: Beast would join the lines.
  const auto fields = bytes.substr(request_line_, *end - request_line_);
  if (fields.find("\r\n ") != std::string_view::npos || fields.find("\r\n\t") != std::string_view::npos)
    return refuse(400, "requete_malformee");

  parser_ = std::make_unique<Parser>();
  beast::error_code error;
  const auto head = bytes.substr(0, *end);
  std::size_t taken = 0;
  while (taken < head.size() && !error && !parser_->parser.is_header_done())
    taken += parser_->parser.put(boost::asio::buffer(head.data() + taken, head.size() - taken), error);
  if (error || !parser_->parser.is_header_done() || taken != head.size()) return refuse(400, "requete_malformee");
  return admit_head(request_line);
}

Codec::Event Codec::admit_head(std::string_view request_line) {
  const bool old_http = request_line.ends_with("1.0");
  const auto first = request_line.find(' ');
  const auto target = request_line.substr(first + 1, request_line.rfind(' ') - first - 1);

  Request request;
  request.method = *parse_method(request_line.substr(0, first));
  const auto question = std::min(target.find('?'), target.size());
  const auto path = decode_path(target.substr(0, question));
  if (!path || target.find('#') != std::string_view::npos) return refuse(400, "requete_malformee");
  request.path = *path;
  request.query = target.substr(std::min(question + 1, target.size()));
  if (!is_clean_query(request.query)) return refuse(400, "requete_malformee");

  std::size_t hosts = 0, lengths = 0, codings = 0, expectations = 0;
  std::string length, coding, expectation;
  bool close = old_http;
  for (const auto& field : parser_->parser.get().base()) {
    const auto name = lowered({field.name_string().data(), field.name_string().size()});
    const std::string value(field.value().data(), field.value().size());
    if (name == "host") {
      ++hosts;
      if (!is_clean_host(value)) return refuse(400, "requete_malformee");
    } else if (name == "content-length") {
      ++lengths;
      length = value;
    } else if (name == "transfer-encoding") {
      ++codings;
      coding = lowered(value);
    } else if (name == "expect") {
      ++expectations;
      expectation = lowered(value);
    } else if (name == "connection") {
      close = close || lists_token(value, "close");
    }
    request.headers.emplace_back(name, value);
    if (request.headers.size() > max_fields) return refuse(431, "entetes_trop_lourds");
  }
  if (hosts > 1 || (hosts == 0 && !old_http)) return refuse(400, "requete_malformee");
  if (lengths > 1 || (lengths == 1 && !is_digits(length))) return refuse(400, "requete_malformee");
  if (codings > 0 && (lengths > 0 || old_http)) return refuse(400, "requete_malformee");
  // Beast takes an unknown coding for no body at all: the body would be read as the next request.
  if (codings > 1 || (codings == 1 && coding != "chunked")) return refuse(501, "codage_inconnu");
  const bool announces_content =
      request.method == Method::put || request.method == Method::patch || (old_http && request.method == Method::post);
  if (announces_content && lengths == 0 && codings == 0) return refuse(411, "longueur_requise");
  if (expectations > 0 && !old_http && (expectations > 1 || expectation != "100-continue"))
    return refuse(417, "attente_inconnue");

  const auto limit = admit_(request);
  if (!limit) {
    refuse(limit.error().status, limit.error().code);
    refusal_ = limit.error();
    return Event::refused;
  }
  const auto announced = parser_->parser.content_length();
  if (announced && *announced > *limit) return refuse(413, "corps_trop_lourd");
  parser_->parser.body_limit(*limit);

  chunked_ = codings == 1;
  after_chunk_ = false;
  chunk_left_ = 0;
  consumed_ += scanned_;
  received_ = {std::move(request), close};
  phase_ = Phase::body;
  const bool waits = expectations > 0 && !old_http && !parser_->parser.is_done() && waiting().empty();
  return waits ? Event::expects_continue : read_body();
}

// Beast takes a quoted string in a chunk's extension across the end of the line, and decides otherwise when the bytes
// come in two pieces. It is shown whole lines only, and of those only what reads one way: digits, then an extension
// without quotes; after the last chunk, trailers of whole clean lines. nullopt: go on.
std::optional<Codec::Event> Codec::check_chunk_line() {
  const auto bytes = waiting();
  std::size_t at = 0;
  const auto line_end = [&](bool quotes) -> std::optional<std::size_t> {  // just after its LF; 0: not come yet
    for (std::size_t i = at; i < bytes.size(); ++i) {
      const auto c = static_cast<unsigned char>(bytes[i]);
      if (i >= max_chunk_line_bytes) return std::nullopt;
      if (c == '\r') {
        if (i + 1 == bytes.size()) return 0;
        if (bytes[i + 1] != '\n') return std::nullopt;
        return i + 2;
      }
      if ((c < 0x20 && c != '\t') || c == 0x7F || (c == '"' && !quotes)) return std::nullopt;
    }
    return 0;
  };
  if (after_chunk_) {
    if (!std::string_view("\r\n").starts_with(bytes.substr(0, 2))) return refuse(400, "requete_malformee");
    if (bytes.size() < 2) return Event::more;
    at = 2;
  }
  auto end = line_end(false);
  if (!end) return refuse(400, "requete_malformee");
  const auto digits = std::min(bytes.find_first_not_of("0123456789abcdefABCDEF", at), bytes.size()) - at;
  if (digits == 0 && at < bytes.size()) return refuse(400, "requete_malformee");
  if (*end == 0) return Event::more;
  if (bytes.substr(at, digits).find_first_not_of('0') != std::string_view::npos) return std::nullopt;
  for (;;) {
    at = *end;
    end = line_end(true);
    if (!end) return refuse(400, "requete_malformee");
    if (*end == 0) return Event::more;
    if (*end == at + 2) return std::nullopt;
    if (bytes[at] == ' ' || bytes[at] == '\t') return refuse(400, "requete_malformee");
  }
}

Codec::Event Codec::read_body() {
  auto& parser = parser_->parser;
  while (!parser.is_done()) {
    const auto bytes = waiting();
    if (bytes.empty()) return Event::more;
    const bool at_line = chunked_ && chunk_left_ == 0;
    if (at_line) {
      if (const auto event = check_chunk_line()) return *event;
    }
    beast::error_code error;
    const auto taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    consumed_ += taken;
    if (error == beast::http::error::body_limit) return refuse(413, "corps_trop_lourd");
    if (error || taken == 0) return refuse(400, "requete_malformee");
    if (at_line) {
      chunk_left_ = parser_->chunk;
      after_chunk_ = true;
    } else if (chunked_) {
      chunk_left_ -= taken;
    }
  }
  return Event::request;
}

Received Codec::take() {
  received_.request.untrusted_body = std::move(parser_->parser.get().body());
  parser_.reset();
  buffer_.erase(0, consumed_);
  consumed_ = scanned_ = request_line_ = 0;
  blank_line_skipped_ = false;
  phase_ = Phase::between;
  return std::exchange(received_, {});
}

bool carries_body(Method asked, int status) { return asked != Method::head && status != 204 && status != 304; }

std::optional<std::string> encode_head(const Reply& reply, bool close, std::time_t now) {
  if (reply.status < 200 || reply.status > 599) return std::nullopt;
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  head += reason_phrase(reply.status);
  head += "\r\n";
  for (const auto& [name, value] : reply.headers) {
    if (!is_token(name)) return std::nullopt;
    for (const char c : value)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    const auto known = lowered(name);
    if (known == "date" || known == "content-length" || known == "connection" || known == "transfer-encoding") continue;
    head += name + ": " + value + "\r\n";
  }
  // Written by hand: strftime would follow the locale.
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 64> date{};
  std::snprintf(date.data(), date.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday,
                months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  head += std::string("Date: ") + date.data() + "\r\n";
  if (reply.status != 204 && reply.status != 304)
    head += "Content-Length: " + std::to_string(reply.content().size() + reply.more_bytes) + "\r\n";
  head += close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n";
  return head;
}

}  // namespace server::http
