#include "opener/bag.h"

#include <nlohmann/json.hpp>

#include "crypto/token.h"

namespace opener {
namespace {

using nlohmann::json;

constexpr std::string_view magic = "DSCOBAG1";
constexpr std::size_t longest_header_bytes = 64 * 1024 * 1024;

// A field that is missing, of another type or of another length: no bag.
struct NoBag {};

crypto::Buffer bytes(const json& value) {
  auto decoded = crypto::from_base64url(value.get<std::string>());
  if (!decoded) throw NoBag{};
  return std::move(*decoded);
}

template <class Array>
Array array(const crypto::Buffer& bytes) {
  const auto fixed = crypto::fixed<Array>(bytes);
  if (!fixed) throw NoBag{};
  return *fixed;
}

crypto::Id id(const json& value) {
  const auto decoded = crypto::from_hex(value.get<std::string>());
  if (!decoded) throw NoBag{};
  return array<crypto::Id>(*decoded);
}

std::vector<crypto::Buffer> list(const json& values) {
  std::vector<crypto::Buffer> all;
  for (const auto& one : values) all.push_back(bytes(one));
  return all;
}

// 1e300 is a number of JSON too, and no integer at all once converted.
std::uint64_t whole(const json& value) {
  if (!value.is_number_unsigned()) throw NoBag{};
  return value.get<std::uint64_t>();
}

std::uint32_t number(const json& value) {
  const auto wide = whole(value);
  if (wide > UINT32_MAX) throw NoBag{};
  return static_cast<std::uint32_t>(wide);
}

Pli pli_of(const json& one) {
  const auto& sender = one.at("expediteur");
  const auto& eleve = one.at("eleve");
  Pli pli;
  const auto kind = number(one.at("kind"));
  if (kind != 1 && kind != 2) throw NoBag{};
  pli.kind = static_cast<crypto::PliKind>(kind);
  pli.id = id(one.at("id"));
  pli.volet = id(one.at("volet"));
  pli.resp = id(one.at("resp_id"));
  pli.version = number(one.at("version"));
  pli.responsable = one.at("responsable").get<std::string>();
  pli.nom = eleve.at("nom").get<std::string>();
  pli.prenom = eleve.at("prenom").get<std::string>();
  pli.division = eleve.at("division").get<std::string>();
  pli.manifest = bytes(one.at("manifeste"));
  pli.rewraps = list(one.at("renveloppes"));
  pli.gen = number(sender.at("gen"));
  pli.pk_sign = array<crypto::PublicKey>(bytes(sender.at("pk_sign")));
  pli.pk_kem = array<crypto::PublicKey>(bytes(sender.at("pk_kem")));
  if (sender.contains("bind_tag")) pli.bind_tag = array<crypto::Hash>(bytes(sender.at("bind_tag")));
  return pli;
}

crypto::PublishedDirectory directory_of(const json& annuaire) {
  return {bytes(annuaire.at("racine")), list(annuaire.at("certificats")), list(annuaire.at("instantanes"))};
}

void fill(Bag& bag, const json& header, crypto::Bytes bodies) {
  if (header.at("schema") != "sacoche/1") throw NoBag{};
  bag.moment = whole(header.at("moment"));
  bag.uai = header.at("uai").get<std::string>();
  bag.nom = header.at("nom").get<std::string>();
  const auto& annuaire = header.at("annuaire");
  bag.directory = directory_of(annuaire);
  if (annuaire.contains("precedents"))
    for (const auto& one : annuaire.at("precedents")) bag.directory.earlier.push_back(directory_of(one));
  if (header.contains("trousseau")) bag.trousseau = bytes(header.at("trousseau"));
  for (const auto& one : header.at("bordereaux"))
    bag.bordereaux.push_back(
        {id(one.at("id")), bytes(one.at("manifeste")), bytes(one.at("corps")), one.at("agent").get<std::string>()});
  std::uint64_t at = 0;
  for (const auto& one : header.at("plis")) {
    auto pli = pli_of(one);
    const auto length = whole(one.at("length"));
    if (whole(one.at("at")) != at || whole(one.at("octets")) != length || length > bodies.size() - at) throw NoBag{};
    pli.body = bodies.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
    at += length;
    bag.plis.push_back(std::move(pli));
  }
  if (at != bodies.size()) throw NoBag{};
}

}  // namespace

std::optional<Bag> parse_bag(crypto::Buffer untrusted_file) {
  std::optional<Bag> bag(std::in_place);
  bag->file = std::move(untrusted_file);
  const crypto::Bytes all = bag->file;
  if (all.size() < 12 || crypto::text_of(all.first(8)) != magic) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= std::to_integer<std::size_t>(all[8 + i]) << (8 * i);
  if (length > longest_header_bytes || length > all.size() - 12) return std::nullopt;
  const auto text = crypto::text_of(all.subspan(12, length));
  try {
    fill(*bag, json::parse(text), all.subspan(12 + length));
  } catch (const json::exception&) {
    return std::nullopt;
  } catch (const NoBag&) {
    return std::nullopt;
  }
  return bag;
}

}  // namespace opener
