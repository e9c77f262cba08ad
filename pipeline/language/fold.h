#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pipeline {

// Capitals without accents, in ASCII: "Bénoît n° 12" → "BENOIT N 12" with every other sign kept when it is ASCII, a
// blank otherwise. Ligatures are opened (œ, ß, ﬁ), so that a text layer and an OCR of the same page fold to the same
// letters.
std::string fold(std::string_view utf8);

// How far two folded words are, in half slips: an ordinary substitution, insertion or omission counts 2, a confusion
// optical readers make (O/0/Q, I/L/1, C/E, B/8, S/5, Z/2, G/6, RN/M) counts 1. Above `limit` the answer is limit + 1.
int half_slips(std::string_view one, std::string_view other, int limit);

// Which shapes of letters a word has, as a set: kept beside a word that is compared many times.
std::uint64_t letters_of(std::string_view word);
// False when half_slips of words of these letters is surely above `limit`.
bool may_be_alike(std::uint64_t letters, std::uint64_t other_letters, int limit);

// What is forgiven in a name of that many letters: nothing up to three, one slip up to seven, two beyond.
int forgiven_half_slips(std::size_t letters);

// The figure optical readers take for that letter (O, Q, D: 0; I, L: 1; Z: 2; S: 5; G: 6; B: 8); any other stays.
char as_figure(char folded);

bool is_figure(char c);
bool is_digits(std::string_view text);
bool is_letters(std::string_view text);

}  // namespace pipeline
