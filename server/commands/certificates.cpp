#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "pipeline/codes/trust.h"
#include "pipeline/language/dates.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/model/paris.h"

namespace server {

namespace {

// A power cut leaves the old list or the new one, whole.
void replace_file(const std::filesystem::path& path, const std::string& text) {
  const auto fresh = std::filesystem::path(path).concat(".nouveau");
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) throw std::system_error(errno, std::generic_category(), fresh.string());
  std::size_t done = 0;
  while (done < text.size()) {
    const auto wrote = ::write(file, text.data() + done, text.size() - done);
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const bool kept = done == text.size() && ::fsync(file) == 0;
  const int cause = errno;
  ::close(file);
  if (!kept) throw std::system_error(cause, std::generic_category(), fresh.string());
  std::filesystem::rename(fresh, path);
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

}  // namespace

pipeline::Trust read_trust(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  std::string missing;
  auto list = pipeline::Trust::parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, missing);
  if (!list)
    throw BoxError("certificats_illisibles", "Ce n'est pas une liste de certificats : " + missing +
                                                 ". Sa forme : pipeline/codes/CERTIFICATES.md.");
  return *list;
}

int certificates(const CertificatesOptions& options) {
  const bool has_box = !options.state.empty();
  if (has_box && !std::filesystem::is_directory(options.state))
    throw BoxError("dossier_absent", "Ce dossier n'existe pas : " + options.state.string() + ".");
  if (!options.install.empty()) {
    const auto list = read_trust(options.install);
    const auto held = installed_trust(options.state);
    if (list.issued() < held.issued())
      throw BoxError("certificats_anciens", "Cette liste est du " + pipeline::iso_day(list.issued()) +
                                                ", la boîte en tient une du " + pipeline::iso_day(held.issued()) +
                                                " : prenez la dernière.");
    const auto bytes = read_file(options.install);
    replace_file(options.state / certificates_file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  const bool installed = has_box && std::filesystem::exists(options.state / certificates_file);
  const auto list = has_box ? installed_trust(options.state) : pipeline::Trust();
  const auto today = paris_day(now_seconds());
  const bool stale = today > list.next_update();
  const auto issued = pipeline::iso_day(list.issued()), next = pipeline::iso_day(list.next_update());
  if (options.json) {
    std::printf("%s\n", nlohmann::json{{"emise", issued},
                                       {"prochaine", next},
                                       {"certificats", list.size()},
                                       {"installee", installed},
                                       {"perimee", stale}}
                            .dump()
                            .c_str());
    return 0;
  }
  std::printf("Liste %s : émise le %s, à renouveler avant le %s, %zu certificat%s.\n",
              installed ? "de la boîte" : "livrée avec le programme", issued.c_str(), next.c_str(), list.size(),
              list.size() > 1 ? "s" : "");
  if (stale)
    std::printf(
        "Elle est périmée : les codes sont lus et comparés, aucun n'est dit authentique. Installez la dernière : "
        "dossiersco certificats --state DOSSIER --installer FICHIER\n");
  if (!options.install.empty()) std::printf("Installée. Elle servira au prochain démarrage du service.\n");
  return 0;
}

}  // namespace server
