#include "server/http/codec.h"

#include "tests/catch.h"

using namespace server::http;
using namespace std::string_literals;

namespace {

constexpr std::size_t limit = 64;

struct Outcome {
  std::vector<Received> requests;
  int refused = 0;         // status, or 0
  bool continues = false;  // not compared: it depends on whether the body has come with the head
  friend bool operator==(const Outcome& a, const Outcome& b) {
    return a.refused == b.refused && std::equal(a.requests.begin(), a.requests.end(), b.requests.begin(),
                                                b.requests.end(), [](const Received& x, const Received& y) {
                                                  return x.close == y.close && x.request.path == y.request.path &&
                                                         x.request.query == y.request.query &&
                                                         x.request.headers == y.request.headers &&
                                                         x.request.untrusted_body == y.request.untrusted_body;
                                                });
  }
};

Outcome read(std::string_view raw, std::size_t step) {
  Codec codec([](Request&) -> tl::expected<std::size_t, Refusal> { return limit; });
  Outcome outcome;
  for (std::size_t from = 0; from < raw.size(); from += step) {
    codec.feed(raw.substr(from, step));
    for (;;) {
      const auto event = codec.next();
      if (event == Codec::Event::more) break;
      if (event == Codec::Event::expects_continue) outcome.continues = true;
      if (event == Codec::Event::request) outcome.requests.push_back(codec.take());
      if (event == Codec::Event::refused) {
        outcome.refused = codec.refusal().status;
        return outcome;
      }
    }
  }
  return outcome;
}

Outcome read(std::string_view raw) {
  auto outcome = read(raw, raw.size());
  CHECK(read(raw, 1) == outcome);  // where the network cuts changes nothing
  CHECK(read(raw, 7) == outcome);
  return outcome;
}

const std::string get = "GET /api/dossiers/12?classe=6A HTTP/1.1\r\nHost: college.example.org\r\nAccept: */*\r\n\r\n";
const std::string post =
    "POST /api/depots HTTP/1.1\r\nHost: college.example.org\r\nContent-Length: 5\r\nX-Note: a\r\n\r\nperle";
const std::string chunked =
    "PATCH /api/depots/7 HTTP/1.1\r\nHost: college.example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nperle\r\n3;a=b\r\nine\r\n0\r\n\r\n";

std::string changed(const std::string& base, const std::string& from, const std::string& to) {
  const auto at = base.find(from);
  REQUIRE(at != std::string::npos);
  return base.substr(0, at) + to + base.substr(at + from.size());
}

}  // namespace

TEST_CASE("the codec accepts a plain request, one with a length and one in chunks") {
  const auto first = read(get);
  REQUIRE(first.requests.size() == 1);
  CHECK(first.requests[0].request.path == "/api/dossiers/12");
  CHECK(first.requests[0].request.query == "classe=6A");
  CHECK(first.requests[0].request.header("host") == "college.example.org");
  CHECK_FALSE(first.requests[0].close);
  const auto second = read(post);
  REQUIRE(second.requests.size() == 1);
  CHECK(second.requests[0].request.untrusted_body == "perle");
  const auto third = read(chunked);
  REQUIRE(third.requests.size() == 1);
  CHECK(third.requests[0].request.untrusted_body == "perleine");
}

