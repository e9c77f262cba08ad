#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/http/bundle.h"
#include "server/http/reply.h"
#include "server/http/request.h"
#include "server/model/access.h"

namespace server::http {

enum class Who { personne, connecte, responsable, secretariat, infirmerie, direction, technique };

// What main lends to the router.
struct Site {
  std::function<App&()> app;                 // the calling thread's
  std::function<bool()> ready;               // the reader answers and the disk has room
  std::function<std::int64_t()> free_bytes;  // of the disk the box lives on
  const Bundle& bundle;                      // the pages
};

// One request on its way through a handler.
struct Exchange {
  App& app;
  const Request& request;
  const Site& site;
  std::optional<Visitor> visitor;  // set for every route but those of `personne`
};

// All rights are readable in one table, and openapi.yaml says the same (a test compares them). A handler parses,
// authorizes, calls one action, replies. A line that names something its visitor has no rule for (router.cpp:
// owner_rules) does not compile.
struct Route {
  Method method;
  std::string_view path;  // ":volet" stands for one segment
  Who who;
  std::size_t body_limit;
  Result<Reply> (*handler)(Exchange& exchange);
};

bool has_owner_rule(const Route& route);

class Router {
 public:
  explicit Router(Site site) : site_(std::move(site)) {}
  // Never throws: a broken machine is a 500 `panne`, a full disk a 503 `disque_plein`; both are logged without data.
  Reply answer(Request& request) const;
  // Of the head alone. A stranger gets the small limit: what is large is received from whoever signed in.
  std::size_t body_limit(const Request& head) const;
  static std::span<const Route> routes();

 private:
  Reply dispatch(Request& request) const;
  Reply page(const Request& request) const;
  Site site_;
};

int status_of(Cause cause);
std::string_view to_string(Method method);

}  // namespace server::http
