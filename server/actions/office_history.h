#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "crypto/directory.h"
#include "server/app.h"

namespace server {

// Of a record that is published or about to be: the box has no paper to compare with, so it checks that the record is
// whole; browsers check whose it is.
crypto::Result<crypto::Directory> accept_record(const crypto::PublishedDirectory& directory, std::int64_t now);

// What the root, and those before it, signed until today, for what was made under an older snapshot and is still true.
class OfficeHistory {
 public:
  // None before the ceremony, nor when the record is not accepted now.
  static std::optional<OfficeHistory> of(App& app);

  const crypto::Directory& directory() const { return directory_; }
  // To whom each snapshot closed a pli, oldest first.
  std::vector<crypto::Recipients> recipients() const;
  std::vector<crypto::Certificate> listed(const crypto::Snapshot& snapshot) const;
  bool is_revoked(const crypto::Id& certificate) const;
  std::optional<crypto::Certificate> find(const crypto::Id& certificate) const;
  // A nurse or a substitute whom the health office listed on that day. One day more for a snapshot that was replaced:
  // each is issued a day early, for telephones whose clock is late.
  std::optional<crypto::Certificate> nurse_on_day(const crypto::Id& certificate, std::int64_t day) const;

 private:
  explicit OfficeHistory(crypto::Directory directory) : directory_(std::move(directory)) {}
  crypto::Directory directory_;
};

}  // namespace server
