#pragma once

#include "crypto/bytes.h"

namespace crypto {

// libsodium speaks unsigned char. Used by the .cpp of this folder only.
inline const unsigned char* raw(Bytes bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
template <class Container>
unsigned char* raw_out(Container& container) {
  return reinterpret_cast<unsigned char*>(container.data());
}

// Chooses the generator and the fastest implementations, once; throws where no randomness is to be had.
void start_sodium();

// Beyond it the pages' numbers are no longer exact: what they refuse, nobody here accepts.
inline constexpr std::uint64_t largest_integer = (std::uint64_t{1} << 53) - 1;

// Reads fields one after the other; past the end it fails and stays failed.
class FieldReader {
 public:
  explicit FieldReader(Bytes bytes) : rest_(bytes) {}
  Bytes take(std::size_t count) {
    if (failed_ || count > rest_.size()) {
      failed_ = true;
      return {};
    }
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  template <class Integer>
  Integer integer() {
    const Bytes bytes = take(sizeof(Integer));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (value > largest_integer) failed_ = true;
    return static_cast<Integer>(value);
  }
  template <class Array>
  Array array() {
    Array result{};
    const Bytes bytes = take(result.size());
    if (!bytes.empty()) std::memcpy(result.data(), bytes.data(), bytes.size());
    return result;
  }
  Bytes length_prefixed() { return take(integer<std::uint32_t>()); }
  bool failed() const { return failed_; }
  bool ended() const { return !failed_ && rest_.empty(); }

 private:
  Bytes rest_;
  bool failed_ = false;
};

inline void append(Buffer& buffer, Bytes bytes) { buffer.insert(buffer.end(), bytes.begin(), bytes.end()); }

}  // namespace crypto
