#pragma once

#include <functional>
#include <string>

#include "crypto/secret_key.h"

namespace crypto {

// A backup is closed for a key whose private half is on paper only: the box that makes it can't read it. The paper also
// gives a second key, kept by the box, under which it authenticates what it makes: knowing the public half, which is no
// secret, makes nobody able to forge a backup.
struct BackupTarget {
  PublicKey pk_kem{};
  SecretKey author;
};
BackupTarget target_of(const SecretKey& paper);

// What is printed: 52 characters of the key and 4 that tell a slip of the pen. Typed back in any case, with any
// hyphens.
std::string print_backup_paper(const SecretKey& paper);
Result<SecretKey> read_backup_paper(std::string_view typed);  // wrong_size, or tampered: mistyped

// The target as the box keeps it, closed under a key of its own: replaced by another's, it does not open.
Buffer close_backup_target(const SecretKey& pepper, const BackupTarget& target);
Result<BackupTarget> open_backup_target(const SecretKey& pepper, Bytes untrusted);

inline constexpr std::size_t backup_header_bytes = 9 + 8 + 32 + 32 + 48 + 24;
inline constexpr std::size_t backup_chunk_bytes = 1 << 16;
inline constexpr std::size_t sealed_backup_chunk_bytes = backup_chunk_bytes + 17;

// What can be read without the paper: whose key, when.
struct BackupHeader {
  std::uint64_t moment = 0;
  PublicKey pk_kem{};
};
Result<BackupHeader> parse_backup_header(Bytes untrusted);

// A backup written from one end to the other: `out` receives the file's bytes in order.
class BackupWriter {
 public:
  BackupWriter(const BackupTarget& target, std::uint64_t moment, std::function<void(Bytes)> out);
  ~BackupWriter();
  BackupWriter(const BackupWriter&) = delete;
  void add(Bytes plain);
  void finish();

 private:
  void close_chunk(bool last);
  struct State;
  std::unique_ptr<State> state_;
};

// And read: chunks of sealed_backup_chunk_bytes, the last one shorter or as long.
class BackupReader {
 public:
  // wrong_context: made for another paper. tampered: not what that paper's box wrote.
  static Result<BackupReader> open(const SecretKey& paper, Bytes untrusted_header);
  BackupReader(BackupReader&&) noexcept;
  ~BackupReader();
  // `last` when the file ends there: FINAL exactly then, so that nothing can be cut.
  Result<Buffer> next(Bytes untrusted_chunk, bool last);

 private:
  struct State;
  explicit BackupReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace crypto