TEST_CASE("a request is refused for any one of these changes, and only for it") {
  const auto [base, from, to, status] = GENERATE(table<std::string, std::string, std::string, int>({
      // request line
      {get, "GET /", "GET  /", 400},
      {get, " HTTP/1.1", "  HTTP/1.1", 400},
      {get, "GET /api", "\tGET /api", 400},
      {get, "HTTP/1.1", "HTTP/1.1 ", 400},
      {get, "HTTP/1.1", "HTT", 400},
      {get, "HTTP/1.1", "http/1.1", 400},
      {get, " HTTP/1.1", "", 400},
      {get, "HTTP/1.1", "HTTP/1.2", 505},
      {get, "HTTP/1.1", "HTTP/2.0", 505},
      {get, "HTTP/1.1", "HTTP/0.9", 505},
      {get, "HTTP/1.1", "HTTP/11.1", 400},
      {get, "GET", "BREW", 501},
      {get, "GET", "get", 501},
      {get, "GET", "TRACE", 501},
      {get, "GET", "CONNECT", 501},
      {get, "GET", "G(T", 400},
      {get, "GET", "\r\n\r\nGET", 400},
      // target
      {get, "/api/", "api/", 400},
      {get, "/api/", "http://college.example.org/api/", 400},
      {get, "/api/dossiers/12?classe=6A", "*", 400},
      {get, "/api/dossiers/12?classe=6A", "college.example.org:443", 400},
      {get, "/api/", "//api/", 400},
      {get, "/dossiers/", "//", 400},
      {get, "/12?", "/12/?", 400},
      {get, "/dossiers/", "/./", 400},
      {get, "/dossiers/", "/../", 400},
      {get, "/12", "/..", 400},
      {get, "/dossiers/", "/%2e%2E/", 400},
      {get, "/dossiers/", "/%2e/", 400},
      {get, "/dossiers/", "/a%2Fb/", 400},
      {get, "/dossiers/", "/a%5Cb/", 400},
      {get, "/dossiers/", "/a\\b/", 400},
      {get, "/dossiers/", "/a%00b/", 400},
      {get, "/dossiers/", "/a%0Ab/", 400},
      {get, "/dossiers/", "/a%7Fb/", 400},
      {get, "/dossiers/", "/%zz/", 400},
      {get, "/12?", "/12%?", 400},
      {get, "/12?", "/12%4?", 400},
      {get, "/dossiers/", "/%C3/", 400},     // half a letter
      {get, "/dossiers/", "/%C0%AF/", 400},  // a slash, overlong
      {get, "/dossiers/", "/%ED%A0%80/", 400},
      {get, "/dossiers/", "/\xC3\xA9/", 400},
      {get, "classe=6A", "classe=%", 400},
      {get, "classe=6A", "classe=%g1", 400},
      {get, "classe=6A", "classe=%00", 400},
      {get, "classe=6A", "classe=6A#haut", 400},
      {get, "/12?", "/12#?", 400},
      // lines and fields
      {get, "\r\nHost", "\nHost", 400},
      {get, "\r\nHost", "\rHost", 400},
      {get, "\r\n\r\n", "\n\n", 400},
      {get, "\r\n\r\n", "\r\n\n", 400},
      {get, "\r\n\r\n", "\r\r\n\r\n", 400},
      {get, "*/*", "a\0b"s, 400},
      {get, "*/*", "a\x01z", 400},
      {get, "*/*", "a\x7F", 400},
      {get, "*/*", "a\r\n b", 400},
      {get, "*/*", "a\r\n\tb", 400},
      {get, "Accept:", "Accept :", 400},
      {get, "Accept:", "Accept\t:", 400},
      {get, "Accept:", ":", 400},
      {get, "Accept:", "Accept", 400},
      {get, "Accept:", " Accept:", 400},
      {get, "Accept:", "Acc ept:", 400},
      {get, "Accept:", "Acc\xC3\xA9pt:", 400},
      {get, "Accept:", "Acc\0ept:"s, 400},
      {get, "HTTP/1.1\r\n", "HTTP/1.1\r\n Folded: x\r\n", 400},
      // host
      {get, "Host: college.example.org\r\n", "", 400},
      {get, "college.example.org", "", 400},
      {get, "college.example.org", "moi@college.example.org", 400},
      {get, "college.example.org", "college.example.org/x", 400},
      {get, "college.example.org", "college example", 400},
      {get, "college.example.org", "a, b", 400},
      {get, "college.example.org", "college..example.org", 400},
      {get, "Accept: */*", "Host: college.example.org", 400},
      {get, "Accept: */*", "hOST: autre.example.org", 400},
      // length and coding
      {post, "Length: 5", "Length: -1", 400},
      {post, "Length: 5", "Length: +5", 400},
      {post, "Length: 5", "Length: 5, 5", 400},
      {post, "Length: 5", "Length: 5, 6", 400},
      {post, "Length: 5", "Length: 0x5", 400},
      {post, "Length: 5", "Length: 5 5", 400},
      {post, "Length: 5", "Length: abc", 400},
      {post, "Length: 5", "Length:", 400},
      {post, "Length: 5", "Length: 99999999999999999999999", 400},
      {post, "Length: 5", "Length: 8589934592", 413},
      {post, "Length: 5", "Length: 65", 413},
      {post, "X-Note: a", "Content-Length: 5", 400},
      {post, "X-Note: a", "Content-Length: 6", 400},
      {post, "X-Note: a", "content-length: 0", 400},
      {post, "X-Note: a", "Transfer-Encoding: chunked", 400},
      {post, "X-Note: a", "Transfer-Encoding: identity", 400},
      {chunked, "Transfer-Encoding", "Content-Length: 5\r\nTransfer-Encoding", 400},
      {chunked, "Encoding: chunked", "Encoding: chunk", 501},
      {chunked, "Encoding: chunked", "Encoding: c", 501},
      {chunked, "Encoding: chunked", "Encoding: gzip", 501},
      {chunked, "Encoding: chunked", "Encoding: gzip, chunked", 501},
      {chunked, "Encoding: chunked", "Encoding: chunked, chunked", 501},
      {chunked, "Encoding: chunked", "Encoding: chunked, identity", 501},
      {chunked, "Encoding: chunked", "Encoding: identity", 501},
      {chunked, "Encoding: chunked", "Encoding: chunkedx", 501},
      {chunked, "Encoding: chunked", "Encoding: \"chunked\"", 501},
      {chunked, "Encoding: chunked", "Encoding:", 501},
      {chunked, "chunked\r\n", "chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {chunked, "Transfer-Encoding", "Transfer-Encoding: gzip\r\nTransfer-Encoding", 501},
      {chunked, "HTTP/1.1", "HTTP/1.0", 400},
      {chunked, "Transfer-Encoding: chunked", "X-Note: a", 411},
      {post, "HTTP/1.1\r\nHost: college.example.org\r\nContent-Length: 5", "HTTP/1.0\r\nHost: college.example.org",
       411},
      // chunks
      {chunked, "5\r\nperle", "x\r\nperle", 400},
      {chunked, "5\r\nperle", "-5\r\nperle", 400},
      {chunked, "5\r\nperle", "+5\r\nperle", 400},
      {chunked, "5\r\nperle", "0x5\r\nperle", 400},
      {chunked, "5\r\nperle", " 5\r\nperle", 400},
      {chunked, "5\r\nperle", "4\r\nperle", 400},
      {chunked, "5\r\nperle", "5\nperle", 400},
      {chunked, "5\r\nperle", "41\r\nperle", 413},
      {chunked, "5\r\nperle", "FFFFFFFFFFFFFFFF\r\nperle", 413},
      {chunked, "5\r\nperle", "1FFFFFFFFFFFFFFFF\r\nperle", 400},
      {chunked, "3;a=b", "3;a=b\x01", 400},
      {chunked, "0\r\n\r\n", "0\r\nContent-Length: 4\r\n\r\n", 400},
      {chunked, "0\r\n\r\n", "0\r\nnot a field\r\n\r\n", 400},
      {chunked, "3;a=b", "3;a=\"b\r\n\"", 400},
      {chunked, "3;a=b", "3;a=\"b\"", 400},
      {chunked, "3;a=b", "3;a=b\rx", 400},
      {chunked, "perle\r\n", "perle\n", 400},
      {chunked, "perle\r\n", "perle", 400},
      {chunked, "0\r\n\r\n", "0\r\nX: y\n\r\n", 400},
      {chunked, "0\r\n\r\n", "0\r\nX: y\r\n z\r\n\r\n", 400},
      // expectations
      {post, "X-Note: a", "Expect: 200-ok", 417},
      {post, "X-Note: a", "Expect: 100-continue, autre", 417},
      {post, "X-Note: a", "Expect:", 417},
  }));
  CAPTURE(from, to);
  const auto twin = read(base);
  CHECK(twin.refused == 0);
  CHECK(twin.requests.size() == 1);
  const auto outcome = read(changed(base, from, to));
  CHECK(outcome.refused == status);
  CHECK(outcome.requests.empty());
}

TEST_CASE("a request stays accepted through these changes") {
  const auto [base, from, to, path] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {get, "GET", "OPTIONS", "/api/dossiers/12"},
      {get, "GET", "HEAD", "/api/dossiers/12"},
      {get, "GET /", "\r\nGET /", "/api/dossiers/12"},
      {get, "/12?", "/%C3%A9l%C3%A8ve%20un?", "/api/dossiers/\xC3\xA9l\xC3\xA8ve un"},
      {get, "/api/dossiers/12?classe=6A", "/", "/"},
      {get, "/api/dossiers/12?classe=6A", "/?a=%2F&b=%3F", "/"},
      {get, "/12?", "/...?", "/api/dossiers/..."},
      {get, "/12?", "/a%3Fb?", "/api/dossiers/a?b"},
      {get, "college.example.org", "127.0.0.1:8080", "/api/dossiers/12"},
      {get, "college.example.org", "[::1]:8080", "/api/dossiers/12"},
      {get, "HTTP/1.1\r\nHost: college.example.org", "HTTP/1.0", "/api/dossiers/12"},
      {get, "*/*", "", "/api/dossiers/12"},
      {get, "*/*", "\xC3\xA9t\xC3\xA9\tx", "/api/dossiers/12"},
      {get, "Accept: */*", "Content-Length: 0", "/api/dossiers/12"},
      {get, "Accept: */*", "Upgrade: h2c", "/api/dossiers/12"},
      {post, "Length: 5", "Length:  5  ", "/api/depots"},
      {post, "X-Note: a", "Expect: 100-Continue", "/api/depots"},
      {chunked, "Encoding: chunked", "Encoding: CHUNKED", "/api/depots/7"},
      {chunked, "0\r\n\r\n", "0\r\nX-Trailer: \"x\"\r\nX-Autre: y\r\n\r\n", "/api/depots/7"},
      {chunked, "0\r\n\r\n", "0000;fin\r\n\r\n", "/api/depots/7"},
      {chunked, "5\r\nperle", "005\r\nperle", "/api/depots/7"},
  }));
  CAPTURE(from, to);
  const auto outcome = read(changed(base, from, to));
  CHECK(outcome.refused == 0);
  REQUIRE(outcome.requests.size() == 1);
  CHECK(outcome.requests[0].request.path == path);
  CHECK_FALSE(outcome.requests[0].request.header("x-trailer"));
}

