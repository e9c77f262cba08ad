#include "server/actions/rejudge.h"

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "server/commands/commands.h"

namespace server {

using nlohmann::json;

int rejudge(const RejudgeOptions& options) {
  const auto box = Box::open(options.place);
  Desk desk(box);
  const auto start = std::chrono::steady_clock::now();
  const auto report = rejudge(desk.app(), options.dry_run);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (options.json) {
    json changes = json::array();
    for (const auto& [words, count] : report.outcomes)
      changes.push_back({{"avant", words.first}, {"maintenant", words.second}, {"nombre", count}});
    std::printf("%s\n", json{{"jugees", report.judged},
                             {"changees", report.changed},
                             {"decidees", report.decided},
                             {"a_relire", report.reread},
                             {"sans_texte", report.silent},
                             {"changements", changes},
                             {"secondes", took.count()}}
                            .dump()
                            .c_str());
    return 0;
  }
  std::printf("%lld pièces jugées de nouveau, %lld changées, %lld déjà décidées et laissées.\n",
              static_cast<long long>(report.judged), static_cast<long long>(report.changed),
              static_cast<long long>(report.decided));
  for (const auto& [words, count] : report.outcomes)
    std::printf("  %s → %s : %lld\n", words.first.c_str(), words.second.c_str(), static_cast<long long>(count));
  if (report.reread > 0)
    std::printf("%lld seront relues par la machine quand personne n'attend.\n", static_cast<long long>(report.reread));
  if (options.dry_run) std::printf("Essai à blanc : rien n'a changé.\n");
  return 0;
}

}  // namespace server
