#include "server/actions/office_history.h"

#include <algorithm>

#include "server/store/infirmerie.h"

namespace server {

crypto::Result<crypto::Directory> accept_record(const crypto::PublishedDirectory& directory, std::int64_t now) {
  return crypto::accept_directory(directory, {crypto::root_fingerprint(directory.root_record), 1},
                                  static_cast<std::uint64_t>(now));
}

std::optional<OfficeHistory> OfficeHistory::of(App& app) {
  const auto published = find_annuaire(app.database);
  if (!published) return std::nullopt;
  auto directory = accept_record(*published, app.now());
  if (!directory) return std::nullopt;
  return OfficeHistory(std::move(*directory));
}

std::vector<crypto::Certificate> OfficeHistory::listed(const crypto::Snapshot& snapshot) const {
  std::vector<crypto::Certificate> listed;
  for (const auto& [hash, certificate] : directory_.known)
    if (std::binary_search(snapshot.certificates.begin(), snapshot.certificates.end(), hash))
      listed.push_back(certificate);
  return listed;
}

std::vector<crypto::Recipients> OfficeHistory::recipients() const {
  std::vector<crypto::Recipients> all;
  for (std::size_t i = 0; i < directory_.history.size(); ++i) {
    crypto::Recipients recipients{directory_.history[i].epoch, directory_.hashes[i], {}};
    for (const auto& certificate : listed(directory_.history[i]))
      recipients.certificates.push_back({certificate.id, certificate.pk_kem});
    all.push_back(std::move(recipients));
  }
  return all;
}

bool OfficeHistory::is_revoked(const crypto::Id& certificate) const {
  const auto& revoked = directory_.history.back().revoked;
  return std::binary_search(revoked.begin(), revoked.end(), certificate);
}

std::optional<crypto::Certificate> OfficeHistory::find(const crypto::Id& certificate) const {
  for (const auto& [hash, known] : directory_.known)
    if (known.id == certificate) return known;
  return std::nullopt;
}

std::optional<crypto::Certificate> OfficeHistory::nurse_on_day(const crypto::Id& certificate, std::int64_t day) const {
  if (day < 0 || day > INT32_MAX) return std::nullopt;
  constexpr std::uint64_t seconds = 86400;
  const auto begins = static_cast<std::uint64_t>(day) * seconds, ends = begins + seconds - 1;
  const auto& history = directory_.history;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const bool in_force = history[i].issued <= ends && begins <= history[i].expires &&
                          (i + 1 == history.size() || begins <= history[i + 1].issued + seconds);
    if (!in_force) continue;
    for (const auto& one : listed(history[i]))
      if (one.id == certificate && one.role != crypto::Role::recovery && one.not_before <= ends &&
          begins <= one.not_after)
        return one;
  }
  return std::nullopt;
}

}  // namespace server
