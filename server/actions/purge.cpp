#include "server/actions/purge.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "server/model/paris.h"
#include "server/model/retention.h"
#include "server/store/etablissement.h"
#include "server/store/forget.h"
#include "server/store/messages.h"
#include "server/store/plis.h"
#include "server/store/retention.h"

namespace server {
namespace {

constexpr std::array<std::string_view, 6> words{"pli", "message", "pieces", "enfant", "acces", "bordereau"};

struct Step {
  Planned what;
  std::vector<FileId> files;  // of one pli or list; those of a child or of pièces are told by their erasure
};

std::vector<Step> plan_of(App& app) {
  const auto etablissement = find_etablissement(app.database);
  std::vector<Step> plan;
  // When the last thing of each volet goes: a way in lasts as long.
  std::map<std::string, std::int64_t> last_of;
  const auto gone = gone_children(app.database);
  std::map<std::string, std::int64_t> gone_at;  // by volet
  for (const auto& child : gone)
    for (const auto& volet : child.volets) gone_at[volet.text()] = gone_child_erased_at(child.vu_le);
  const auto add = [&](Destruction quoi, std::int64_t le, const std::string& objet, const std::string& volet,
                       std::int64_t version, std::vector<FileId> files) {
    if (const auto with_child = gone_at.find(volet); with_child != gone_at.end()) le = std::min(le, with_child->second);
    if (!volet.empty()) last_of[volet] = std::max(last_of[volet], le);
    plan.push_back({{quoi, le, objet, volet, version}, std::move(files)});
  };

  for (const auto& pli : plis_alive(app.database))
    add(Destruction::pli, destroyed_at(pli.depose_le, pli.recu_le), pli.id.text(), pli.volet.text(), pli.version,
        {pli.corps});
  for (const auto& message : all_messages(app.database))
    add(Destruction::message, destroyed_at(message.depose_le, std::nullopt), message.id.text(), message.volet.text(), 0,
        {message.corps});
  for (const auto& kept : kept_pieces(app.database))
    // The time of an appeal, for a child who does not come: with all the rest of her.
    if (!gone_at.contains(kept.volet.text()))
      add(Destruction::pieces, pieces_destroyed_at(etablissement, kept.last_deposit), kept.volet.text(),
          kept.volet.text(), 0, {});
  for (const auto& child : gone)
    add(Destruction::enfant, gone_child_erased_at(child.vu_le), child.eleve.text(), "", 0, {});
  std::int64_t last_access = 0;
  for (const auto& access : open_accesses(app.database)) {
    const auto is_gone = [&](const VoletId& volet) { return gone_at.contains(volet.text()); };
    // No other child: erased with the one who does not come.
    if (!access.volets.empty() && std::all_of(access.volets.begin(), access.volets.end(), is_gone)) continue;
    std::int64_t last_thing = 0;
    for (const auto& volet : access.volets) last_thing = std::max(last_thing, last_of[volet.text()]);
    const auto le = access_closed_at(etablissement, access.used_le, last_thing);
    last_access = std::max(last_access, le);
    add(Destruction::acces, le, access.compte.text(), "", 0, {});
  }
  // What confirms their keys lasts as long as they do.
  for (const auto& bordereau : kept_bordereaux(app.database))
    add(Destruction::bordereau, std::max(destroyed_at(bordereau.depose_le, std::nullopt), last_access),
        bordereau.id.text(), "", 0, {bordereau.corps});
  std::sort(plan.begin(), plan.end(), [](const Step& one, const Step& other) {
    return std::tie(one.what.le, one.what.quoi, one.what.objet, one.what.version) <
           std::tie(other.what.le, other.what.quoi, other.what.objet, other.what.version);
  });
  return plan;
}

JournalAction action_of(Destruction quoi) {
  switch (quoi) {
    case Destruction::pli:
      return JournalAction::pli_detruit;
    case Destruction::message:
      return JournalAction::message_detruit;
    case Destruction::pieces:
      return JournalAction::pieces_detruites;
    case Destruction::enfant:
      return JournalAction::enfant_efface;
    case Destruction::acces:
      return JournalAction::acces_clos;
    case Destruction::bordereau:
      return JournalAction::bordereau_detruit;
  }
  return JournalAction::pli_detruit;
}

// Inside the step's transaction; the bytes its rows named.
std::vector<FileId> erase(App& app, const Step& step) {
  const auto& what = step.what;
  switch (what.quoi) {
    case Destruction::pli:
      mark_destroyed(app.database, PliId::parse(what.objet).value(), what.version, app.now());
      return step.files;
    case Destruction::message:
      erase_message(app.database, PliId::parse(what.objet).value());
      return step.files;
    case Destruction::pieces:
      return erase_all_pieces(app.database, VoletId::parse(what.objet).value());
    case Destruction::enfant:
      return erase_child(app.database, EleveId::parse(what.objet).value());
    case Destruction::acces:
      close_access(app.database, CompteId::parse(what.objet).value());
      return {};
    case Destruction::bordereau:
      erase_bordereau(app.database, PliId::parse(what.objet).value());
      return step.files;
  }
  return {};
}

}  // namespace

std::string_view to_string(Destruction quoi) { return words[static_cast<std::size_t>(quoi)]; }

std::vector<Planned> planned_destructions(App& app) {
  std::vector<Planned> planned;
  for (auto& step : plan_of(app)) planned.push_back(std::move(step.what));
  return planned;
}

std::map<Destruction, std::int64_t> purge(App& app) {
  std::map<Destruction, std::int64_t> destroyed;
  const auto now = app.now();
  {
    Transaction transaction(app.database);
    date_gone_children(app.database, now);
    transaction.commit();
  }
  for (const auto& step : plan_of(app)) {
    if (step.what.le > now) break;
    std::vector<FileId> files;
    {
      // The row first: until it is written the bytes are somebody's, and after it nobody's, whenever the power goes.
      Transaction transaction(app.database);
      files = erase(app, step);
      JournalFact fact{"", action_of(step.what.quoi), step.what.objet, step.what.volet};
      if (step.what.version > 0) fact.details.emplace_back("version", step.what.version);
      record(app.journal, fact, now);
      transaction.commit();
    }
    for (const auto& file : files) app.vault.forget(file);
    ++destroyed[step.what.quoi];
  }
  return destroyed;
}

bool write_over(App& app) {
  try {
    rewrite_main(app.database);
  } catch (const DatabaseError& error) {
    if (!error.is_busy()) throw;
    return false;
  }
  return empty_wal(app.database);
}

std::int64_t sweep_files(App& app) {
  const auto swept = app.vault.sweep(app.now() - orphan_seconds);
  if (swept > 0) {
    Transaction transaction(app.database);
    record(app.journal, {"", JournalAction::fichiers_balayes, "", "", {{"nombre", swept}}}, app.now());
    transaction.commit();
  }
  return swept;
}

std::vector<PlannedDay> count_by_day(const std::vector<Planned>& planned) {
  std::vector<PlannedDay> days;
  for (const auto& one : planned) {
    const auto jour = iso_day(paris_day(one.le));
    const auto same = std::find_if(days.begin(), days.end(),
                                   [&](const PlannedDay& day) { return day.quoi == one.quoi && day.jour == jour; });
    if (same != days.end()) {
      ++same->nombre;
    } else {
      days.push_back({one.quoi, jour, iso_day(paris_day(forgotten_at(one.le))), 1});
    }
  }
  return days;
}

std::vector<PlannedDay> show_destructions(App& app, const AgentAccess&) {
  return count_by_day(planned_destructions(app));
}

std::vector<PlannedDay> show_destructions(App& app, const DirectionAccess&) {
  return count_by_day(planned_destructions(app));
}

}  // namespace server
