#include <algorithm>

#include "pipeline/checks/check.h"
#include "pipeline/checks/quality.h"

namespace pipeline {
namespace {

struct Row {
  PieceType type;
  Check check;
};
constexpr Row checks[] = {
    {PieceType::justificatif_domicile, check_justificatif_domicile},
    {PieceType::assurance_scolaire, check_assurance_scolaire},
};

constexpr std::uint32_t expected_pages = 20;  // of which the worker reads as many

Reason reason_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::vide:
      return Reason::vide;
    case Refusal::type_refuse:
      return Reason::type_refuse;
    case Refusal::mot_de_passe:
      return Reason::mot_de_passe;
    case Refusal::trop_grand:
      return Reason::trop_grand;
    case Refusal::abime:
    case Refusal::none:
      break;
  }
  return Reason::abime;
}

void add(std::vector<Reason>& reasons, Reason reason) {
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
}

// A parent hears first what she can mend with the same paper in hand, then what asks for another paper.
void put_in_order(std::vector<Reason>& reasons) { std::sort(reasons.begin(), reasons.end()); }

Found number(std::size_t value) { return Found{std::to_string(value), 0, std::nullopt, true}; }

// Another whole paper among the pages: a RIB under a bill. A host's identity card belongs with his attestation.
bool holds_another_paper(const Facts& facts, const Layout& layout, Kind kind, PieceType asked) {
  if (facts.pages_read.size() < 2 || kind == Kind::hebergement || kind == Kind::declaration_domicile) return false;
  constexpr int unmistakable = 10;
  bool asked_here = false, other_here = false;
  for (std::size_t page = 0; page < facts.pages_read.size(); ++page) {
    Mentions mentions(layout, page, page);
    const auto recognition = recognize_kind(weigh(mentions), asked);
    asked_here =
        asked_here || (recognition.answer == Recognition::Answer::right && recognition.asked.weight >= unmistakable);
    other_here =
        other_here || (recognition.answer == Recognition::Answer::wrong && recognition.best.weight >= unmistakable);
  }
  return asked_here && other_here;
}

Verdict unreadable(Verdict verdict, Reason reason) {
  verdict.outcome = Outcome::illisible;
  verdict.reasons = {reason};
  return verdict;
}

}  // namespace

Check check_for(PieceType asked) {
  for (const Row& row : checks) {
    if (row.type == asked) return row.check;
  }
  return nullptr;
}

