#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "server/http/reply.h"
#include "server/http/request.h"

namespace server::http {

struct Refusal {
  int status = 400;
  std::string_view code = "requete_malformee";  // a literal, as in server/error.h
  int retry_after = 0;
};

// Asked once the head is read and before any byte of the body: how large a body this request may carry, or why it is
// refused. It may complete the request (the client's address) and strip headers the handler must not see.
using Admit = std::function<tl::expected<std::size_t, Refusal>(Request& head)>;

// A request, and whether its connection ends with the answer.
struct Received {
  Request request;
  bool close = false;
};

// One connection's bytes turned into requests, in the order of arrival. Knows no socket, no thread, no clock.
// Strict by choice: nginx stands in front and sends nothing odd, so whatever is odd is an attack or a fault, and two
// readings of one request is how requests are smuggled. Once it has refused, a codec reads no more.
class Codec {
 public:
  static constexpr std::size_t max_head_bytes = 16 * 1024;
  static constexpr std::size_t max_request_line_bytes = 8 * 1024;
  static constexpr std::size_t max_chunk_line_bytes = 8 * 1024;  // extensions of one chunk, or all trailers
  static constexpr std::size_t max_fields = 100;

  enum class Event { more, expects_continue, request, refused };
  enum class Phase { between, head, body, refused };

  explicit Codec(Admit admit);
  ~Codec();
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;

  void feed(std::string_view untrusted_bytes);
  Event next();                                        // call until `more` or `refused`
  Received take();                                     // once, after `request`
  const Refusal& refusal() const { return refusal_; }  // after `refused`

  Phase phase() const { return phase_; }
  std::size_t body_received() const;  // of the request being read: with phase(), what the gate calls progress

 private:
  struct Parser;

  Event read_head();
  Event admit_head(std::string_view request_line);
  Event read_body();
  Event refuse(int status, std::string_view code);
  std::optional<Event> check_chunk_line();
  std::string_view waiting() const { return std::string_view(buffer_).substr(consumed_); }

  Admit admit_;
  std::string buffer_;
  std::size_t consumed_ = 0;  // of buffer_
  std::size_t scanned_ = 0;   // of waiting(): bytes of the head already found clean
  std::size_t request_line_ = 0;
  bool blank_line_skipped_ = false;
  Phase phase_ = Phase::between;
  // Of a chunked body: whether it is one, whether a chunk was read, and what is left of the chunk being read.
  bool chunked_ = false, after_chunk_ = false;
  std::uint64_t chunk_left_ = 0;
  Refusal refusal_;
  Received received_;
  std::unique_ptr<Parser> parser_;
};

// The head of an answer, body excluded. Date, Content-Length and Connection are ours; a handler's own are dropped.
// nullopt when the reply can't be written as HTTP (a line break in a header, a status that is no final answer).
std::optional<std::string> encode_head(const Reply& reply, bool close, std::time_t now);

// 204 and 304 never have a body, nor has any answer to HEAD.
bool carries_body(Method asked, int status);

}  // namespace server::http
