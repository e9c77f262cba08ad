#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/kem_key.h"
#include "opener/bag.h"

namespace opener {

// Opens a bag without the box and without a browser: for rescue, and as a second opinion on what the nurse's reader
// does. Needs her key file and phrase, or two sheets of the kit.

// Whose keys a sender's are: proved by her letter, through a list whose slip was typed; said by the box alone; refused.
enum class Trust { confirmee, a_confirmer, refusee, detruite };

struct Opened {
  Trust trust = Trust::refusee;
  std::string metadata;
  crypto::Buffer data;
};

class Reader {
 public:
  // None: wrong phrase, sheets of two kits, a directory that is not theirs. The bag outlives the reader. The directory
  // is judged at the bag's moment: what was sent then stays to be opened.
  static std::optional<Reader> with_trousseau(const Bag& bag, crypto::Bytes trousseau, std::string_view phrase);
  static std::optional<Reader> with_kit(const Bag& bag, std::string_view typed_sheet,
                                        std::string_view other_typed_sheet);

  // A list of letters whose slip bears these 12 characters: the keys it speaks of are confirmed from now on.
  bool trust_slip(std::string_view typed);
  // In the order of the bag: a version is judged against the one before it.
  Opened open(const Pli& pli);

 private:
  Reader(const Bag& bag, crypto::Directory directory, crypto::KemKey key);
  static std::optional<Reader> make(const Bag& bag, const crypto::Pin& pin, crypto::KemKey key);
  std::optional<crypto::Stanza> stanza_for_me(const Pli& pli, const crypto::Manifest& manifest) const;
  std::optional<crypto::Certificate> find(const crypto::Id& certificate) const;
  Trust trust_in(const Pli& pli) const;

  struct Line {
    crypto::Id resp{};
    std::uint32_t gen = 1;
    crypto::SecretKey bind;
  };
  struct Seen {
    crypto::Id id{};
    crypto::SeenVersion version;
  };
  const Bag* bag_;
  crypto::Directory directory_;
  crypto::KemKey key_;
  crypto::Id cert_id_{};
  std::vector<crypto::Certificate> certificates_;
  std::vector<crypto::Recipients> recipients_;
  std::vector<Line> lines_;
  std::vector<Seen> seen_;
};

}  // namespace opener