Verdict judge(const Facts& facts, PieceType asked, const Expectations& expected, const Trust&) {
  Verdict verdict;
  if (facts.refusal != Refusal::none) return unreadable(std::move(verdict), reason_of(facts.refusal));
  if (facts.pages_read.empty())
    return unreadable(std::move(verdict), facts.damaged ? Reason::abime : Reason::lecture_humaine);

  std::vector<PageQuality> pages;
  std::size_t blank = 0, readable = 0;
  bool incomplete = false;
  for (const Page& page : facts.pages_read) {
    pages.push_back(assess(page));
    blank += pages.back().blank ? 1 : 0;
    readable += pages.back().readable ? 1 : 0;
    incomplete = incomplete || page.measures.incomplete;
  }
  verdict.facts["pages"] = number(facts.pages);
  verdict.facts["pages_vierges"] = number(blank);
  verdict.facts["pages_utiles"] = number(pages.size() - blank);
  // Decoders draw a white page for what they could not decode, and call it a success: their complaint is the truth.
  if (blank == pages.size())
    return unreadable(std::move(verdict), facts.damaged ? Reason::abime
                                          : incomplete  ? Reason::incomplet
                                                        : Reason::vide);

  std::vector<Reason> reasons;
  std::vector<Reason> hindered;  // causes for what is missing
  bool no_text = true, all_read_well = true;
  for (const PageQuality& page : pages) {
    if (page.blank) continue;
    no_text = no_text && page.no_text;
    all_read_well = all_read_well && page.read_well;
    for (const Reason reason : page.told) add(page.readable && reason != Reason::coupee ? hindered : reasons, reason);
    for (const Reason reason : page.when_missing) add(hindered, reason);
  }
  if (incomplete) {
    // What came of half a picture says nothing of how it was taken.
    reasons.clear();
    hindered.clear();
    reasons.push_back(Reason::incomplet);
  }
  if (facts.pages > expected_pages) add(reasons, Reason::trop_de_pages);

  const auto finish = [&] {
    put_in_order(reasons);
    const bool doubt = !reasons.empty();
    verdict.outcome = doubt ? Outcome::a_verifier : Outcome::conforme;
    if (facts.content_removed) reasons.push_back(Reason::contenu_retire);  // said, not doubted
    verdict.reasons = std::move(reasons);
    return std::move(verdict);
  };

  if (readable == 0) {
    for (const Reason reason : hindered) {
      if (reasons.empty()) add(reasons, reason);
    }
    const bool by_quality = std::any_of(reasons.begin(), reasons.end(), [](Reason r) {
      return r == Reason::floue || r == Reason::sombre || r == Reason::trop_petite || r == Reason::reflet ||
             r == Reason::incomplet;
    });
    if (by_quality) {
      put_in_order(reasons);
      verdict.outcome = Outcome::illisible;
      verdict.reasons = std::move(reasons);
      return verdict;
    }
    if (facts.timed_out)
      add(reasons, Reason::lecture_humaine);
    else if (no_text && asked != PieceType::photo_identite)
      add(reasons, Reason::pas_un_document);
    else if (reasons.empty())
      add(reasons, Reason::lecture_humaine);
    return finish();
  }

  const Layout layout = lay_out(facts);
  const std::size_t last_page = facts.pages_read.size() - 1;
  Mentions mentions(layout, 0, last_page);
  const auto scores = weigh(mentions);
  if (is_medical(mentions, scores, asked)) {
    // Nothing of it is kept, not even its other faults: the envelope is the only answer.
    verdict.facts.clear();
    verdict.outcome = Outcome::a_verifier;
    verdict.reasons = {Reason::piece_medicale};
    return verdict;
  }
  auto recognition = recognize_kind(scores, asked);
  // A bundle speaks with several voices: the first page that is what was asked for is the one to read.
  for (std::size_t page = 0; page <= last_page && last_page > 0; ++page) {
    if (recognition.answer == Recognition::Answer::right) break;
    Mentions of_page(layout, page, page);
    const auto alone = recognize_kind(weigh(of_page), asked);
    if (alone.answer == Recognition::Answer::right) recognition = alone;
  }
  verdict.type_confidence = recognition.confidence;
  switch (recognition.answer) {
    case Recognition::Answer::right:
      verdict.type_guess = asked;
      break;
    case Recognition::Answer::wrong:
      verdict.type_guess = slot_of(recognition.best.kind);
      break;
    case Recognition::Answer::unknown:
      break;
  }

  const Check check = check_for(asked);
  if (check == nullptr) {
    // A wrong slot is said even there; the rest is for the agent.
    if (recognition.answer == Recognition::Answer::wrong && asked != PieceType::autre)
      add(reasons, Reason::mauvaise_piece);
    else
      add(reasons, Reason::lecture_humaine);
    return finish();
  }
  if (recognition.answer == Recognition::Answer::wrong) {
    add(reasons, Reason::mauvaise_piece);
    return finish();
  }
  if (recognition.answer == Recognition::Answer::unknown) {
    constexpr int no_trace = 2;
    constexpr std::size_t enough_words = 25;
    const bool foreign =
        all_read_well && recognition.asked.weight <= no_trace && mentions.size() >= enough_words && !incomplete;
    if (foreign) {
      add(reasons, Reason::mauvaise_piece);
    } else {
      for (const Reason reason : hindered) add(reasons, reason);
      if (reasons.empty()) add(reasons, Reason::lecture_humaine);
    }
    return finish();
  }

  ReadDocument document{facts, layout, mentions, recognition.asked.kind, all_read_well};
  Findings findings = check(document, expected);
  verdict.facts.merge(findings.facts);
  for (const Reason reason : findings.told) add(reasons, reason);
  if (holds_another_paper(facts, layout, document.kind, asked)) add(reasons, Reason::plusieurs_pieces);
  const bool something_missing = !findings.missing.empty() || findings.undecided;
  if (something_missing && !hindered.empty()) {
    // What hides a part of the page explains what was not found there.
    for (const Reason reason : hindered) add(reasons, reason);
  } else if (!incomplete && !facts.timed_out) {
    for (const Reason reason : findings.missing) add(reasons, reason);
  }
  if (something_missing && reasons.empty()) add(reasons, Reason::lecture_humaine);
  return finish();
}

}  // namespace pipeline
