#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/directory.h"

namespace opener {

// A bag as the box made it (crypto/FORMAT.md, Bag). Nothing in it is believed yet.

struct Bordereau {
  crypto::Id id{};
  crypto::Buffer manifest, body;
  std::string agent;
};

struct Pli {
  crypto::PliKind kind = crypto::PliKind::form;
  crypto::Id id{}, volet{}, resp{};
  std::uint32_t version = 1;
  std::string responsable, nom, prenom, division;
  crypto::Buffer manifest;  // empty once destroyed
  std::vector<crypto::Buffer> rewraps;
  crypto::Bytes body;  // inside the bag's bytes
  std::uint32_t gen = 1;
  crypto::PublicKey pk_sign{}, pk_kem{};
  std::optional<crypto::Hash> bind_tag;
};

struct Bag {
  crypto::Buffer file;
  std::uint64_t moment = 0;
  std::string uai, nom;
  crypto::PublishedDirectory directory;
  crypto::Buffer trousseau;  // empty when there is none
  std::vector<Bordereau> bordereaux;
  std::vector<Pli> plis;
};
std::optional<Bag> parse_bag(crypto::Buffer untrusted_file);

}  // namespace opener
