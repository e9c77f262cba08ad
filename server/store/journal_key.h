#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string_view>

#include "crypto/secret_key.h"

namespace server {

inline constexpr std::string_view journal_key_file = "journal.cle";

// k_n, the key of the journal's next entry, shared by the process's threads. Its file stands beside the base, not in
// it: whoever writes in the base alone can't make a tag, and whoever takes both finds no key of the past.
class JournalKey {
 public:
  // Of an entry that is not written yet; in memory only, or from then on in a file that must not exist.
  explicit JournalKey(crypto::SecretKey first) : key_(std::move(first)) {}
  JournalKey(crypto::SecretKey key, const std::filesystem::path& file, std::uint64_t number = 1);
  // Throws std::system_error when the file is missing, cut or spoilt.
  explicit JournalKey(const std::filesystem::path& file);
  ~JournalKey();
  JournalKey(const JournalKey&) = delete;

  std::uint64_t number() const;
  // k_n for n not behind number(): std::logic_error for a key that was erased.
  crypto::SecretKey key_of(std::uint64_t number) const;
  // Entries below `number` are on the disk: their keys are erased, in memory then in the file.
  void advance_to(std::uint64_t number);

 private:
  void write();
  mutable std::mutex mutex_;
  std::uint64_t number_ = 1;
  crypto::SecretKey key_;
  int file_ = -1;
  std::int64_t place_ = 0;  // in the file
};

}  // namespace server
