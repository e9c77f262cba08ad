#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/model/id.h"

namespace server {

enum class Role { responsable, secretariat, infirmerie, direction, technique };
std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view word);

// Of an account: a_creer is compulsory and missing.
enum class SecondFactor { absent, actif, a_creer };
std::string_view to_string(SecondFactor second);
// A family may have one; whoever works here must (sealing.md 3.1.5).
constexpr bool needs_second_factor(Role role) { return role != Role::responsable; }
constexpr SecondFactor second_factor_of(Role role, bool confirmed) {
  if (confirmed) return SecondFactor::actif;
  return needs_second_factor(role) ? SecondFactor::a_creer : SecondFactor::absent;
}

// Who a cookie says is there.
struct Visitor {
  CompteId compte;
  Role role = Role::responsable;
  std::optional<ResponsableId> responsable;  // of a responsable's account
  // Until it is made, no right is given: what is not said counts as missing.
  SecondFactor second = SecondFactor::a_creer;
};

// Rights are values: what needs one can't be called without, and only actions/authorize makes them.
struct Authorization;

// This responsable, all her volets, nobody else's.
class FamilleAccess {
 public:
  const ResponsableId& responsable() const { return responsable_; }
  const CompteId& compte() const { return compte_; }

 private:
  friend struct Authorization;
  FamilleAccess(ResponsableId responsable, CompteId compte)
      : responsable_(std::move(responsable)), compte_(std::move(compte)) {}
  ResponsableId responsable_;
  CompteId compte_;
};

// One volet that is hers.
class VoletAccess {
 public:
  const VoletId& volet() const { return volet_; }
  const ResponsableId& responsable() const { return responsable_; }
  const CompteId& compte() const { return compte_; }

 private:
  friend struct Authorization;
  VoletAccess(VoletId volet, ResponsableId responsable, CompteId compte)
      : volet_(std::move(volet)), responsable_(std::move(responsable)), compte_(std::move(compte)) {}
  VoletId volet_;
  ResponsableId responsable_;
  CompteId compte_;
};

// The secrétariat: every dossier, no pli.
class AgentAccess {
 public:
  const CompteId& compte() const { return compte_; }

 private:
  friend struct Authorization;
  explicit AgentAccess(CompteId compte) : compte_(std::move(compte)) {}
  CompteId compte_;
};

// The nurse: every pli, no pièce.
class InfirmerieAccess {
 public:
  const CompteId& compte() const { return compte_; }

 private:
  friend struct Authorization;
  explicit InfirmerieAccess(CompteId compte) : compte_(std::move(compte)) {}
  CompteId compte_;
};

// The head of the établissement: the staff's accounts, no dossier, no pli.
class DirectionAccess {
 public:
  const CompteId& compte() const { return compte_; }

 private:
  friend struct Authorization;
  explicit DirectionAccess(CompteId compte) : compte_(std::move(compte)) {}
  CompteId compte_;
};

// Who looks after the box: its state, nobody's data.
class TechniqueAccess {
 private:
  friend struct Authorization;
  TechniqueAccess() = default;
};

}  // namespace server
