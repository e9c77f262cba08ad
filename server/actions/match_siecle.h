#pragma once

#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/bee.h"
#include "server/store/siecle.h"

namespace server {

// Who of an export is who in the base. Wrongly merging shows one family another's file; so doubt never merges.

enum class Match { nouveau, meme, a_verifier };

struct Matched {
  Match match = Match::nouveau;
  std::size_t known = 0;        // index of the row, unless new
  bool ine_reattribue = false;  // its INE belongs to somebody else here: an alert
};

// The pupils of one établissement. `doubtful_ines` are on two records of the file, and count as absent for both.
class EleveMatcher {
 public:
  EleveMatcher(std::span<const EleveRow> known, std::span<const pipeline::BeeEleve> read,
               const std::set<std::string>& doubtful_ines);
  Matched match(std::size_t read) const;

 private:
  struct Identity {
    std::string nom, nom_usage, prenom, naissance;
    std::vector<std::string> ines;
  };
  static bool same_surname(const Identity& one, const Identity& other);
  std::vector<Identity> known_, read_;
  std::vector<std::int64_t> read_keys_;
  std::unordered_multimap<std::string, std::size_t> known_by_ine_, known_by_birth_, read_by_birth_;
  std::unordered_map<std::int64_t, std::size_t> known_by_key_;
};

// The responsables. Names alone never match: homonyms exist in every collège; a child in common tells.
class ResponsableMatcher {
 public:
  ResponsableMatcher(std::span<const ResponsableRow> known, std::span<const LienRow> liens);
  // `children`: our ids of the pupils the file links this person to.
  Matched match(const pipeline::BeePersonne& person, const std::set<std::string>& children) const;
  // Same name, and the same mobile or e-mail, but no child in common: an agent is told, nothing is merged.
  bool looks_like_another(const pipeline::BeePersonne& person) const;

 private:
  std::vector<std::size_t> namesakes(const pipeline::BeePersonne& person) const;
  std::span<const ResponsableRow> rows_;
  struct Names {
    std::string nom, nom_usage, prenom;
  };
  static Names names_of(std::string_view nom, std::string_view nom_usage, std::string_view prenom);
  static bool same_surname(const Names& one, const Names& other);
  std::vector<Names> names_;
  std::unordered_multimap<std::string, std::size_t> by_first_name_;
  std::unordered_map<std::int64_t, std::size_t> by_key_;
  std::unordered_map<std::string, std::set<std::string>> children_;
};

std::vector<std::string> ines_of(const EleveRow& row);  // the current one and those SIECLE keeps beside it

}  // namespace server
