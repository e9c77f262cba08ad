#include "server/store/journal_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "crypto/hash.h"
#include "crypto/journal.h"
#include "crypto/token.h"

namespace server {
namespace {

// Two places, written in turn, so that a power cut leaves one whole: number, key, and the first bytes of their hash.
constexpr std::size_t slot_bytes = 8 + 32 + 8;
constexpr off_t slot_stride = 512;  // a sector each: a torn write spoils one
using Slot = std::array<std::byte, slot_bytes>;

[[noreturn]] void fail(int error) { throw std::system_error(error, std::generic_category(), "journal.cle"); }

void seal(Slot& slot) {
  const auto check = crypto::hash("dsco/audit/slot/v1", {crypto::Bytes(slot).first(40)});
  std::copy_n(check.begin(), 8, slot.begin() + 40);
}

std::uint64_t number_of(const Slot& slot) {
  Slot again = slot;
  seal(again);
  if (!std::equal(slot.begin(), slot.end(), again.begin())) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;) number = number << 8 | static_cast<std::uint64_t>(slot[i]);
  return number;
}

}  // namespace

JournalKey::JournalKey(crypto::SecretKey key, const std::filesystem::path& file, std::uint64_t number)
    : number_(number), key_(std::move(key)) {
  file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) fail(errno);
  write();
}

JournalKey::JournalKey(const std::filesystem::path& file) : key_(crypto::SecretKey::random()) {
  file_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) fail(errno);
  number_ = 0;
  for (const off_t place : {off_t{0}, slot_stride}) {
    Slot slot{};
    if (::pread(file_, slot.data(), slot.size(), place) != static_cast<ssize_t>(slot.size())) continue;
    if (const auto number = number_of(slot); number > number_) {
      number_ = number;
      place_ = place;
      key_ = *crypto::SecretKey::from_bytes(crypto::Bytes(slot).subspan(8, 32));
    }
    slot.fill(std::byte{0});
  }
  if (number_ == 0) {
    ::close(file_);
    fail(EBADMSG);
  }
}

JournalKey::~JournalKey() {
  if (file_ >= 0) ::close(file_);
}

std::uint64_t JournalKey::number() const {
  const std::scoped_lock lock(mutex_);
  return number_;
}

crypto::SecretKey JournalKey::key_of(std::uint64_t number) const {
  const std::scoped_lock lock(mutex_);
  if (number < number_) throw std::logic_error("journal: that key was erased");
  auto key = key_.copy();
  for (auto n = number_; n < number; ++n) key = crypto::journal_key_after(key);
  return key;
}

void JournalKey::advance_to(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  if (number <= number_) return;
  for (; number_ < number; ++number_) key_ = crypto::journal_key_after(key_);
  if (file_ >= 0) write();
}

void JournalKey::write() {
  Slot slot{};
  const auto number = crypto::u64(number_);
  std::copy(number.begin(), number.end(), slot.begin());
  std::copy_n(key_.bytes().begin(), 32, slot.begin() + 8);
  seal(slot);
  const off_t other = slot_stride - place_;
  const bool written =
      ::pwrite(file_, slot.data(), slot.size(), other) == static_cast<ssize_t>(slot.size()) && ::fdatasync(file_) == 0;
  const int error = errno;
  slot.fill(std::byte{0});
  if (!written) fail(error);
  // The old key goes after the new one is on the disk, and needs no wait of its own: it is the last one at worst.
  if (::pwrite(file_, slot.data(), slot.size(), place_) != static_cast<ssize_t>(slot.size())) fail(errno);
  place_ = other;
}

}  // namespace server
