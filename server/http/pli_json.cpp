#include "server/http/pli_json.h"

#include <nlohmann/json.hpp>

#include "server/http/base64.h"
#include "server/http/json.h"

namespace server::http {
namespace {

using nlohmann::json;

void add_receipt(json& answer, const Pli& pli) {
  if (!pli.recu) return;
  answer["recu"] = {{"cert", pli.recu->cert},
                    {"version", pli.version},
                    {"empreinte", base64url(pli.empreinte)},
                    {"jour", pli.recu->jour},
                    {"signature", base64url(pli.recu->signature)}};
}

}  // namespace

json to_json(const OwnPli& own) {
  const auto& pli = own.pli;
  json answer{{"id", pli.id.text()},
              {"kind", pli.kind},
              {"version", pli.version},
              {"empreinte", base64url(pli.empreinte)},
              {"depose_le", pli.depose_le},
              {"octets", pli.octets},
              {"depot", {{"moment", pli.depose_le}, {"signature", base64url(own.depot)}}},
              {"detruit_le", own.detruit_le}};
  add_receipt(answer, pli);
  return answer;
}

json to_json(const PliRecu& one) {
  json sender{
      {"gen", one.gen}, {"pk_sign", base64url(one.pk_sign)}, {"pk_kem", base64url(one.pk_kem)}, {"voie", one.voie}};
  if (!one.bind_tag.empty()) sender["bind_tag"] = base64url(one.bind_tag);
  json rewraps = json::array();
  for (const auto& record : one.renveloppes) rewraps.push_back(base64url(record));
  json answer{{"id", one.pli.id.text()},        {"kind", one.pli.kind},
              {"version", one.pli.version},     {"volet", one.volet},
              {"resp_id", one.resp_id},         {"responsable", one.responsable},
              {"eleve", to_json(one.eleve)},    {"manifeste", base64url(one.pli.manifeste)},
              {"depose_le", one.pli.depose_le}, {"octets", one.pli.corps ? one.pli.octets : 0},
              {"renveloppes", rewraps},         {"expediteur", sender}};
  add_receipt(answer, one.pli);
  return answer;
}

json to_json(const BordereauView& view) {
  return {{"id", view.bordereau.id.text()},
          {"manifeste", base64url(view.bordereau.manifeste)},
          {"corps", base64url(view.corps)},
          {"depose_le", view.bordereau.depose_le},
          {"pk_sign", base64url(view.bordereau.pk_sign)},
          {"agent", view.bordereau.agent}};
}

json to_json(const std::optional<crypto::PublishedDirectory>& annuaire) {
  json answer{{"racine", ""}, {"certificats", json::array()}, {"instantanes", json::array()}};
  if (!annuaire) return answer;
  answer["racine"] = base64url(crypto::text_of(annuaire->root_record));
  for (const auto& one : annuaire->certificates) answer["certificats"].push_back(base64url(crypto::text_of(one)));
  for (const auto& one : annuaire->snapshots) answer["instantanes"].push_back(base64url(crypto::text_of(one)));
  if (!annuaire->successor.empty()) answer["successeur"] = base64url(crypto::text_of(annuaire->successor));
  for (const auto& one : annuaire->earlier) answer["precedents"].push_back(to_json(std::optional(one)));
  return answer;
}

}  // namespace server::http
