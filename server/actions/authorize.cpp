#include "server/actions/authorize.h"

#include "server/store/etablissement.h"
#include "server/store/volets.h"

namespace server {

struct Authorization {
  static FamilleAccess famille(const Visitor& visitor) { return FamilleAccess(*visitor.responsable, visitor.compte); }
  static VoletAccess volet(const Visitor& visitor, VoletId volet) {
    return VoletAccess(std::move(volet), *visitor.responsable, visitor.compte);
  }
  static AgentAccess agent(const Visitor& visitor) { return AgentAccess(visitor.compte); }
  static InfirmerieAccess infirmerie(const Visitor& visitor) { return InfirmerieAccess(visitor.compte); }
  static DirectionAccess direction(const Visitor& visitor) { return DirectionAccess(visitor.compte); }
  static TechniqueAccess technique() { return TechniqueAccess(); }
};

namespace {

bool is(const Visitor& visitor, Role role) { return visitor.role == role && visitor.second != SecondFactor::a_creer; }

}  // namespace

Result<FamilleAccess> authorize_famille(const Visitor& visitor) {
  if (!is(visitor, Role::responsable) || !visitor.responsable) return not_found();
  return Authorization::famille(visitor);
}

Result<VoletAccess> authorize_volet(App& app, const Visitor& visitor, std::string_view untrusted_volet) {
  const auto famille = authorize_famille(visitor);
  if (!famille) return tl::unexpected(famille.error());
  const bool hers = is_volet_of(app.database, famille->responsable(), untrusted_volet);
  auto volet = VoletId::parse(untrusted_volet);
  if (!hers || !volet) return not_found();
  return Authorization::volet(visitor, std::move(*volet));
}

Result<AgentAccess> authorize_agent(const Visitor& visitor) {
  if (!is(visitor, Role::secretariat)) return not_found();
  return Authorization::agent(visitor);
}

Result<InfirmerieAccess> authorize_infirmerie(const Visitor& visitor) {
  if (!is(visitor, Role::infirmerie)) return not_found();
  return Authorization::infirmerie(visitor);
}

Result<InfirmerieAccess> authorize_reading_page(App& app, const Visitor& visitor) {
  auto infirmerie = authorize_infirmerie(visitor);
  if (infirmerie && find_etablissement(app.database).lecteur != Lecteur::page) return not_found();
  return infirmerie;
}

Result<DirectionAccess> authorize_direction(const Visitor& visitor) {
  if (!is(visitor, Role::direction)) return not_found();
  return Authorization::direction(visitor);
}

Result<TechniqueAccess> authorize_technique(const Visitor& visitor) {
  if (!is(visitor, Role::technique)) return not_found();
  return Authorization::technique();
}

}  // namespace server
