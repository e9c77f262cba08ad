#include "server/actions/match_siecle.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/model/identite.h"
#include "server/model/telephone.h"

namespace server {
namespace {

// Two surnames are one when a birth name or a name in use of either is a birth name or a name in use of the other.
bool crosswise(const std::string& nom, const std::string& nom_usage, const std::string& other_nom,
               const std::string& other_usage) {
  const auto equal = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  return equal(nom, other_nom) || equal(nom, other_usage) || equal(nom_usage, other_nom) ||
         equal(nom_usage, other_usage);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

std::vector<std::string> ines_of(const EleveRow& row) {
  std::vector<std::string> ines;
  const auto add = [&ines](const std::string& ine) {
    if (!ine.empty() && std::find(ines.begin(), ines.end(), ine) == ines.end()) ines.push_back(ine);
  };
  add(row.ine);
  const auto siecle = nlohmann::json::parse(row.siecle, nullptr, false);
  if (siecle.is_object()) {
    add(siecle.value("ine_bea", ""));
    add(siecle.value("ine_rnie", ""));
  }
  return ines;
}

EleveMatcher::EleveMatcher(std::span<const EleveRow> known, std::span<const pipeline::BeeEleve> read,
                           const std::set<std::string>& doubtful_ines) {
  for (const EleveRow& row : known) {
    const std::size_t index = known_.size();
    known_.push_back({comparable_name(row.nom), comparable_name(row.nom_usage), comparable_name(row.prenom),
                      row.naissance, ines_of(row)});
    for (const auto& ine : known_.back().ines) known_by_ine_.emplace(ine, index);
    known_by_birth_.emplace(row.naissance + known_.back().prenom, index);
    if (row.siecle_id) known_by_key_.emplace(*row.siecle_id, index);
  }
  for (const pipeline::BeeEleve& eleve : read) {
    Identity identity{comparable_name(eleve.nom),
                      comparable_name(eleve.nom_usage),
                      comparable_name(eleve.prenom),
                      eleve.naissance,
                      {}};
    for (const auto* ine : {&eleve.ine, &eleve.ine_rnie, &eleve.ine_bea}) {
      if (!ine->empty() && !doubtful_ines.contains(*ine)) identity.ines.push_back(*ine);
    }
    read_by_birth_.emplace(identity.naissance + identity.prenom, read_.size());
    read_.push_back(std::move(identity));
    read_keys_.push_back(eleve.id);
  }
}

bool EleveMatcher::same_surname(const Identity& one, const Identity& other) {
  return crosswise(one.nom, one.nom_usage, other.nom, other.nom_usage);
}

Matched EleveMatcher::match(std::size_t read) const {
  const Identity& record = read_[read];
  Matched found;
  std::set<std::size_t> excluded;
  for (const auto& ine : record.ines) {
    for (auto [at, end] = known_by_ine_.equal_range(ine); at != end; ++at) {
      const Identity& known = known_[at->second];
      if (known.naissance == record.naissance) return {Match::meme, at->second, false};
      if (same_surname(known, record) && known.prenom == record.prenom) return {Match::a_verifier, at->second, false};
      // An INE is given again in rare cases, or mistyped: never a reason to join two children.
      excluded.insert(at->second);
      found.ine_reattribue = true;
    }
  }
  if (const auto at = known_by_key_.find(read_keys_[read]);
      at != known_by_key_.end() && !excluded.contains(at->second)) {
    const Identity& known = known_[at->second];
    const bool born_alike = known.naissance == record.naissance, called_alike = known.prenom == record.prenom;
    if (born_alike && called_alike) {
      const bool one_without_ine = known.ines.empty() || record.ines.empty();
      return {one_without_ine ? Match::meme : Match::a_verifier, at->second, found.ine_reattribue};
    }
    // Half of an identity under one key is a correction, or a key used again: an agent sees which.
    if (born_alike || (called_alike && same_surname(known, record))) {
      return {Match::a_verifier, at->second, found.ine_reattribue};
    }
  }
  const std::string birth = record.naissance + record.prenom;
  std::vector<std::size_t> candidates;
  for (auto [at, end] = known_by_birth_.equal_range(birth); at != end; ++at) {
    if (!excluded.contains(at->second) && same_surname(known_[at->second], record)) candidates.push_back(at->second);
  }
  if (candidates.empty()) return found;
  const Identity& known = known_[candidates.front()];
  std::size_t rivals = 0;
  for (auto [at, end] = read_by_birth_.equal_range(birth); at != end; ++at) {
    if (same_surname(known, read_[at->second])) ++rivals;
  }
  const bool sure = candidates.size() == 1 && rivals == 1 && (known.ines.empty() || record.ines.empty());
  return {sure ? Match::meme : Match::a_verifier, candidates.front(), found.ine_reattribue};
}

ResponsableMatcher::Names ResponsableMatcher::names_of(std::string_view nom, std::string_view nom_usage,
                                                       std::string_view prenom) {
  return {comparable_name(nom), comparable_name(nom_usage), comparable_name(prenom)};
}

bool ResponsableMatcher::same_surname(const Names& one, const Names& other) {
  return crosswise(one.nom, one.nom_usage, other.nom, other.nom_usage);
}

ResponsableMatcher::ResponsableMatcher(std::span<const ResponsableRow> known, std::span<const LienRow> liens)
    : rows_(known) {
  for (const ResponsableRow& row : known) {
    const std::size_t index = names_.size();
    names_.push_back(names_of(row.nom, row.nom_usage, row.prenom));
    by_first_name_.emplace(names_.back().prenom, index);
    if (row.siecle_id) by_key_.emplace(*row.siecle_id, index);
  }
  for (const LienRow& lien : liens) children_[lien.responsable].insert(lien.eleve);
}

std::vector<std::size_t> ResponsableMatcher::namesakes(const pipeline::BeePersonne& person) const {
  const Names names = names_of(person.nom, person.nom_usage, person.prenom);
  std::vector<std::size_t> found;
  for (auto [at, end] = by_first_name_.equal_range(names.prenom); at != end; ++at) {
    if (same_surname(names_[at->second], names)) found.push_back(at->second);
  }
  return found;
}

Matched ResponsableMatcher::match(const pipeline::BeePersonne& person, const std::set<std::string>& children) const {
  if (const auto at = by_key_.find(person.id); at != by_key_.end()) {
    const Names& known = names_[at->second];
    const Names names = names_of(person.nom, person.nom_usage, person.prenom);
    const bool same = names.nom == known.nom || names.prenom == known.prenom || same_surname(known, names);
    // Keys are used again after SIECLE merges two persons.
    return {same ? Match::meme : Match::a_verifier, at->second, false};
  }
  std::vector<std::size_t> with_child;
  for (const std::size_t index : namesakes(person)) {
    const auto at = children_.find(rows_[index].id);
    if (at == children_.end()) continue;
    if (std::any_of(children.begin(), children.end(), [&](const auto& child) { return at->second.contains(child); })) {
      with_child.push_back(index);
    }
  }
  if (with_child.empty()) return {};
  return {with_child.size() == 1 ? Match::meme : Match::a_verifier, with_child.front(), false};
}

bool ResponsableMatcher::looks_like_another(const pipeline::BeePersonne& person) const {
  const std::string portable = canonical_telephone(person.tel_portable), courriel = lower(person.courriel);
  for (const std::size_t index : namesakes(person)) {
    const ResponsableRow& row = rows_[index];
    if (row.siecle_id == person.id) continue;
    if ((!portable.empty() && portable == row.portable) || (!courriel.empty() && courriel == lower(row.courriel))) {
      return true;
    }
  }
  return false;
}

}  // namespace server