TEST_CASE("heads have a size, counted in bytes and in fields") {
  const auto with_fields = [](std::size_t count, std::size_t size) {
    std::string raw = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 0; i < count; ++i)
      raw.append("N").append(std::to_string(i)).append(": ").append(size, 'x').append("\r\n");
    return raw + "\r\n";
  };
  CHECK(read(with_fields(99, 10)).requests.size() == 1);
  CHECK(read(with_fields(100, 10)).refused == 431);
  CHECK(read(with_fields(2, 7500)).requests.size() == 1);
  CHECK(read(with_fields(3, 7500)).refused == 431);
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'x')).refused == 431);  // without any end
  CHECK(read("GET /" + std::string(8000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n").requests.size() == 1);
  CHECK(read("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n").refused == 414);
  CHECK(read("GET " + std::string(16000, '/') + " HTTP/1.1\r\nHost: a\r\n\r\n").refused == 414);
  CHECK(read("GET " + std::string(8000, '/') + " HTTP/1.1\r\nHost: a\r\n\r\n").refused == 400);
}

TEST_CASE("a chunk's extensions and the trailers have a size") {
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(read(head + "1;a=" + std::string(4000, 'x') + "\r\nz\r\n0\r\n\r\n").requests.size() == 1);
  CHECK(read(head + "1;a=" + std::string(9000, 'x')).refused == 400);
  CHECK(read(head + "1\r\nz\r\n0\r\nX: " + std::string(9000, 'x')).refused == 400);
}

TEST_CASE("the body's limit is asked with the head, before any byte of the body") {
  bool asked = false;
  Codec codec([&](Request& request) -> tl::expected<std::size_t, Refusal> {
    asked = true;
    CHECK(request.path == "/api/depots");
    CHECK(request.untrusted_body.empty());
    return tl::unexpected(Refusal{403, "acces_direct"});
  });
  codec.feed(post.substr(0, post.find("perle")));
  CHECK(codec.next() == Codec::Event::refused);
  CHECK(asked);
  CHECK(codec.refusal().status == 403);
  codec.feed(get);
  CHECK(codec.next() == Codec::Event::refused);  // and nothing after it is read
}

TEST_CASE("a limit holds for the sum of the chunks, to the byte") {
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string half = "20\r\n" + std::string(32, 'x') + "\r\n";
  CHECK(read(head + half + half + "0\r\n\r\n").requests.size() == 1);
  CHECK(read(head + half + half + "1\r\ny\r\n0\r\n\r\n").refused == 413);
}

TEST_CASE("100 Continue is said only to who waits for it") {
  const auto expecting = changed(post, "X-Note: a", "Expect: 100-continue");
  CHECK(read(expecting, 1).continues);
  CHECK_FALSE(read(expecting, expecting.size()).continues);  // the body came with the head
  CHECK_FALSE(read(post, 1).continues);
  CHECK_FALSE(read(changed(changed(expecting, "HTTP/1.1", "HTTP/1.0"), "perle", "perle"), 1).continues);
  CHECK_FALSE(read(changed(expecting, "Length: 5", "Length: 5000"), 1).continues);
}

TEST_CASE("requests sent in one go are all read, in order, each with its own body") {
  Codec codec([](Request&) -> tl::expected<std::size_t, Refusal> { return limit; });
  codec.feed(post + get + chunked + get + "GET / HT");
  for (const auto* path : {"/api/depots", "/api/dossiers/12", "/api/depots/7", "/api/dossiers/12"}) {
    REQUIRE(codec.next() == Codec::Event::request);
    CHECK(codec.take().request.path == path);
  }
  CHECK(codec.next() == Codec::Event::more);
  CHECK(codec.phase() == Codec::Phase::head);
}

TEST_CASE("what follows a refusal is never a request") {
  const auto outcome = read("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n" + get + get, 5000);
  CHECK(outcome.refused == 413);
  CHECK(outcome.requests.empty());
}

TEST_CASE("Connection: close is found in a list, whatever its case") {
  const auto [value, close] = GENERATE(table<std::string, bool>(
      {{"close", true}, {"Close", true}, {"keep-alive, CLOSE", true}, {"keep-alive", false}, {"closed", false}}));
  const auto outcome = read(changed(get, "Accept: */*", "Connection: " + value));
  REQUIRE(outcome.requests.size() == 1);
  CHECK(outcome.requests[0].close == close);
}

TEST_CASE("an answer's head carries what the handler said, and the gate's own") {
  Reply reply = Reply::json(200, "{}");
  reply.headers.emplace_back("Set-Cookie", "a=b; SameSite=Strict");
  reply.headers.emplace_back("Content-Length", "999");
  reply.headers.emplace_back("connection", "close");
  const auto head = encode_head(reply, false, 1795000000);
  REQUIRE(head);
  CHECK(*head ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=b; SameSite=Strict\r\n"
        "Date: Wed, 18 Nov 2026 11:06:40 GMT\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n");
  CHECK(encode_head(Reply::empty(204), true, 0)->find("Content-Length") == std::string::npos);
}

TEST_CASE("an answer that would split in two has no head") {
  const auto [name, value, good] = GENERATE(table<std::string, std::string, bool>({{"Location", "/a", true},
                                                                                   {"Location", "/a\r\nX: y", false},
                                                                                   {"Location", "/a\nb", false},
                                                                                   {"Loca\r\ntion", "/a", false},
                                                                                   {"", "/a", false},
                                                                                   {"Loc ation", "/a", false}}));
  Reply reply = Reply::empty(303);
  reply.headers.emplace_back(name, value);
  CHECK(encode_head(reply, false, 0).has_value() == good);
  reply.headers.clear();
  reply.status = 100;
  CHECK_FALSE(encode_head(reply, false, 0));
}
